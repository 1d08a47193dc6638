import * as events from 'aws-cdk-lib/aws-events';
import { ALARM_SEVERITIES } from '../../lambda/open-incident/severities';
import { EVENT_SOURCE, EVENT_TYPES } from '../../lambda/shared/site-events';
import { tamperPatterns } from '../audit/tamper-notices';
import { BAD_RECOVERY_POINTS, FAILED_JOBS, TAMPERING } from '../backup/backup-notices';
import type { Place } from '../config/platform';
import { MANAGED_RULES } from '../guardrails/config-rules';
import { findingSources } from '../guardrails/finding-notices';
import { bucketName } from '../platform/names';

/** Events that become incidents. */
export interface IntakeSource {
  readonly description: string;
  readonly eventPattern: events.EventPattern;
}

/** What becomes an incident at a place, by the ids of its rules. */
export function intakeSources(place: Place): Readonly<Record<string, IntakeSource>> {
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
