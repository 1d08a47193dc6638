import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { DatabaseServer as ServerConfig } from '../config/platform';
import { PlatformAlarm } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import type { DatabaseInstance } from './database-instance';
import { instanceMemory } from './instance-memory';

export interface DatabaseAlarmsProps {
  readonly instance: DatabaseInstance;
  readonly server: ServerConfig;
  readonly onCall: OnCall;
  /** Also watch how far it lags behind its source. */
  readonly replica: boolean;
}

const GIB = 2 ** 30;
const PERIOD = Duration.minutes(5);

/** Alarms of a database server (AV-08): each rises while there is still time to act. */
export class DatabaseAlarms extends Construct {
  private readonly props: DatabaseAlarmsProps;

  constructor(scope: Construct, id: string, props: DatabaseAlarmsProps) {
    super(scope, id);
    this.props = props;
    this.addLoad();
    this.addExhaustion();
    if (props.replica) this.addLag();
  }

  private addLoad(): void {
    // A standby takes over with the same power: four fifths leave room for the reconnections after a failover.
    this.add('Cpu', {
      runbook: 'database-cpu',
      meaning: 'has used over 80 % of its processors for 15 minutes.',
      metric: this.metric('CPUUtilization'),
      threshold: 80,
    });
    // gp3 answers within a few milliseconds; 20 ms for a quarter of an hour means that its limits are reached.
    this.add('Latency', {
      runbook: 'database-latency',
      meaning: 'has waited over 20 ms for its storage for 15 minutes.',
      metric: new cloudwatch.MathExpression({
        expression: 'MAX([reads, writes])',
        label: 'Slower of reads and writes',
        period: PERIOD,
        usingMetrics: { reads: this.metric('ReadLatency'), writes: this.metric('WriteLatency') },
      }),
      threshold: 0.02,
    });
  }

  private addExhaustion(): void {
    const { server } = this.props;
    const memory = instanceMemory(server.instanceType);
    // Autoscaling steps in below 10 % of what is allocated, which is never less than at first: half of that means that
    // it cannot, because the limit is reached or the last step was less than six hours ago. A full server sends nothing.
    this.add('Storage', {
      runbook: 'database-storage',
      meaning: `has less than ${server.storageGb / 20} GiB of storage free; autoscaling (limit ${server.maxStorageGb} GiB) did not help.`,
      metric: this.metric('FreeStorageSpace', 'Minimum'),
      threshold: (server.storageGb * GIB) / 20,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
    // PostgreSQL leaves the rest to the file cache, which RDS counts as free: below a twentieth, it swaps.
    this.add('Memory', {
      runbook: 'database-memory',
      meaning: `has less than 5 % of its ${memory / GIB} GiB of memory free.`,
      metric: this.metric('FreeableMemory'),
      threshold: memory / 20,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    });
    const connections = Math.floor(0.8 * maxConnections(memory));
    this.add('Connections', {
      runbook: 'database-connections',
      meaning: `has over ${connections} connections, 80 % of what it accepts.`,
      metric: this.metric('DatabaseConnections', 'Maximum'),
      threshold: connections,
    });
    // PostgreSQL stops writing at two thousand million. Vacuum keeps it near 200 million; half way, it has lost.
    this.add('TransactionIds', {
      runbook: 'database-transaction-ids',
      meaning: 'has used half of its transaction ids: vacuum does not keep up, and at the end it stops writing.',
      metric: this.metric('MaximumUsedTransactionIDs', 'Maximum'),
      threshold: 1_000_000_000,
    });
  }

  private addLag(): void {
    // Five minutes are the most that a restore from RDS's own log would lose; a replica must not be worse. RDS reports
    // -1 where replication stands still, and nothing where the replica does.
    this.add('Lag', {
      runbook: 'database-replica-lag',
      meaning: 'lags over five minutes behind its source, or has stopped replicating.',
      metric: new cloudwatch.MathExpression({
        expression: 'IF(lag < 0, 86400, lag)',
        label: 'Lag in seconds, a day where replication stands still',
        period: PERIOD,
        usingMetrics: { lag: this.metric('ReplicaLag', 'Maximum') },
      }),
      threshold: 300,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  }

  private metric(metricName: string, statistic = 'Average'): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/RDS',
      metricName,
      statistic,
      period: PERIOD,
      dimensionsMap: { DBInstanceIdentifier: this.props.instance.resource.ref },
    });
  }

  private add(
    id: string,
    {
      meaning,
      ...rest
    }: { readonly runbook: string; readonly meaning: string } & Partial<cloudwatch.AlarmProps> &
      Pick<cloudwatch.AlarmProps, 'metric' | 'threshold'>,
  ): void {
    const { instance, onCall } = this.props;
    new PlatformAlarm(this, id, {
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      // A server that sends nothing is told by the alarm on its storage; the others can't know.
      treatMissingData: cloudwatch.TreatMissingData.MISSING,
      ...rest,
      onCall,
      meaning: `Database server ${instance.name} ${meaning}`,
      evaluationPeriods: 3,
    });
  }
}

/** RDS's default of max_connections. It computes with the memory that it leaves to PostgreSQL, about nine tenths. */
function maxConnections(memory: number): number {
  return Math.min(5000, (0.9 * memory) / 9531392);
}
