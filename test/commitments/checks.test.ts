import { Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { readReport } from '../../lib/commitments/report';
import { commitmentRules } from '../../lib/commitments/rules';
import { synthesize } from './synthesize';

test('the rules are these', () => {
  const rules = commitmentRules({ residencies: {} });
  expect(rules.map(({ id }) => id).sort()).toEqual([
    'AV-01.ServersSpanZones',
    'AV-08.AlarmWakesSomeone',
    'BK-01.BackupTimeZone',
    'BK-01.ScheduleTimeZone',
    'BK-06.OneRulePerPlan',
    'BK-20.CopiesInResidency',
    'BK-26.ScheduleRetries',
    'CR-02.HttpRedirects',
    'CR-02.TlsPolicy',
    'CR-04.DatabaseTls',
    'CR-06.LogKey',
    'CR-09.ProviderSecret',
    'DR-04.DrillName',
    'DR-04.DrillSubnets',
    'DR-08.LifecycleWithinLock',
    'DR-08.VaultLocked',
    'ID-01.NoUsers',
    'ID-02.UserPool',
    'IR-01.IncidentClocks',
    'IR-10.AttachmentsScanned',
    'LG-02.LockedBucketVersioned',
    'LG-03.RecordsMasked',
    'LG-06.SessionsRecorded',
    'NW-01.NetworksApart',
    'NW-02.PortTable',
    'NW-04.SshByKey',
    'NW-06.FirewallLogName',
    'NW-07.VpnConfined',
    'NW-10.ThreatDetectionFeatures',
    'TN-06.SiteClients',
    'TN-09.DataOutlivesStack',
    'TN-18.NoStrangers',
    'TN-19.LogRetention',
    'TN-19.RetentionStated',
  ]);
});

test('every rule is named after a promise that it keeps', () => {
  for (const { id, keeps } of commitmentRules({ residencies: {} })) {
    expect(id).toMatch(/^[A-Z]{2}-\d{2}\.[A-Z][A-Za-z]+$/);
    expect(keeps).toContain(id.split('.')[0]);
  }
});

test('a broken promise fails the synth and is reported at its construct, with what to do', () => {
  const { folder, error } = synthesize((stack) => new logs.CfnLogGroup(stack, 'Log'));
  expect(error).toContain("Acknowledge with 'Cordon::TN-19.LogRetention'");
  const found = readReport(folder).findings.filter(({ rule }) => rule === 'TN-19.LogRetention');
  expect(found).toEqual([
    {
      engine: 'Cordon',
      rule: 'TN-19.LogRetention',
      severity: 'error',
      description: 'RetentionInDays is missing, so its entries are kept for ever; use PlatformLogGroup.',
      constructPath: 'production-ap-southeast-2/data/Log',
    },
  ]);
});

test('what an escape hatch breaks is found, too', () => {
  const { folder } = synthesize((stack) => {
    const log = new logs.CfnLogGroup(stack, 'Log', { retentionInDays: 400 });
    log.addPropertyDeletionOverride('RetentionInDays');
  });
  expect(readReport(folder).findings.map(({ rule }) => rule)).toContain('TN-19.LogRetention');
});

test('an acknowledged finding passes, with its reason in the report', () => {
  const { folder } = synthesize((stack) => {
    const log = new logs.CfnLogGroup(stack, 'Log');
    Validations.of(log).acknowledge({ id: 'Cordon::TN-19.LogRetention', reason: 'Holds the record of erasures.' });
  });
  const { findings, acknowledged } = readReport(folder);
  expect(findings.map(({ rule }) => rule)).not.toContain('TN-19.LogRetention');
  expect(acknowledged).toContainEqual(
    expect.objectContaining({
      acknowledgedId: 'Cordon::TN-19.LogRetention',
      reason: 'Holds the record of erasures.',
      acknowledgedAt: 'production-ap-southeast-2/data/Log',
    }),
  );
});

test('a warning fails the synth even beside something acknowledged', () => {
  // A custom network ACL is a warning of AwsSolutions; the bucket's missing log is an error.
  const { folder, error } = synthesize((stack) => {
    const bucket = new s3.CfnBucket(stack, 'Bucket');
    Validations.of(bucket).acknowledge({ id: 'AwsSolutions::AwsSolutions-S1', reason: 'Receives the logs of others.' });
    new ec2.CfnNetworkAcl(stack, 'Acl', { vpcId: 'vpc-1' });
  });
  expect(error).toContain('AwsSolutions-VPC3');
  const warning = readReport(folder).findings.find(({ rule }) => rule === 'AwsSolutions-VPC3');
  expect(warning?.severity).toBe('error');
});

test('a policy that a grant has written is acknowledged for the whole app, and nothing else is', () => {
  const { folder } = synthesize((stack) => {
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::cordon/*'] }));
  });
  const { findings, acknowledged } = readReport(folder);
  const rules = [...new Set(acknowledged.map(({ rule }) => rule))];
  expect(rules.sort()).toEqual(['NIST.800.53.R5-IAMNoInlinePolicy', 'PCI.DSS.321-IAMNoInlinePolicy']);
  expect(findings.map(({ rule }) => rule)).toEqual(['AwsSolutions-IAM5[Resource::arn:aws:s3:::cordon/*]']);
});
