import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../lambda/shared/metrics-namespace';
import { PlatformAlarm } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';

interface Watch {
  readonly metricName: string;
  readonly runbook: string;
  readonly meaning: string;
  /** Whether it is an alarm, too, if nobody looks. */
  readonly silenceToo?: boolean;
}

const WATCHES: Readonly<Record<string, Watch>> = {
  Overdue: {
    metricName: 'PrivacyRequestsOverdue',
    runbook: 'privacy-request-overdue',
    meaning: 'A request about personal data is past its deadline, or nobody has looked at requests for three hours.',
    silenceToo: true,
  },
  Due: {
    metricName: 'PrivacyRequestsDue',
    runbook: 'privacy-request-due',
    meaning: 'A request about personal data is still open, and its deadline is near.',
  },
  StepFailed: {
    metricName: 'PrivacyStepsFailed',
    runbook: 'privacy-step-failed',
    meaning: 'An operation of a request about personal data has failed; a person must look.',
  },
  TaskLate: {
    metricName: 'PrivacyTasksLate',
    runbook: 'privacy-task-late',
    meaning: 'A sub-processor or a colleague has not confirmed their part of a request in time.',
  },
};

/** What on-call hears of requests: each alarm stays on until somebody has done something about it (TN-20, TN-21). */
export class RequestAlarms extends Construct {
  constructor(scope: Construct, id: string, { onCall }: { readonly onCall: OnCall }) {
    super(scope, id);
    for (const [name, { metricName, runbook, meaning, silenceToo }] of Object.entries(WATCHES)) {
      new PlatformAlarm(this, name, {
        onCall,
        runbook,
        meaning,
        metric: new cloudwatch.Metric({
          namespace: METRICS_NAMESPACE,
          metricName,
          statistic: 'Maximum',
          period: Duration.hours(1),
        }),
        threshold: 1,
        evaluationPeriods: silenceToo ? 3 : 1,
        datapointsToAlarm: silenceToo ? 3 : 1,
        treatMissingData: silenceToo
          ? cloudwatch.TreatMissingData.BREACHING
          : cloudwatch.TreatMissingData.NOT_BREACHING,
      });
    }
  }
}
