// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
import { replaced } from './mutation';
import type { Mutations, Raw } from './mutation';

const attribute = (key: string, value: unknown) => (p: Raw) =>
  (p.LoadBalancerAttributes.find(({ Key }: { Key: string }) => Key === key).Value = value);

const parameter = (name: string, value: string) => (p: Raw, type: string) =>
  type.endsWith('ParameterGroup') && (p.Parameters[name] = value);

const records = (members: readonly string[]) => [
  ...members.map((member) => (p: Raw) => (p.FilterPattern = p.FilterPattern.replace(`$.${member} NOT`, '$.x NOT'))),
  (p: Raw) => (p.LogGroupName = '/aws/other'),
  (p: Raw) => (p.MetricTransformations[0].MetricName = 'NobodyLooks'),
];

const retention = (p: Raw) => p.ObjectLockConfiguration.Rule.DefaultRetention;

/** A selector of a trail by the type of what it records. */
const selector = (p: Raw, kind: string) =>
  p.AdvancedEventSelectors.find(({ FieldSelectors }: Raw) => JSON.stringify(FieldSelectors).includes(kind));

const userData = (from: string, to: string) => (p: Raw) =>
  (p.LaunchTemplateData = JSON.parse(
    JSON.stringify(p.LaunchTemplateData).replaceAll(JSON.stringify(from).slice(1, -1), JSON.stringify(to).slice(1, -1)),
  ));

