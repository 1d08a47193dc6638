import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as cloudwatchLogs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { RECORD_SCHEMAS } from '../../lambda/shared/records/access-record';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { Place } from '../config/platform';
import { PlatformAlarm } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import { recordProtection } from './record-protection';

export type RecordKind = keyof typeof RECORD_SCHEMAS;

export interface ApplicationRecordsProps {
  readonly place: Place;
  /** Key of the log groups; must allow CloudWatch Logs of this region. */
  readonly key: kms.IKey;
  readonly onCall: OnCall;
}

/** Members without which a record is none; a filter can't check more than that they are there. */
const NEEDED: Readonly<Record<RecordKind, readonly string[]>> = {
  access: ['type', 'time', 'site', 'user', 'operation', 'sourceIp', 'outcome'],
  change: ['type', 'time', 'site', 'user', 'entity', 'change'],
};

/** Name of a log group of records, as the application is configured with it. */
export function recordGroupName({ platform, environment }: Pick<Place, 'platform' | 'environment'>, kind: RecordKind) {
  return `/${platform}/${environment}/application/${kind}-records`;
}

/**
 * What the hosted application says of itself: who looked at or changed what, when and from where (LG-01), and what was
 * changed by whom (LG-07). Log groups, because a log can only be added to: nothing in it is ever changed, and the
 * application has no right to delete it.
 */
export class ApplicationRecords extends Construct {
  public readonly groups: Readonly<Record<RecordKind, cloudwatchLogs.ILogGroup>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ApplicationRecordsProps,
  ) {
    super(scope, id);
    this.groups = { access: this.group('access'), change: this.group('change') };
  }

  private group(kind: RecordKind): PlatformLogGroup {
    const { place, key, onCall } = this.props;
    const name = kind === 'access' ? 'Access' : 'Change';
    const logGroupName = recordGroupName(place, kind);
    const group = new PlatformLogGroup(this, name, { key, logGroupName });
    (group.node.defaultChild as cloudwatchLogs.CfnLogGroup).dataProtectionPolicy = recordProtection();
    const metric = {
      metricNamespace: `${place.platform}/${place.environment}/application`,
      metricName: `Invalid${name}Records`,
    };
    const patterns = {
      Incomplete: `{ ${NEEDED[kind].map((member) => `($.${member} NOT EXISTS)`).join(' || ')} }`,
      // A line that is no JSON matches no pattern of the other sort.
      NotARecord: '-"\\"type\\":"',
    };
    for (const [filter, pattern] of Object.entries(patterns)) {
      new cloudwatchLogs.CfnMetricFilter(this, `${name}${filter}`, {
        logGroupName: group.logGroupName,
        filterPattern: pattern,
        metricTransformations: [{ ...metric, metricValue: '1' }],
      });
    }
    this.alarm(`${name}Invalid`, onCall, {
      runbook: 'records-incomplete',
      meaning: `The application logs ${kind} records that lack what they must say.`,
      metric: { namespace: metric.metricNamespace, metricName: metric.metricName },
    });
    this.alarm(`${name}Secrets`, onCall, {
      runbook: 'secrets-in-records',
      meaning: `A password, token or key was logged among the ${kind} records; it was masked.`,
      metric: {
        namespace: 'AWS/Logs',
        metricName: 'LogEventsWithFindings',
        dimensionsMap: { DataProtectionOperation: 'Audit', LogGroupName: logGroupName },
      },
    });
    return group;
  }

  private alarm(
    id: string,
    onCall: OnCall,
    { runbook, meaning, metric }: { runbook: string; meaning: string; metric: cloudwatch.MetricProps },
  ): void {
    new PlatformAlarm(this, id, {
      onCall,
      runbook,
      meaning,
      metric: new cloudwatch.Metric({ ...metric, statistic: 'Sum', period: Duration.minutes(5) }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
