import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { EVENT_SOURCE, EVENT_TYPES } from '../../lambda/shared/site-events';
import { METRICS_NAMESPACE } from '../../lambda/shared/metrics-namespace';
import { PlatformAlarm, PlatformNotice } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import { failedExecutions } from './platform-state-machine';

const MEANINGS = {
  backup: 'The backup of a site has failed, after its retries.',
  verify: 'A backup of a site could not be proven restorable.',
  clone: 'A copy of a site was not refreshed.',
  rotate: 'The backups of a site could not be rotated; surplus piles up.',
  remove: 'Backups of an erased site are left over.',
} as const;

export interface SiteAlarmsProps {
  readonly onCall: OnCall;
  readonly machines: readonly sfn.IStateMachine[];
  /** Whether sites here are backed up: then silence is an alarm, too. */
  readonly expectsBackups: boolean;
}

/** What on-call hears of site operations: what failed, what is missing, and what waits for a decision (BK-26). */
export class SiteAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: SiteAlarmsProps,
  ) {
    super(scope, id);
    const { onCall, machines, expectsBackups } = props;
    new PlatformNotice(this, 'ExecutionFailed', {
      onCall,
      runbook: 'site-operation-failed',
      meaning: 'An operation on sites did not succeed.',
      eventPattern: failedExecutions(machines),
    });
    this.notice(
      'HeldBack',
      'heldBack',
      'site-rotation-held-back',
      'The rotation would remove more than a night’s surplus.',
    );
    this.notice('Departed', 'departed', 'site-departed', 'A site is not in the config any more.');
    this.notice(
      'MayBeBack',
      'mayBeBack',
      'erased-person-may-be-back',
      'A restore could not erase again somebody who was erased since its backup was made.',
    );
    for (const operation of ['rotate', 'remove'] as const) this.failures(operation);
    if (!expectsBackups) return;
    for (const operation of ['backup', 'verify', 'clone'] as const) this.failures(operation);
    this.absence();
  }

  private notice(id: string, type: keyof typeof EVENT_TYPES, runbook: string, meaning: string): void {
    const eventPattern = { source: [EVENT_SOURCE], detailType: [EVENT_TYPES[type]] };
    new PlatformNotice(this, id, { onCall: this.props.onCall, runbook, meaning, eventPattern });
  }

  /** One alarm for a bad night, whether one site failed in it or all did. */
  private failures(operation: keyof typeof MEANINGS): void {
    new PlatformAlarm(this, `Failed-${operation}`, {
      onCall: this.props.onCall,
      runbook: `site-${operation}-failed`,
      meaning: MEANINGS[operation],
      metric: metric('Failed', 'Sum', { operation }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** Whatever the reason: no backup, no proof, or nobody who looks for them. */
  private absence(): void {
    for (const [name, runbook, meaning] of [
      ['MissingBackups', 'site-backups-missing', 'A site has no recent backup, or nobody has looked for two hours.'],
      ['UnprovenSites', 'site-unproven', 'The backups of a site have not been proven restorable for a quarter.'],
    ] as const) {
      new PlatformAlarm(this, name, {
        onCall: this.props.onCall,
        runbook,
        meaning,
        metric: metric(name, 'Maximum'),
        threshold: 1,
        evaluationPeriods: 2,
        datapointsToAlarm: 2,
        treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      });
    }
  }
}

function metric(metricName: string, statistic: string, dimensionsMap?: Record<string, string>): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    statistic,
    dimensionsMap,
    period: Duration.hours(1),
  });
}
