import type { Assembly, TemplateResource } from '../commitments/assembly';
import type { Usage } from './usage';

/** So much of a priced item in a month. */
export interface Charge {
  /** Id in the price table. */
  readonly item: string;
  readonly quantity: number;
}

export interface Surroundings {
  readonly assembly: Assembly;
  /** Where no customer works, already a share of it. */
  readonly usage: Usage;
}

type Meter = (resource: TemplateResource, surroundings: Surroundings) => Record<string, number>;

/** Hours of a month, as AWS counts them. */
const HOURS = 730;

const count = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

/** What costs something, and how much of what a month of it is. */
const METERS: Readonly<Record<string, Meter>> = {
  'AWS::AutoScaling::AutoScalingGroup': webServers,
  'AWS::Backup::BackupVault': vault,
  'AWS::Backup::RestoreTestingSelection': (_, { usage }) => ({ 'restore-test': usage.restoreTests }),
  'AWS::CloudTrail::Trail': ({ properties }, { usage }) => ({
    'trail-data-events':
      count(properties.AdvancedEventSelectors) + count(properties.EventSelectors) > 0 ? usage.dataEvents : 0,
  }),
  'AWS::CloudWatch::Alarm': ({ properties }) => ({ alarm: Math.max(1, metricsOf(properties.Metrics)) }),
  'AWS::CloudWatch::CompositeAlarm': () => ({ 'composite-alarm': 1 }),
  'AWS::CloudWatch::Dashboard': () => ({ dashboard: 1 }),
  'AWS::CodeBuild::Project': (_, { usage }) => ({ 'build-minutes': usage.buildMinutes }),
  'AWS::CodePipeline::Pipeline': (_, { usage }) => ({ 'pipeline-minutes': usage.actionMinutes }),
  'AWS::Cognito::UserPool': (_, { usage }) => ({ 'cognito-users': usage.activeUsers }),
  'AWS::Config::ConfigurationRecorder': (_, { usage }) => ({ 'config-items': usage.configItems }),
  'AWS::Config::ConformancePack': (_, { usage }) => ({ 'config-evaluations': usage.evaluations }),
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::EC2::ClientVpnEndpoint': (_, { usage }) => ({ 'vpn-connection': usage.vpnHours }),
  'AWS::EC2::ClientVpnTargetNetworkAssociation': () => ({ 'vpn-association': HOURS }),
  'AWS::EC2::EIP': () => ({ 'public-ip': HOURS }),
  'AWS::EC2::FlowLog': (_, { usage }) => ({ 'vended-logs': usage.vendedLogGb }),
  'AWS::EC2::NatGateway': (_, { usage }) => ({ 'nat-hour': HOURS, 'nat-data': usage.natGb }),
  'AWS::EC2::VPCEndpoint': endpoint,
  'AWS::ECS::Cluster': (_, { usage }) => ({ metric: usage.metricStreams }),
  'AWS::ECS::TaskDefinition': ({ properties }, { usage }) => ({
    'fargate-vcpu': (Number(properties.Cpu) / 1024) * usage.workerHours,
    'fargate-memory': (Number(properties.Memory) / 1024) * usage.workerHours,
  }),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ properties }, { usage }) => ({
    'alb-hour': HOURS,
    'alb-lcu': HOURS * usage.capacityUnits,
    ...(properties.Scheme !== 'internal' && {
      'public-ip': HOURS * count(properties.Subnets),
      'transfer-internet': usage.internetGb,
    }),
  }),
  'AWS::Events::EventBus': (_, { usage }) => ({ events: usage.busMillions }),
  'AWS::GuardDuty::Detector': (_, { usage }) => ({
    'guardduty-events': usage.guardDutyEvents,
    'guardduty-logs': usage.vendedLogGb,
  }),
  'AWS::GuardDuty::MalwareProtectionPlan': (_, { usage }) => ({ 'guardduty-malware': usage.scannedGb }),
  'AWS::KMS::Key': (_, { usage }) => ({ 'kms-key': 1, 'kms-requests': usage.kmsRequests }),
  'AWS::KMS::ReplicaKey': () => ({ 'kms-key': 1 }),
  'AWS::Kinesis::Stream': ({ properties }) => ({ 'kinesis-shard': HOURS * Number(properties.ShardCount ?? 1) }),
  'AWS::KinesisFirehose::DeliveryStream': (_, { usage }) => ({ 'firehose-data': usage.firehoseGb }),
  'AWS::Lambda::Function': ({ properties }, { usage }) => ({
    'lambda-requests': usage.functionCalls,
    'lambda-duration':
      usage.functionCalls * 1e6 * usage.functionSeconds * (Number(properties.MemorySize ?? 128) / 1024),
  }),
  'AWS::Logs::LogGroup': ({ properties }, { usage }) => ({
    'log-ingest': usage.logGb,
    // Kept compressed, to about 15 %.
    'log-storage': usage.logGb * 0.15 * (Number(properties.RetentionInDays ?? 365) / 30),
  }),
  'AWS::NetworkFirewall::Firewall': ({ properties }, { usage }) => ({
    'firewall-hour': HOURS * count(properties.SubnetMappings),
    'firewall-data': usage.natGb * count(properties.SubnetMappings),
  }),
  'AWS::RDS::DBInstance': database,
  'AWS::Route53::HealthCheck': () => ({ 'health-check': 1 }),
  'AWS::Route53Resolver::FirewallRuleGroupAssociation': (_, { usage }) => ({ 'dns-firewall': usage.dnsMillions }),
  'AWS::S3::Bucket': (_, { usage }) => ({ 's3-storage': usage.bucketGb, 's3-writes': usage.bucketWrites }),
  'AWS::SES::EmailIdentity': (_, { usage }) => ({ 'ses-mail': usage.mails }),
  'AWS::SNS::Topic': (_, { usage }) => ({ 'sns-mail': usage.mails / 100 }),
  'AWS::SQS::Queue': (_, { usage }) => ({ 'sqs-requests': usage.queueMillions }),
  'AWS::Scheduler::Schedule': () => ({ 'schedule-invocations': HOURS / 1e6 }),
  'AWS::SecretsManager::Secret': () => ({ secret: 1 }),
  'AWS::SecurityHub::Standard': (_, { usage }) => ({ 'hub-checks': usage.hubChecks }),
  'AWS::StepFunctions::StateMachine': (_, { usage }) => ({
    'state-transitions': (usage.executions * usage.transitions) / 1000,
  }),
  'AWS::Synthetics::Canary': (_, { usage }) => ({ 'canary-run': usage.canaryRuns }),
  'AWS::WAFv2::WebACL': ({ properties }, { usage }) => ({
    'waf-acl': 1,
    'waf-rule': count(properties.Rules),
    'waf-requests': usage.millionRequests,
  }),
};

