import { Assembly } from '../../lib/commitments/assembly';
import { absences } from '../../lib/commitments/rule';
import { describeRules, ruleOf } from './describe-rules';
import { problems, stack } from './template';
import type { Part } from './template';

const ref = (id: string) => ({ Ref: id });
const subnet = (zone: string): Part => ({ Type: 'AWS::EC2::Subnet', Properties: { AvailabilityZone: zone } });
/** Two subnets in zone a, one in zone b. */
const subnets = { A: subnet('a'), Also: subnet('a'), B: subnet('b') };

const transition = (StorageClass: string) => ({
  LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Transitions: [{ StorageClass, TransitionInDays: 30 }] }] },
});

const alarm = (MetricName: string, Name: string, Value: unknown): Part => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: { MetricName, Dimensions: [{ Name, Value }] },
});
const alarms = (metrics: readonly string[], name: string, value: unknown) =>
  Object.fromEntries(metrics.map((metric) => [metric, alarm(metric, name, value)]));
const OF_DATABASE = ['CPUUtilization', 'FreeableMemory', 'FreeStorageSpace', 'DatabaseConnections'];
/** An alarm on the slower of two. */
const Latency: Part = {
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    Metrics: ['ReadLatency', 'WriteLatency'].map((MetricName) => ({
      MetricStat: { Metric: { MetricName, Dimensions: [{ Name: 'DBInstanceIdentifier', Value: ref('Server') }] } },
    })),
  },
};

describeRules([
  {
    rule: 'AV-01.DatabaseStandby',
    good: { Server: { Type: 'AWS::RDS::DBInstance', Properties: { MultiAZ: true } } },
    mutants: [
      ['one zone', { MultiAZ: false }, /MultiAZ is false/],
      ['a zone left to the default', { MultiAZ: undefined }, /MultiAZ is "missing"/],
    ],
  },
  {
    rule: 'AV-05.RedundantStorage',
    good: {
      Backups: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'x-site-backups-1', ...transition('GLACIER_IR') } },
    },
    mutants: [
      ['one zone', transition('ONEZONE_IA'), /leads to ONEZONE_IA/],
      ['less redundancy', transition('REDUCED_REDUNDANCY'), /leads to REDUCED_REDUNDANCY/],
      ['attachments in an archive', { BucketName: 'x-attachments-1' }, /attachments stay in STANDARD/],
      [
        'old versions in one zone',
        { LifecycleConfiguration: { Rules: [{ NoncurrentVersionTransitions: [{ StorageClass: 'ONEZONE_IA' }] }] } },
        /ONEZONE_IA/,
      ],
    ],
  },
  {
    rule: 'AV-08.DatabasesWatched',
    good: {
      Server: { Type: 'AWS::RDS::DBInstance', Properties: {} },
      ...alarms(OF_DATABASE, 'DBInstanceIdentifier', ref('Server')),
      Latency,
    },
    mutants: [
      ['a replica whose lag nobody watches', { SourceDBInstanceIdentifier: 'x' }, /alarm on ReplicaLag is missing/],
    ],
  },
  {
    rule: 'AV-09.TopicsHeard',
    good: {
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: { Protocol: 'email', Endpoint: 'on-call@cellar.example', TopicArn: ref('Topic') },
      },
      Topic: { Type: 'AWS::SNS::Topic' },
    },
    mutants: [
      ['a topic nobody subscribes to', { TopicArn: ref('Other') }, /nobody hears of it/],
      ['a subscription of nobody', { Endpoint: '' }, /nobody hears of it/],
    ],
  },
  {
    rule: 'DR-10.SpansZones',
    good: {
      Entrance: {
        Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        Properties: { Subnets: [ref('A'), ref('B')] },
      },
      ...subnets,
    },
    mutants: [
      ['one subnet', { Subnets: [ref('A')] }, /is in 1 zones/],
      ['two subnets of one zone', { Subnets: [ref('A'), ref('Also')] }, /is in 1 zones/],
      ['no subnet', { Subnets: undefined }, /is in 0 zones/],
    ],
  },
  {
    rule: 'DR-10.WayOutInZone',
    good: {
      Route: { Type: 'AWS::EC2::Route', Properties: { NatGatewayId: ref('GatewayA'), RouteTableId: ref('Table') } },
      GatewayA: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: ref('A') } },
      GatewayB: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: ref('B') } },
      Of: {
        Type: 'AWS::EC2::SubnetRouteTableAssociation',
        Properties: { RouteTableId: ref('Table'), SubnetId: ref('Also') },
      },
      ...subnets,
    },
    mutants: [
      ['the gateway of another zone', { NatGatewayId: ref('GatewayB') }, /is in b for subnets in a/],
      ['a gateway that nobody knows', { NatGatewayId: 'nat-1' }, /an unknown zone/],
    ],
  },
]);

test.each([
  ['AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface' }, 'SubnetIds', ref],
  ['AWS::RDS::DBSubnetGroup', {}, 'SubnetIds', ref],
  ['AWS::NetworkFirewall::Firewall', {}, 'SubnetMappings', (id: string) => ({ SubnetId: ref(id) })],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', {}, 'SubnetMappings', (id: string) => ({ SubnetId: ref(id) })],
])('DR-10 finds %s in a single zone', (Type, properties, path, entry) => {
  const at = (...ids: string[]) =>
    stack({ One: { Type, Properties: { ...properties, [path]: ids.map((id) => entry(id)) } }, ...subnets });
  expect(problems(ruleOf('DR-10.SpansZones'), at('A', 'B'))).toEqual([]);
  expect(problems(ruleOf('DR-10.SpansZones'), at('A', 'Also'))).toHaveLength(1);
});

