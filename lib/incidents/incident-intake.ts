import { Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ALARM_SEVERITIES } from '../../lambda/open-incident/severities';
import { EVENT_SOURCE, EVENT_TYPES } from '../../lambda/shared/site-events';
import { tamperPatterns } from '../audit/tamper-notices';
import { BAD_RECOVERY_POINTS, FAILED_JOBS, TAMPERING } from '../backup/backup-notices';
import type { Place } from '../config/platform';
import { MANAGED_RULES } from '../guardrails/config-rules';
import { findingSources } from '../guardrails/finding-notices';
import { bucketName } from '../platform/names';

export interface IncidentIntakeProps {
  readonly place: Place;
  /** Function that makes incidents of events. */
  readonly opens: lambda.IFunction;
}

/**
 * What becomes an incident: everything that on-call hears of at once, by the very same patterns, and what is recorded
 * without waking anybody (NW-10, NW-11).
 */
export class IncidentIntake extends Construct {
  constructor(scope: Construct, id: string, { place, opens }: IncidentIntakeProps) {
    super(scope, id);
    for (const [name, { description, eventPattern }] of Object.entries(sources(place))) {
      const target = new targets.LambdaFunction(opens);
      const rule = new events.Rule(this, name, { description, eventPattern, targets: [target] });
      Validations.of(rule).acknowledge({
        id: 'Control-Tower::CT.LAMBDA.PR.2',
        reason:
          'Its SourceArn is the rule beside it; the check looks at the permission alone, where that is a reference.',
      });
    }
  }
}

interface IntakeSource {
  readonly description: string;
  readonly eventPattern: events.EventPattern;
}

function sources(place: Place): Readonly<Record<string, IntakeSource>> {
  const archives = [bucketName(place, 'archive'), bucketName(place, 'account-archive')];
  const tampering = tamperPatterns(archives);
  const findings = findingSources(MANAGED_RULES);
  return {
    ...Object.fromEntries(
      findings.map(({ id, meaning, eventPattern }) => [id, { description: meaning, eventPattern }] as const),
    ),
    ...Object.fromEntries(
      tampering.map((eventPattern, index) => [
        `Tampering${index + 1}`,
        { description: 'Somebody works on trails, keys, logs or archives', eventPattern },
      ]),
    ),
    FailedJobs: { description: 'Jobs of AWS Backup that ended badly', eventPattern: FAILED_JOBS },
    BadRecoveryPoints: { description: 'Recovery points that are not whole', eventPattern: BAD_RECOVERY_POINTS },
    BackupTampering: { description: 'Somebody works on what protects backups', eventPattern: TAMPERING },
    SiteOperations: {
      description: 'Operations on sites that failed',
      eventPattern: { source: [EVENT_SOURCE], detailType: [EVENT_TYPES.failed] },
    },
    Bans: {
      description: 'Addresses that were banned',
      eventPattern: { source: ['cordon.web'], detailType: ['Address Banned'] },
    },
    Malware: {
      description: 'Malware in uploads',
      eventPattern: { source: ['cordon.data'], detailType: ['Malware Found'] },
    },
    Alarms: { description: 'Alarms that are incidents', eventPattern: graveAlarms() },
  };
}

/** Alarms whose section of the runbook says that they are grave. */
function graveAlarms(): events.EventPattern {
  return {
    source: ['aws.cloudwatch'],
    detailType: ['CloudWatch Alarm State Change'],
    detail: {
      state: { value: ['ALARM'] },
      configuration: {
        description: Object.keys(ALARM_SEVERITIES).flatMap((section) => events.Match.suffix(`#${section}`)),
      },
    },
  };
}