/** Types that are priced, by what a template says or by a stated usage. */
export const PRICED_TYPES: readonly string[] = Object.keys(METERS);

/** What a resource costs in a month; nothing for a type that is free or not known. */
export function chargesOf(resource: TemplateResource, surroundings: Surroundings): Charge[] {
  const meter = METERS[resource.type];
  const quantities = meter ? meter(resource, surroundings) : {};
  return Object.entries(quantities)
    .filter(([, quantity]) => quantity > 0)
    .map(([item, quantity]) => ({ item, quantity }));
}

function webServers(
  { properties, stack }: TemplateResource,
  { assembly, usage }: Surroundings,
): Record<string, number> {
  const { LaunchTemplate } = properties as { LaunchTemplate?: { LaunchTemplateId?: unknown } };
  const template = assembly.target(LaunchTemplate?.LaunchTemplateId, stack);
  const data = (template?.properties.LaunchTemplateData ?? {}) as {
    readonly InstanceType?: string;
    readonly BlockDeviceMappings?: readonly { readonly Ebs?: { readonly VolumeSize?: number } }[];
  };
  const servers = Number(properties.MinSize ?? 0) * usage.webServers;
  const disk = (data.BlockDeviceMappings ?? []).reduce((sum, { Ebs }) => sum + (Ebs?.VolumeSize ?? 0), 0);
  if (data.InstanceType === undefined) throw new Error(`The servers of ${stack.location.path} have no instance type`);
  return { [`ec2-${data.InstanceType}`]: HOURS * servers, 'ebs-gp3': disk * servers };
}

function database({ properties }: TemplateResource): Record<string, number> {
  const zones = properties.MultiAZ === true ? 2 : 1;
  const type = String(properties.DBInstanceClass).replace(/^db\./, '');
  return { [`rds-${type}`]: HOURS * zones, 'rds-gp3': Number(properties.AllocatedStorage ?? 0) * zones };
}

function endpoint({ properties }: TemplateResource, { usage }: Surroundings): Record<string, number> {
  if (properties.VpcEndpointType !== 'Interface') return {};
  return { 'endpoint-hour': HOURS * count(properties.SubnetIds), 'endpoint-data': usage.endpointGb };
}

function table(_: TemplateResource, { usage }: Surroundings): Record<string, number> {
  const { tableMillions, tableGb } = usage;
  return {
    'dynamodb-writes': tableMillions,
    'dynamodb-reads': tableMillions * 10,
    'dynamodb-storage': tableGb,
    'dynamodb-pitr': tableGb,
  };
}

/** Metrics that an alarm reads; expressions over them are free. */
function metricsOf(metrics: unknown): number {
  return Array.isArray(metrics) ? metrics.filter((one: object) => 'MetricStat' in one).length : 1;
}

/** Servers are backed up where they stand, and copied to their recovery region. */
function vault({ stack }: TemplateResource, { assembly, usage }: Surroundings): Record<string, number> {
  const inEnvironment = assembly.resources.filter((one) => one.stack.environment === stack.environment);
  const of = (type: string) => inEnvironment.filter((one) => one.type === type);
  const sizes = of('AWS::RDS::DBInstance').map(({ properties }) => Number(properties.AllocatedStorage ?? 0));
  const stored = sizes.reduce((sum, size) => sum + size, 0) * usage.recoveryPoints;
  return { 'rds-backup': stored / of('AWS::Backup::BackupVault').length };
}