test('DR-10 asks no zone of a gateway endpoint, which is a route', () => {
  const gateway = { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'Gateway' } };
  expect(problems(ruleOf('DR-10.SpansZones'), stack({ S3: gateway }))).toEqual([]);
});

test('AV-01 asks no standby of a replica, which is one', () => {
  const replica = { Type: 'AWS::RDS::DBInstance', Properties: { SourceDBInstanceIdentifier: 'arn:aws:rds:x' } };
  expect(problems(ruleOf('AV-01.DatabaseStandby'), stack({ Replica: replica }))).toEqual([]);
});

test('AV-05 finds a file system in one zone', () => {
  const files = (Properties: object) =>
    stack({ Files: { Type: 'AWS::EFS::FileSystem', Properties: { ...Properties } } });
  expect(problems(ruleOf('AV-05.RedundantStorage'), files({}))).toEqual([]);
  expect(problems(ruleOf('AV-05.RedundantStorage'), files({ AvailabilityZoneName: 'a' })).join()).toMatch(/one zone/);
});

test('AV-08 finds each thing that a database server may run out of and nobody watches', () => {
  const server = { Server: { Type: 'AWS::RDS::DBInstance' }, Other: { Type: 'AWS::RDS::DBInstance' } };
  const found = problems(
    ruleOf('AV-08.DatabasesWatched'),
    stack({ ...server, ...alarms(OF_DATABASE, 'DBInstanceIdentifier', ref('Other')), Latency }),
  );
  expect(found.filter((one) => one.startsWith('Server '))).toHaveLength(OF_DATABASE.length);
  expect(found.filter((one) => one.startsWith('Other '))).toHaveLength(2);
});

describe('AV-08.EntranceWatched', () => {
  const rule = ruleOf('AV-08.EntranceWatched');
  const entrance = (Properties: object): Record<string, Part> => ({
    Entrance: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { ...Properties } },
    Https: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { LoadBalancerArn: ref('Entrance') } },
  });
  const fullName = { 'Fn::GetAtt': ['Entrance', 'LoadBalancerFullName'] };
  const ofListener = { 'Fn::Select': [1, { 'Fn::Split': ['/', ref('Https')] }] };
  const all = {
    ...alarms(['HTTPCode_ELB_5XX_Count', 'RejectedConnectionCount'], 'LoadBalancer', fullName),
    ...alarms(['HTTPCode_Target_5XX_Count', 'TargetResponseTime', 'UnHealthyHostCount'], 'LoadBalancer', ofListener),
  };

  test('is satisfied by alarms that name the load balancer, or one of its listeners', () => {
    expect(problems(rule, stack({ ...entrance({ Scheme: 'internet-facing' }), ...all }))).toEqual([]);
  });

  test.each(Object.keys(all))('misses an alarm on %s', (metric) => {
    const others = Object.fromEntries(Object.entries(all).filter(([name]) => name !== metric));
    expect(problems(rule, stack({ ...entrance({ Scheme: 'internet-facing' }), ...others }))).toEqual([
      `Entrance alarm on ${metric} is missing; add a PlatformAlarm in its stack`,
    ]);
  });

  test('asks nothing of what is no entrance', () => {
    expect(problems(rule, stack(entrance({ Scheme: 'internal' })))).toEqual([]);
    expect(problems(rule, stack(entrance({ Scheme: 'internet-facing', Type: 'network' })))).toEqual([]);
  });
});

test.each([
  ['AV-08.RootWatched', 'production-account/account', 'root-used'],
  ['AV-08.LogsWatched', 'test-ap-southeast-2/audit', 'log-delivery-stopped'],
  ['AV-08.FunctionsWatched', 'test-ap-southeast-2/sites', 'function-failed'],
  ['AV-08.SiteBackupsWatched', 'production-ap-southeast-2/sites', 'site-backups-missing'],
  ['AV-08.ServerBackupsWatched', 'production-ap-southeast-2/sites', 'server-backups-missing'],
  ['AV-08.CopiesWatched', 'production-ap-southeast-2/recovery', 'backup-copies-missing'],
])('%s misses an alarm in %s that leads to section %s of the runbook', (id, path, anchor) => {
  const missing = (section: string) => {
    const Properties = {
      AlarmDescription: `Something is wrong. What to do: https://runbook.example/cordon#${section}`,
    };
    const only = stack({ Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties } }, { path });
    return absences(new Assembly([only]), [ruleOf(id)]).map(({ problem }) => problem);
  };
  expect(missing(anchor)).toEqual([]);
  expect(missing('database-cpu').join()).toContain(`section ${anchor} of the runbook`);
});

test.each([
  [
    'AV-07.Volumes',
    'AWS::EC2::LaunchTemplate',
    { LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: { VolumeType: 'gp3' } }] } },
  ],
  ['AV-07.Databases', 'AWS::RDS::DBInstance', { Engine: 'postgres' }],
  ['AV-07.Objects', 'AWS::S3::Bucket', { BucketName: 'cordon-test-attachments-1' }],
])('%s misses a home region without %s', (id, Type, good) => {
  const missing = (Properties: Record<string, unknown>) =>
    absences(new Assembly([stack({ One: { Type, Properties } }, { path: 'test-ap-southeast-2/sites' })]), [ruleOf(id)]);
  expect(missing(good)).toEqual([]);
  expect(missing({})).toHaveLength(1);
});
