import { describeRules, ruleOf } from './describe-rules';
import { problems, stack } from './template';
import type { Part } from './template';

const Key: Part = { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true, RotationPeriodInDays: 365 } };
const key = { 'Fn::GetAtt': ['Key', 'Arn'] };
const Certificate: Part = { Type: 'AWS::CertificateManager::Certificate', Properties: { KeyAlgorithm: 'RSA_2048' } };

const HSTS = 'routing.http.response.strict_transport_security.header_value';
const header = (Value: string) => ({ ListenerAttributes: [{ Key: HSTS, Value }] });

const volume = (ebs: object) => ({ LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: ebs }] } });
const kms = (ofBucket: object) => ({
  BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: ofBucket }] },
});

const deny = (Condition: object, Action = 's3:*') => ({ Effect: 'Deny', Principal: '*', Action, Condition });
const plain = { Bool: { 'aws:SecureTransport': 'false' } };
const old = { NumericLessThan: { 's3:TlsVersion': 1.2 } };
const policy = (...Statement: object[]) => ({ PolicyDocument: { Statement } });

const variables = (Variables: object) => ({ Environment: { Variables } });
const scram = { password_encryption: 'scram-sha-256', 'rds.accepted_password_auth_method': 'scram' };

describeRules([
  {
    rule: 'CR-01.CertificateKey',
    good: {
      Certificate,
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: { Protocol: 'HTTPS', Certificates: [{ CertificateArn: { Ref: 'Certificate' } }] },
      },
      Vpn: { Type: 'AWS::EC2::ClientVpnEndpoint', Properties: { ServerCertificateArn: { Ref: 'Certificate' } } },
    },
    mutants: [
      ['a shorter key', { KeyAlgorithm: 'RSA_1024' }, /is "RSA_1024"/],
      ['a key of another kind', { KeyAlgorithm: 'EC_prime256v1' }, /EC_prime256v1/],
      ['a key left to the default', { KeyAlgorithm: undefined }, /is "missing"/],
    ],
  },
  {
    rule: 'CR-02.StrictTransport',
    good: {
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: { Protocol: 'HTTPS', ...header('max-age=31536000; includeSubDomains') },
      },
    },
    mutants: [
      ['no header', { ListenerAttributes: [] }, /is ""/],
      ['a day', header('max-age=86400; includeSubDomains'), /max-age=86400/],
      ['one host alone', header('max-age=31536000'), /includeSubDomains/],
    ],
  },
  {
    rule: 'CR-03.EndpointsByTls',
    good: { Servers: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { Protocol: 'HTTPS' } } },
    mutants: [
      ['plain HTTP behind a load balancer', { Protocol: 'HTTP' }, /is "HTTP"/],
      ['TCP on another port than that of syslog over TLS', { Protocol: 'TCP', Port: 514 }, /is "TCP"/],
    ],
  },
  {
    rule: 'CR-03.StoresByTls',
    good: {
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { Bucket: { Ref: 'Store' }, ...policy(deny(plain), deny(old)) },
      },
      Store: { Type: 'AWS::S3::Bucket' },
    },
    mutants: [
      ['plain HTTP', policy(deny(old)), /denies nobody without TLS/],
      ['TLS 1.0', policy(deny(plain)), /lets TLS 1.0/],
      ['TLS 1.1', policy(deny(plain), deny({ NumericLessThan: { 's3:TlsVersion': 1.1 } })), /lets TLS 1.0 and 1.1/],
      ['plain HTTP to read', policy(deny(plain, 's3:PutObject'), deny(old)), /denies nobody/],
      [
        'plain HTTP from one network',
        policy(deny({ ...plain, StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } }), deny(old)),
        /denies nobody/,
      ],
      ['a policy of another bucket', { Bucket: { Ref: 'Other' } }, /Store policy is missing/],
    ],
  },
  {
    rule: 'CR-05.VolumesEncrypted',
    good: {
      Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: volume({ Encrypted: true, KmsKeyId: key }) },
      Server: { Type: 'AWS::RDS::DBInstance', Properties: { StorageEncrypted: true, KmsKeyId: key } },
      Key,
    },
    mutants: [
      ['an open volume', volume({ Encrypted: false, KmsKeyId: key }), /Encrypted is false/],
      ['a key left to AWS', volume({ Encrypted: true }), /KmsKeyId is missing/],
      ['a key of AWS', volume({ Encrypted: true, KmsKeyId: 'alias/aws/ebs' }), /a key of AWS/],
      ['what is no key', volume({ Encrypted: true, KmsKeyId: { Ref: 'Nothing' } }), /no key of this app/],
      ['volumes as the image has them', { LaunchTemplateData: {} }, /as the image has them/],
    ],
  },
  {
    rule: 'CR-06.StoresEncrypted',
    good: {
      Bucket: { Type: 'AWS::S3::Bucket', Properties: kms({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key }) },
      Key,
    },
    mutants: [
      ['no encryption', { BucketEncryption: undefined }, /SSEAlgorithm is missing/],
      ['keys of S3', kms({ SSEAlgorithm: 'AES256' }), /is AES256/],
      ['a key of AWS', kms({ SSEAlgorithm: 'aws:kms' }), /KMSMasterKeyID is missing/],
    ],
  },
  {
    rule: 'CR-08.PasswordHashes',
    good: { Settings: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Parameters: scram } } },
    mutants: [
      ['hashes by MD5', { Parameters: { ...scram, password_encryption: 'md5' } }, /is "md5"/],
      ['the defaults', { Parameters: {} }, /is "missing"/],
    ],
  },
  {
    rule: 'CR-09.NoPlainSecrets',
    good: {
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: variables({ SERVER_SECRET: { Ref: 'Secret' }, API_KEY: 'cordon/production/api-key', NAME: 'site' }),
      },
    },
    mutants: [
      ['a password', variables({ DB_PASSWORD: 'correct horse' }), /Environment.Variables.DB_PASSWORD holds a secret/],
      ['a secret by another name', variables({ LINK: 'https://site:horse@db.example/x' }), /Variables.LINK holds/],
      ['a key of AWS', variables({ ID: 'AKIAIOSFODNN7EXAMPLE' }), /Variables.ID holds/],
    ],
  },
  {
    rule: 'CR-10.KeysOfAws',
    good: { Key },
    mutants: [
      ['a pair of keys', { KeySpec: 'RSA_2048' }, /KeySpec is RSA_2048/],
      ['material of our own', { Origin: 'EXTERNAL' }, /Origin is EXTERNAL/],
      ['a key that is off', { Enabled: false }, /Enabled is false/],
      ['no rotation', { EnableKeyRotation: false }, /EnableKeyRotation is not true/],
      ['rotation every two years', { RotationPeriodInDays: 730 }, /is 730 days/],
    ],
  },
]);

