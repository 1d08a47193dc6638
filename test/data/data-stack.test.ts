import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { findings } from '../support/findings';
import { dataRoom, dedicated, shared } from './surroundings';

jest.setTimeout(60_000);

const { stack, foundation } = dataRoom(createApp());
const template = Template.fromStack(stack);
const foundationTemplate = Template.fromStack(foundation);

test('passes every check, with a shared and a dedicated server', () => {
  const open = findings((stage) => dataRoom(stage))
    .filter((finding) => !finding.includes('IAMNoInlinePolicy'))
    .filter((finding) => !finding.includes('/outside-'))
    // What scans attachments is a stack of its own.
    .filter((finding) => !finding.includes('IR-10.AttachmentsScanned'));
  expect(open).toEqual([]);
});

test.each([shared, dedicated])('server $id runs in two zones, private, encrypted and protected', (server) => {
  template.hasResource('AWS::RDS::DBInstance', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      DBInstanceIdentifier: `cordon-production-${server.id}`,
      DBInstanceClass: `db.${server.instanceType}`,
      Engine: 'postgres',
      EngineVersion: Match.stringLikeRegexp('^18\\.'),
      Port: '15432',
      MultiAZ: true,
      PubliclyAccessible: false,
      StorageEncrypted: true,
      AllocatedStorage: String(server.storageGb),
      MaxAllocatedStorage: server.maxStorageGb,
      DeletionProtection: true,
      EnableIAMDatabaseAuthentication: true,
      CACertificateIdentifier: 'rds-ca-rsa2048-g1',
      BackupRetentionPeriod: 14,
      PreferredBackupWindow: server.backupWindow,
      PreferredMaintenanceWindow: server.maintenanceWindow,
      VPCSecurityGroups: ['sg-00000002'],
      Tags: [
        { Key: 'cordon:kind', Value: server.kind },
        { Key: 'cordon:server', Value: server.id },
      ],
    },
  });
});

test('BK-02: every server is selected for backup', () => {
  const selected = Object.values(template.findResources('AWS::Backup::BackupSelection')).flatMap(
    (selection) => selection.Properties.BackupSelection.Resources as { 'Fn::GetAtt': [string] }[],
  );
  expect(selected.map((arn) => arn['Fn::GetAtt'][0]).sort()).toEqual(
    Object.keys(template.findResources('AWS::RDS::DBInstance')).sort(),
  );
});

test('ID-04: no password is written down: it is generated, kept with the stack gone, and rotates every 30 days', () => {
  for (const instance of Object.values(template.findResources('AWS::RDS::DBInstance'))) {
    const { MasterUsername, MasterUserPassword } = instance.Properties as {
      MasterUsername: string;
      MasterUserPassword: { 'Fn::Join': [string, [string, { Ref: string }, string]] };
    };
    expect(['admin', 'postgres']).not.toContain(MasterUsername);
    const [open, { Ref: secret }, close] = MasterUserPassword['Fn::Join'][1];
    expect([open, close]).toEqual(['{{resolve:secretsmanager:', ':SecretString:password::}}']);
    template.hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'Retain',
      Properties: {
        KmsKeyId: Match.anyValue(),
        GenerateSecretString: Match.objectLike({ GenerateStringKey: 'password' }),
      },
    });
    const attachments = template.findResources('AWS::SecretsManager::SecretTargetAttachment', {
      Properties: { SecretId: { Ref: secret } },
    });
    template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      SecretId: { Ref: Object.keys(attachments)[0] },
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotationLambdaARN: Match.anyValue(),
    });
  }
  expect(JSON.stringify(template.toJSON())).not.toMatch(/"MasterUserPassword":"/);
});

test('only the rotation function is let into a secret by its policy', () => {
  for (const { Properties } of Object.values(template.findResources('AWS::SecretsManager::ResourcePolicy'))) {
    expect(Properties.BlockPublicPolicy).toBe(true);
    expect(Properties.ResourcePolicy.Statement).toHaveLength(1);
    expect(JSON.stringify(Properties.ResourcePolicy.Statement[0].Principal)).toContain('RotationFunction');
  }
});

test('the rotation function can be called for secrets of this account only', () => {
  foundationTemplate.hasResourceProperties('AWS::Lambda::Permission', {
    Principal: 'secretsmanager.amazonaws.com',
    SourceAccount: '111111111111',
    SourceArn: 'arn:aws:secretsmanager:ap-southeast-2:111111111111:secret:*',
  });
});

test('the rotation function trusts the authorities of RDS', () => {
  foundationTemplate.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' }) },
    VpcConfig: Match.objectLike({ SecurityGroupIds: ['sg-00000003'] }),
  });
});

test('CR-04, CR-08, LG-03, LG-06: connections are encrypted, access is audited, and no password is logged', () => {
  foundationTemplate.hasResourceProperties('AWS::RDS::DBParameterGroup', {
    Family: 'postgres18',
    Parameters: Match.objectLike({
      'rds.force_ssl': '1',
      ssl_min_protocol_version: 'TLSv1.2',
      password_encryption: 'scram-sha-256',
      'rds.accepted_password_auth_method': 'scram',
      shared_preload_libraries: 'pg_stat_statements,pgaudit',
      'pgaudit.log': Match.stringLikeRegexp('read.*write'),
      'pgaudit.log_parameter': '0',
      log_statement: 'none',
      log_min_error_statement: 'panic',
      log_parameter_max_length: '0',
    }),
  });
});

