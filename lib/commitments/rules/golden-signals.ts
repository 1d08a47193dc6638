import type { TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

const ALARM = 'AWS::CloudWatch::Alarm';

interface Metric {
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name?: string; readonly Value?: unknown }[];
}

/** What users notice of an entrance: errors on either side of it, slowness, refusals, servers that do not answer. */
const OF_ENTRANCE = [
  'HTTPCode_ELB_5XX_Count',
  'HTTPCode_Target_5XX_Count',
  'TargetResponseTime',
  'RejectedConnectionCount',
  'UnHealthyHostCount',
];
/** What a database server runs out of: processors, memory, storage, connections, speed. */
const OF_DATABASE = [
  'CPUUtilization',
  'FreeableMemory',
  'FreeStorageSpace',
  'DatabaseConnections',
  'ReadLatency',
  'WriteLatency',
];

export const entranceWatched: Rule = {
  id: 'AV-08.EntranceWatched',
  keeps: ['AV-08'],
  statement:
    'Alarms watch every entrance from the internet for errors, slowness, refusals and servers that do not answer.',
  types: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  judge(resource) {
    const { Scheme, Type = 'application' } = resource.properties;
    if (Scheme !== 'internet-facing' || Type !== 'application') return undefined;
    // Metrics name a load balancer by its own name, or by that of one of its listeners.
    const listeners = [...resource.stack.resources.values()].filter(
      ({ type, properties }) =>
        type === 'AWS::ElasticLoadBalancingV2::Listener' && refersTo(properties.LoadBalancerArn, [resource.logicalId]),
    );
    return watched(resource, [resource.logicalId, ...listeners.map(({ logicalId }) => logicalId)], OF_ENTRANCE);
  },
};

export const databasesWatched: Rule = {
  id: 'AV-08.DatabasesWatched',
  keeps: ['AV-08'],
  statement: 'Alarms watch every database server for what it may run out of, and every replica for how far it lags.',
  types: ['AWS::RDS::DBInstance'],
  judge(resource) {
    const replica = resource.properties.SourceDBInstanceIdentifier !== undefined;
    return watched(resource, [resource.logicalId], replica ? [...OF_DATABASE, 'ReplicaLag'] : OF_DATABASE);
  },
};

function watched({ stack }: TemplateResource, ids: readonly string[], metrics: readonly string[]) {
  const names = [...stack.resources.values()]
    .filter(({ type }) => type === ALARM)
    .flatMap(metricsOf)
    .filter(({ Dimensions = [] }) => Dimensions.some(({ Value }) => refersTo(Value, ids)))
    .map(({ MetricName }) => MetricName);
  return verdict(
    Object.fromEntries(
      metrics.map((metric) => [
        `alarm on ${metric}`,
        names.includes(metric) ? undefined : 'is missing; add a PlatformAlarm in its stack',
      ]),
    ),
  );
}

/** What an alarm watches, be it alone or in an expression. */
function metricsOf({ properties }: TemplateResource): Metric[] {
  const { Metrics = [] } = properties as {
    Metrics?: readonly { readonly MetricStat?: { readonly Metric?: Metric } }[];
  };
  return [properties, ...Metrics.map(({ MetricStat }) => MetricStat?.Metric ?? {})];
}

function refersTo(value: unknown, ids: readonly string[]): boolean {
  const text = JSON.stringify(value ?? '');
  return ids.some((id) => text.includes(`{"Ref":"${id}"}`) || text.includes(`{"Fn::GetAtt":["${id}",`));
}