/** What a rule holds against one resource beside a key and a certificate of ours. */
const against = (rule: string, Type: string, Properties: Record<string, unknown>) =>
  problems(ruleOf(rule), stack({ One: { Type, Properties }, Key, Certificate }));

describe('CR-01.CertificateKey', () => {
  const listener = 'AWS::ElasticLoadBalancingV2::Listener';

  test.each([
    ['a listener without certificates', listener, { Protocol: 'HTTPS' }, /is empty/],
    [
      'a certificate from elsewhere',
      listener,
      { Protocol: 'TLS', Certificates: [{ CertificateArn: 'arn:aws:acm:eu-west-1:1:certificate/1' }] },
      /names no certificate of this app/,
    ],
    ['a VPN without one', 'AWS::EC2::ClientVpnEndpoint', {}, /names no certificate of this app/],
  ])('finds %s', (_name, type, properties, finding) => {
    expect(against('CR-01.CertificateKey', type, properties).join()).toMatch(finding);
  });

  test('asks none of a listener without TLS', () => {
    expect(against('CR-01.CertificateKey', listener, { Protocol: 'HTTP' })).toEqual([]);
  });
});

test.each([
  ['AWS::ApiGateway::DomainName', { SecurityPolicy: 'TLS_1_2' }, { SecurityPolicy: 'TLS_1_0' }],
  [
    'AWS::CloudFront::Distribution',
    { DistributionConfig: { ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021' } } },
    { DistributionConfig: { ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2018' } } },
  ],
  [
    'AWS::Cognito::UserPoolDomain',
    { CustomDomainConfig: { SecurityPolicy: 'TLS_V1_2_2021' } },
    { CustomDomainConfig: { SecurityPolicy: 'TLS_V1' } },
  ],
  ['AWS::Cognito::UserPoolDomain', { Domain: 'at-amazon' }, { CustomDomainConfig: {} }],
  ['AWS::ElasticLoadBalancingV2::TargetGroup', { Protocol: 'TCP', Port: 6514 }, {}],
  ['AWS::SES::ConfigurationSet', { DeliveryOptions: { TlsPolicy: 'REQUIRE' } }, {}],
  ['AWS::SNS::Subscription', { Protocol: 'https' }, { Protocol: 'http' }],
])('CR-03 finds an endpoint of type %s that takes less than TLS 1.2', (type, good, bad) => {
  expect(against('CR-03.EndpointsByTls', type, good)).toEqual([]);
  expect(against('CR-03.EndpointsByTls', type, bad)).toHaveLength(1);
});

test.each([
  ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics', 'sns:Publish'],
  ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues', 'sqs:*'],
])('CR-03 finds %s that takes messages in the clear', (Type, policyType, of, action) => {
  const rule = ruleOf('CR-03.StoresByTls');
  const having = (...statements: object[]) =>
    stack({
      Store: { Type },
      Policy: { Type: policyType, Properties: { [of]: [{ Ref: 'Store' }], ...policy(...statements) } },
    });
  expect(problems(rule, having(deny(plain, action)))).toEqual([]);
  expect(problems(rule, having())).toHaveLength(1);
  expect(problems(rule, stack({ Store: { Type } }))).toHaveLength(1);
});

test.each([
  ['AWS::EC2::Volume', { Encrypted: true, KmsKeyId: key }, { KmsKeyId: key }],
  ['AWS::EFS::FileSystem', { Encrypted: true, KmsKeyId: key }, { Encrypted: true }],
  ['AWS::RDS::DBCluster', { StorageEncrypted: true, KmsKeyId: key }, { StorageEncrypted: false, KmsKeyId: key }],
  ['AWS::RDS::DBInstance', { SourceDBInstanceIdentifier: 'x', KmsKeyId: key }, { SourceDBInstanceIdentifier: 'x' }],
])('CR-05 finds %s in the open', (type, good, bad) => {
  expect(against('CR-05.VolumesEncrypted', type, good)).toEqual([]);
  expect(against('CR-05.VolumesEncrypted', type, bad)).toHaveLength(1);
});

describe('CR-06.StoresEncrypted', () => {
  test.each([
    ['AWS::Backup::BackupVault', { EncryptionKeyArn: key }],
    ['AWS::CloudTrail::Trail', { KMSKeyId: key }],
    ['AWS::CodePipeline::Pipeline', { ArtifactStore: { EncryptionKey: { Id: key } } }],
    ['AWS::DynamoDB::Table', { SSESpecification: { KMSMasterKeyId: key } }],
    ['AWS::KinesisFirehose::DeliveryStream', { DeliveryStreamEncryptionConfigurationInput: { KeyARN: key } }],
    ['AWS::SNS::Topic', { KmsMasterKeyId: key }],
    ['AWS::SQS::Queue', { KmsMasterKeyId: key }],
    ['AWS::Scheduler::Schedule', { KmsKeyArn: key }],
    ['AWS::SecretsManager::Secret', { KmsKeyId: key }],
    ['AWS::StepFunctions::StateMachine', { EncryptionConfiguration: { KmsKeyId: key } }],
    ['AWS::Lambda::Function', { KmsKeyArn: key, Environment: {} }],
  ])('finds %s without a key of ours', (type, good) => {
    const bad = type === 'AWS::Lambda::Function' ? { Environment: {} } : {};
    expect(against('CR-06.StoresEncrypted', type, good)).toEqual([]);
    expect(against('CR-06.StoresEncrypted', type, bad)).toHaveLength(1);
  });

  test('finds the one replica of a table without a key', () => {
    const replica = { SSESpecification: { KMSMasterKeyId: key } };
    const table = (...Replicas: object[]) =>
      against('CR-06.StoresEncrypted', 'AWS::DynamoDB::GlobalTable', { Replicas });
    expect(table(replica)).toEqual([]);
    expect(table(replica, {}).join()).toMatch(/Replicas.1.SSESpecification.KMSMasterKeyId is missing/);
  });

  test('lets buckets that receive logs of AWS have keys of S3, since no others work', () => {
    const logs = { BucketName: 'cordon-production-lb-logs-111111111111-ap-southeast-2' };
    expect(
      against('CR-06.StoresEncrypted', 'AWS::S3::Bucket', { ...logs, ...kms({ SSEAlgorithm: 'AES256' }) }),
    ).toEqual([]);
    expect(against('CR-06.StoresEncrypted', 'AWS::S3::Bucket', logs)).not.toEqual([]);
  });

  test('asks none of a function without settings: it keeps nothing', () => {
    expect(against('CR-06.StoresEncrypted', 'AWS::Lambda::Function', {})).toEqual([]);
  });
});

test.each([
  [
    'AWS::ECS::TaskDefinition',
    { ContainerDefinitions: [{ Environment: [{ Name: 'API_KEY', Value: 'arn:aws:secretsmanager:x' }] }] },
    { ContainerDefinitions: [{}, { Environment: [{ Name: 'API_KEY', Value: 'Zx81kk' }] }] },
  ],
  [
    'AWS::CodeBuild::Project',
    { Environment: { EnvironmentVariables: [{ Name: 'SCAN_SECRET', Value: 'scan', Type: 'SECRETS_MANAGER' }] } },
    { Environment: { EnvironmentVariables: [{ Name: 'SCAN_SECRET', Value: 'scan' }] } },
  ],
  [
    'AWS::EC2::LaunchTemplate',
    { LaunchTemplateData: { UserData: { 'Fn::Base64': '#!/bin/bash\nPASSWORD=$(aws secretsmanager ...)' } } },
    { LaunchTemplateData: { UserData: { 'Fn::Base64': '#!/bin/bash\n-----BEGIN RSA PRIVATE KEY-----' } } },
  ],
  ['AWS::SSM::Parameter', { Name: '/a/size', Value: 'big' }, { Name: '/a/password', Value: 'big' }],
])('CR-09 finds a secret in the open in %s', (type, good, bad) => {
  expect(against('CR-09.NoPlainSecrets', type, good)).toEqual([]);
  expect(against('CR-09.NoPlainSecrets', type, bad)).toHaveLength(1);
});