export const loggingMutants: Mutations = {
  'LG-01.RequestsLogged': [
    attribute('access_logs.s3.enabled', 'false'),
    attribute('access_logs.s3.bucket', 'a-bucket-elsewhere'),
    attribute('routing.http.xff_header_processing.mode', 'remove'),
    (p) => delete p.LoadBalancerAttributes,
  ],
  'LG-01.AccessRecordsChecked': records(['time', 'site', 'user', 'operation', 'sourceIp']),
  'LG-07.ChangeRecordsChecked': records(['time', 'user', 'change']),
  'LG-02.ArchiveLocked': [
    (p, type) => type.endsWith('Bucket') && (retention(p).Days = 30),
    (p, type) => type.endsWith('Bucket') && delete p.ObjectLockConfiguration.Rule,
    (p, type) => type.endsWith('Bucket') && retention(p).Mode === 'COMPLIANCE' && (retention(p).Mode = 'GOVERNANCE'),
    (p, type) =>
      type.endsWith('Policy') &&
      (p.PolicyDocument.Statement = p.PolicyDocument.Statement.filter(
        ({ Sid }: { Sid?: string }) => Sid !== 'NobodyRemovesRecords',
      )),
  ],
  'LG-02.LockedBucketVersioned': [(p) => (p.VersioningConfiguration.Status = 'Suspended')],
  'LG-02.TrailProtected': [
    (p) => (p.IsLogging = false),
    (p) => (p.EnableLogFileValidation = false),
    (p) => delete p.KMSKeyId,
    (p) => (p.S3BucketName = 'a-bucket-elsewhere'),
    (p) => delete p.CloudWatchLogsLogGroupArn,
    replaced((resource) => ({ ...resource, deletionPolicy: 'Delete' })),
  ],
  'LG-03.CredentialsRedacted': [(p) => p.RedactedFields.shift(), (p) => delete p.RedactedFields],
  'LG-03.DatabaseLogSilent': [
    parameter('pgaudit.log_parameter', '1'),
    parameter('log_statement', 'all'),
    parameter('log_parameter_max_length', '-1'),
    parameter('log_min_error_statement', 'error'),
  ],
  'LG-03.RecordsMasked': [(p) => delete p.DataProtectionPolicy],
  'LG-04.AccountTrail': [
    (p) => (p.IsMultiRegionTrail = false),
    (p) => (p.IncludeGlobalServiceEvents = false),
    (p) => p.AdvancedEventSelectors[0].FieldSelectors.push({ Field: 'readOnly', Equals: ['false'] }),
    (p) => delete p.AdvancedEventSelectors,
  ],
  'LG-04.LogServers': [(p) => (p.Port = 514), (p) => (p.Protocol = 'UDP'), (p) => (p.DefaultActions = [])],
  'LG-04.MessagesSent': [
    userData('StreamDriverMode="1"', 'StreamDriverMode="0"'),
    userData('StreamDriverAuthMode="x509/name"', 'StreamDriverAuthMode="anon"'),
    userData('StreamDriver.AuthMode="x509/name"', 'StreamDriver.AuthMode="anon"'),
    userData('queue.saveOnShutdown="on"', ''),
  ],
  'LG-05.LogMetricsWatched': [(p) => (p.MetricTransformations[0].MetricName = 'NobodyLooks')],
  'LG-05.LogsCentral': [
    (p, type) => type.endsWith('FlowLog') && (p.LogDestination = 'arn:aws:s3:::a-bucket-elsewhere'),
    (p, type) => type.endsWith('QueryLoggingConfig') && (p.DestinationArn = 'arn:aws:s3:::a-bucket-elsewhere'),
    (p, type) => type.endsWith('Function') && p.LoggingConfig && delete p.LoggingConfig,
    (p, type) => type.endsWith('StateMachine') && (p.LoggingConfiguration.Level = 'OFF'),
    (p, type) => type.endsWith('StateMachine') && (p.LoggingConfiguration.Destinations = []),
    (p, type) =>
      type.startsWith('AWS::NetworkFirewall') && (p.LoggingConfiguration.LogDestinationConfigs[0].LogDestination = {}),
  ],
  'LG-06.DatabaseAudit': [
    parameter('shared_preload_libraries', 'pg_stat_statements'),
    parameter('pgaudit.log', 'ddl'),
    parameter('log_connections', '0'),
    (p, type) => type.endsWith('Instance') && (p.EnableCloudwatchLogsExports = ['upgrade']),
  ],
  'LG-06.DataEvents': [
    (p) => selector(p, 'AWS::S3::Object').FieldSelectors.push({ Field: 'readOnly', Equals: ['false'] }),
    (p) => selector(p, 'AWS::DynamoDB::Table').FieldSelectors.push({ Field: 'resources.ARN', Equals: ['arn'] }),
    (p) =>
      selector(p, 'AWS::S3::Object')
        .FieldSelectors.find(({ Field }: Raw) => Field === 'resources.ARN')
        .NotStartsWith.push('arn:aws:s3:::cordon-'),
    (p) => p.AdvancedEventSelectors.pop(),
  ],
  'LG-06.SessionsRecorded': [
    (p) => delete p.Content.inputs.kmsKeyId,
    (p) => (p.Content.inputs.cloudWatchStreamingEnabled = false),
    (p) => (p.Content.inputs.cloudWatchEncryptionEnabled = false),
    (p) => (p.Content.inputs.maxSessionDuration = '1440'),
  ],
  'LG-08.SignInsKept': [
    (p) => (p.LogConfigurations[0].EventSource = 'userNotification'),
    (p) => (p.LogConfigurations[0].LogLevel = 'ERROR'),
    (p) => (p.LogConfigurations[0].FirehoseConfiguration.StreamArn = 'arn:aws:firehose:eu-west-1:1:deliverystream/x'),
    (p) => (p.LogConfigurations = []),
  ],
  'LG-09.LogsMaskedAndKept': [
    (p) => (endpointOf(p).ProcessingConfiguration.Enabled = false),
    (p) => (endpointOf(p).ProcessingConfiguration.Processors = []),
    // Some other function than the one that masks.
    (p) => (endpointOf(p).ProcessingConfiguration.Processors[0].Parameters[0].ParameterValue = 'arn:aws:lambda:x'),
    (p) => (endpointOf(p).SecretsManagerConfiguration.Enabled = false),
    (p) => (endpointOf(p).EndpointConfiguration.AccessKey = 'a-key-in-the-template'),
    (p) => (endpointOf(p).RetryOptions.DurationInSeconds = 300),
    (p) => delete endpointOf(p).S3Configuration.EncryptionConfiguration,
  ],
  'LG-09.ElasticReceivesLogs': [elsewhere],
  'LG-10.ErrorsReported': [
    (p) => (p.EventSourceArn = 'arn:aws:kinesis:ap-southeast-2:111111111111:stream/other'),
    (p) => (p.Enabled = false),
    (p) => (p.MaximumRecordAgeInSeconds = 60),
  ],
  'LG-11.DatadogReceivesLogs': [elsewhere],
};

/** What a stream delivers to a third party; the one of sign-ins delivers to none. */
function endpointOf(properties: Raw): Raw {
  return properties.HttpEndpointDestinationConfiguration;
}

function elsewhere(properties: Raw): void {
  properties.KinesisStreamSourceConfiguration.KinesisStreamARN =
    'arn:aws:kinesis:ap-southeast-2:111111111111:stream/other';
}