test('AV-01: servers stand in the data subnets of three zones', () => {
  foundationTemplate.hasResourceProperties('AWS::RDS::DBSubnetGroup', {
    SubnetIds: ['subnet-000000031', 'subnet-000000032', 'subnet-000000033'],
  });
});

test('logs exist before the server writes them, with our key', () => {
  for (const { DependsOn, Properties } of Object.values(template.findResources('AWS::RDS::DBInstance'))) {
    const { DBInstanceIdentifier, EnableCloudwatchLogsExports } = Properties as {
      DBInstanceIdentifier: string;
      EnableCloudwatchLogsExports: string[];
    };
    const name = `/aws/rds/instance/${DBInstanceIdentifier}/`;
    const groups = EnableCloudwatchLogsExports.map((log) =>
      Object.keys(
        template.findResources('AWS::Logs::LogGroup', {
          Properties: { LogGroupName: name + log, KmsKeyId: Match.anyValue() },
        }),
      ),
    ).flat();
    expect(groups).toHaveLength(2);
    expect(DependsOn).toEqual(expect.arrayContaining(groups));
  }
});

test('enhanced monitoring can be used by the servers of this account only, and writes its one log group', () => {
  foundationTemplate.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: Match.objectLike({
      Statement: [
        Match.objectLike({
          Principal: { Service: 'monitoring.rds.amazonaws.com' },
          Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': '111111111111' } }),
        }),
      ],
    }),
  });
  foundationTemplate.hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: 'RDSOSMetrics',
    KmsKeyId: Match.anyValue(),
  });
});

test('AV-08: alarms rise while there is time to act', () => {
  const thresholds = Object.values(template.findResources('AWS::CloudWatch::Alarm'))
    .map(({ Properties }) => Properties as { AlarmDescription: string; Threshold: number })
    .filter(({ AlarmDescription }) => AlarmDescription.includes('cordon-production-dedicated-acme-wines'))
    .map(({ AlarmDescription, Threshold }) => [/#([\w-]+)$/.exec(AlarmDescription)?.[1] ?? '', Threshold] as const);
  expect(Object.fromEntries(thresholds)).toEqual({
    'database-cpu': 80,
    'database-latency': 0.02,
    'database-storage': 25 * 2 ** 30,
    'database-memory': 0.8 * 2 ** 30,
    'database-connections': 1297,
    'database-transaction-ids': 1_000_000_000,
  });
});

test('a server that is full or gone, and so sends no figures, raises the storage alarm', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'FreeStorageSpace',
    TreatMissingData: 'breaching',
  });
});

test.each([
  ['db-instance', ['configuration change', 'failover', 'failure', 'low storage', 'maintenance']],
  ['db-parameter-group', ['configuration change']],
  ['db-security-group', ['configuration change', 'failure']],
])('on-call hears of events of each %s', (source, categories) => {
  const [subscription] = Object.values(
    foundationTemplate.findResources('AWS::RDS::EventSubscription', { Properties: { SourceType: source } }),
  );
  expect(subscription?.Properties.EventCategories).toEqual(expect.arrayContaining(categories));
  expect(subscription?.Properties.SnsTopicArn).toBe('arn:aws:sns:ap-southeast-2:111111111111:on-call');
});

test('on-call hears of a rotation that failed', () => {
  foundationTemplate.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: Match.objectLike({
      source: ['aws.secretsmanager'],
      detail: { eventName: ['RotationFailed', 'RotationAbandoned'] },
    }),
  });
});

test('attachments are encrypted, versioned, announced to EventBridge, and cleaned up', () => {
  foundationTemplate.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Retain',
    Properties: {
      BucketName: 'cordon-production-attachments-111111111111-ap-southeast-2',
      VersioningConfiguration: { Status: 'Enabled' },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ ExpiredObjectDeleteMarker: true })]) },
    },
  });
});

test('the logical ids of servers stay: another one is another database', () => {
  expect(Object.keys(template.findResources('AWS::RDS::DBInstance')).sort()).toEqual([
    'DedicatedAcmeWinesInstance277732A1',
    'Shared1Instance69E1D71B',
  ]);
});

describe('a stack of many servers', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => ({ ...shared, id: `shared-${n + 1}` }));

  test('stays below 400 resources and 800 KB with 20 of them', () => {
    const json = Template.fromStack(dataRoom(createApp(), many(20)).stack).toJSON();
    // The backup room adds three selections for each server, of which these surroundings make one.
    expect(Object.keys(json.Resources as object).length + 2 * 20).toBeLessThan(400);
    expect(JSON.stringify(json).length).toBeLessThan(800_000);
  });

  test('refuses a twenty-first', () => {
    expect(() => dataRoom(createApp(), many(21))).toThrow(
      "Stack 'data-1' of production/ap-southeast-2 would hold 21 database servers; 20 is the limit.",
    );
  });
});
