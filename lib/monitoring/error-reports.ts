import { Duration, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Environment } from '../../lambda/report-errors/environment';
import { METRICS_NAMESPACE } from '../../lambda/shared/metrics-namespace';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Endpoint } from '../config/egress';
import type { Place } from '../config/platform';
import type { Network } from '../network/network';
import { PlatformFunction } from '../platform/platform-function';
import type { ShippedLogs } from './log-hub';
import { PlatformAlarm, UNMEASURED_QUEUE } from './on-call';
import type { OnCall, PlatformAlarmProps } from './on-call';
import { PartySecret } from './party-secret';

export interface ErrorReportsProps {
  readonly place: Place;
  readonly endpoint: Endpoint;
  /** Names that the config marks as personal. */
  readonly marked: readonly string[];
  /** Key of the secret. */
  readonly key: kms.IKey;
  readonly network: Network;
  readonly logs: RegionalLogs & { readonly shipped: ShippedLogs };
  readonly onCall: OnCall;
}

/** How old an error may become until it is given up; the stream holds a day. */
const TRIED_FOR = Duration.hours(6);
const LATE = Duration.minutes(30);

/**
 * Reports to Sentry what logs tell of errors (LG-10): a function in the VPC, where nothing but registered hosts can be
 * called. What it could not report in six hours is told to a queue, whose every message wakes on-call.
 */
export class ErrorReports extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ErrorReportsProps,
  ) {
    super(scope, id);
    const { place, endpoint, marked, key, network, logs } = props;
    const secret = new PartySecret(this, 'Secret', { party: endpoint.party, member: 'dsn', key });
    const environment: Environment = {
      DSN_SECRET: secret.secretArn,
      SENTRY_HOST: endpoint.host,
      PERSONAL_MEMBERS: JSON.stringify(marked),
      ENVIRONMENT: place.environment,
    };
    const report = new PlatformFunction(this, 'Function', {
      entry: 'report-errors',
      description: 'Reports the errors that logs tell of',
      logs: { key: logs.key },
      environment: { ...environment },
      network,
      memory: 512,
      timeout: Duration.minutes(2),
    });
    const lost = this.lost();
    this.permit(report, secret, lost);
    this.read(report, lost);
    this.alarms(report, lost);
  }

  private lost(): sqs.Queue {
    const lost = new sqs.Queue(this, 'Lost', {
      encryptionMasterKey: this.props.logs.key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    const reason = 'This queue is itself where a stream tells what was given up; nothing consumes it but on-call.';
    for (const id of ['Control-Tower::CT.SQS.PR.1', 'AwsSolutions::AwsSolutions-SQS3'])
      Validations.of(lost).acknowledge({ id, reason });
    return lost;
  }

  private permit(report: PlatformFunction, secret: PartySecret, lost: sqs.Queue): void {
    const { logs, key } = this.props;
    const allow = (actions: string[], resources: string[]) =>
      report.addToRolePolicy(new iam.PolicyStatement({ actions, resources }));
    allow(
      [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ],
      [logs.shipped.streamArn],
    );
    allow(['secretsmanager:GetSecretValue'], [secret.secretArn]);
    allow(['kms:Decrypt'], [key.keyArn]);
    allow(['sqs:SendMessage'], [lost.queueArn]);
    allow(['kms:GenerateDataKey'], [logs.key.keyArn]);
  }

  private read(report: PlatformFunction, lost: sqs.Queue): void {
    const mapping = new lambda.CfnEventSourceMapping(this, 'Reading', {
      functionName: report.functionArn,
      eventSourceArn: this.props.logs.shipped.streamArn,
      startingPosition: 'LATEST',
      batchSize: 100,
      maximumBatchingWindowInSeconds: 30,
      functionResponseTypes: ['ReportBatchItemFailures'],
      maximumRecordAgeInSeconds: TRIED_FOR.toSeconds(),
      // As often as its age allows: Sentry may be away for an hour.
      maximumRetryAttempts: -1,
      destinationConfig: { onFailure: { destination: lost.queueArn } },
    });
    // Lambda looks whether the function may read the stream when the mapping is made.
    mapping.node.addDependency(report.role as iam.Role);
  }

  private alarms(report: PlatformFunction, lost: sqs.Queue): void {
    const { onCall } = this.props;
    const alarm = (
      id: string,
      props: Pick<PlatformAlarmProps, 'runbook' | 'meaning' | 'metric' | 'threshold'> & Partial<PlatformAlarmProps>,
    ) =>
      new PlatformAlarm(this, id, {
        onCall,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
        ...props,
      });
    const period = Duration.minutes(5);
    alarm('Late', {
      runbook: 'error-reports-late',
      meaning: 'Errors are reported to Sentry more than half an hour late, or not at all.',
      metric: report.metric('IteratorAge', { statistic: 'Maximum', period }),
      threshold: LATE.toMilliseconds(),
    });
    alarm('GivenUp', {
      runbook: 'error-reports-lost',
      meaning: 'Errors could not be reported to Sentry in six hours, and were given up.',
      metric: lost.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period }),
      threshold: 1,
      treatMissingData: UNMEASURED_QUEUE,
    });
    alarm('Refused', {
      runbook: 'error-reports-lost',
      meaning: 'Sentry refused reports of errors, or lines could not be read.',
      metric: new cloudwatch.Metric({
        namespace: METRICS_NAMESPACE,
        metricName: 'ErrorReportsRefused',
        statistic: 'Sum',
        period,
      }),
      threshold: 1,
    });
  }
}
