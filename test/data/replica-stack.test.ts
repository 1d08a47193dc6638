import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { findings } from '../support/findings';
import { dedicated, replicas, shared } from './surroundings';

jest.setTimeout(60_000);

const template = Template.fromStack(replicas(createApp()));

test('passes every check', () => {
  const open = findings((stage) => replicas(stage))
    .filter((finding) => !finding.includes('IAMNoInlinePolicy'))
    .filter((finding) => !finding.includes('/outside-'));
  expect(open).toEqual([]);
});

test('BK-13: a replica follows its server in the home region, with a key of its own region', () => {
  const [key] = Object.keys(template.findResources('AWS::KMS::Key'));
  template.hasResource('AWS::RDS::DBInstance', {
    DeletionPolicy: 'Retain',
    Properties: {
      DBInstanceIdentifier: 'cordon-production-dedicated-acme-wines',
      SourceDBInstanceIdentifier: 'arn:aws:rds:ap-southeast-2:111111111111:db:cordon-production-dedicated-acme-wines',
      SourceRegion: 'ap-southeast-2',
      KmsKeyId: { 'Fn::GetAtt': [key, 'Arn'] },
      // What a replica takes from its source, and CloudFormation refuses beside it.
      MasterUsername: Match.absent(),
      MasterUserPassword: Match.absent(),
      AllocatedStorage: Match.absent(),
      EngineVersion: Match.absent(),
      StorageEncrypted: Match.absent(),
    },
  });
});

test('a replica is ready to be promoted: in two zones, protected, backed up, with encrypted connections', () => {
  template.hasResourceProperties('AWS::RDS::DBInstance', {
    MultiAZ: true,
    PubliclyAccessible: false,
    DeletionProtection: true,
    BackupRetentionPeriod: 14,
    EnableIAMDatabaseAuthentication: true,
    DBParameterGroupName: { Ref: Match.stringLikeRegexp('Parameters') },
    DBSubnetGroupName: { Ref: Match.stringLikeRegexp('SubnetGroup') },
  });
  template.hasResourceProperties('AWS::RDS::DBParameterGroup', {
    Parameters: Match.objectLike({ 'rds.force_ssl': '1' }),
  });
});

test('on-call hears of a replica that lags over five minutes, stands still, or is gone', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: Match.stringLikeRegexp('#database-replica-lag$'),
    Threshold: 300,
    TreatMissingData: 'breaching',
    Metrics: Match.arrayWith([Match.objectLike({ Expression: 'IF(lag < 0, 86400, lag)' })]),
  });
});

test('nothing refers to the home region but by name', () => {
  expect(JSON.stringify(template.toJSON())).not.toMatch(/Fn::GetStackOutput|Fn::ImportValue/);
});

test('a server without the option gets no replica', () => {
  expect(() => replicas(createApp(), [shared])).toThrow("Server 'shared-1' of ap-southeast-2 is not replicated");
});

test('refuses more replicas than a stack can hold', () => {
  const many = Array.from({ length: 21 }, (_, n) => ({ ...dedicated, id: `dedicated-${n}` }));
  expect(() => replicas(createApp(), many)).toThrow('would hold 21 replicas; 20 is the limit');
});
