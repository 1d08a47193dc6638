import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CustomerManagedKey } from '../../lib/encryption/customer-managed-key';
import { ProtectedBucket } from '../../lib/encryption/protected-bucket';
import { createApp } from '../../lib/platform/app';
import { findings } from '../support/findings';
import { melbourne, sydney } from '../support/place';
import { auditStack, RUNBOOK } from './stacks';

const template = Template.fromStack(auditStack());
const name = (purpose: string) => `cordon-production-${purpose}-111111111111-ap-southeast-2`;

test('LG-02: keeps records for 400 days in compliance mode, beyond anybody’s reach', () => {
  template.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Retain',
    Properties: {
      BucketName: name('archive'),
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 400 } } },
      VersioningConfiguration: { Status: 'Enabled' },
    },
  });
});

test.each(['archive', 'access-logs', 'lb-logs'])('TN-19: deletes what is in %s after its retention', (purpose) => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketName: name(purpose),
    LifecycleConfiguration: {
      Rules: Match.arrayWith([
        Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 14 } }),
        Match.objectLike({ ExpirationInDays: 400, Status: 'Enabled' }),
      ]),
    },
  });
});

test.each(['access-logs', 'lb-logs'])(
  'has neither lock nor KMS on %s, into which S3 and load balancers then could not write',
  (purpose) => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: name(purpose),
      ObjectLockEnabled: Match.absent(),
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
  },
);

test('LG-06: records every access to data in a trail of this region alone, signed and encrypted', () => {
  template.hasResourceProperties('AWS::CloudTrail::Trail', {
    TrailName: 'cordon-production-data-events',
    IsMultiRegionTrail: false,
    IncludeGlobalServiceEvents: false,
    IsLogging: true,
    EnableLogFileValidation: true,
    KMSKeyId: Match.anyValue(),
    CloudWatchLogsLogGroupArn: Match.anyValue(),
  });
});

test('LG-06: records objects of the platform’s buckets but those of the logs themselves, and items of all tables', () => {
  template.hasResourceProperties('AWS::CloudTrail::Trail', {
    AdvancedEventSelectors: [
      {
        FieldSelectors: Match.arrayWith([
          { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
          Match.objectLike({
            Field: 'resources.ARN',
            StartsWith: ['arn:aws:s3:::cordon-production-'],
            NotStartsWith: Match.arrayWith([`arn:aws:s3:::${name('archive')}/`]),
          }),
        ]),
      },
      { FieldSelectors: Match.arrayWith([{ Field: 'resources.type', Equals: ['AWS::DynamoDB::Table'] }]) },
    ],
  });
  // Neither reads alone nor writes alone.
  expect(JSON.stringify(template.findResources('AWS::CloudTrail::Trail'))).not.toContain('readOnly');
  for (const purpose of ['attachments', 'site-backups'])
    expect(JSON.stringify(template.findResources('AWS::CloudTrail::Trail'))).not.toContain(purpose);
});

test('makes the trail after the policies that it is checked against', () => {
  const [trail] = Object.values(template.findResources('AWS::CloudTrail::Trail'));
  const policies = Object.keys(template.findResources('AWS::S3::BucketPolicy')).filter((id) =>
    id.startsWith('Archive'),
  );
  expect(trail!.DependsOn).toEqual(
    expect.arrayContaining([...policies, expect.stringContaining('LogsRoleDefaultPolicy')]),
  );
});

test.each([
  ['PutRequests', 'LessThanThreshold', 'breaching', 'log-delivery-stopped'],
  ['4xxErrors', 'GreaterThanOrEqualToThreshold', 'notBreaching', 'log-delivery-denied'],
])('wakes on-call by %s of the archive', (MetricName, ComparisonOperator, TreatMissingData, anchor) => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName,
    ComparisonOperator,
    TreatMissingData,
    AlarmDescription: Match.stringLikeRegexp(`${RUNBOOK}#${anchor}$`),
  });
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketName: name('archive'),
    MetricsConfigurations: [{ Id: 'EntireBucket' }],
  });
});

test.each([
  ['cloudtrail', 'StopLogging'],
  ['cloudtrail', 'DeleteTrail'],
  ['cloudtrail', 'UpdateTrail'],
  ['cloudtrail', 'PutEventSelectors'],
  ['kms', 'ScheduleKeyDeletion'],
  ['kms', 'DisableKey'],
  ['logs', 'DeleteLogGroup'],
  ['s3', 'PutBucketPolicy'],
  ['s3', 'PutBucketObjectLockConfiguration'],
])('tells on-call of %s:%s', (service, call) => {
  template.hasResourceProperties('AWS::Events::Rule', {
    State: 'ENABLED',
    EventPattern: {
      source: [`aws.${service}`],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: { eventSource: [`${service}.amazonaws.com`], eventName: Match.arrayWith([call]) },
    },
  });
});

test('is changed by nothing that uses its logs', () => {
  const app = createApp();
  const audit = auditStack(app);
  const resources = () => (Template.fromStack(audit).toJSON() as { Resources: unknown }).Resources;
  const user = new Stack(app, 'user', { env: { account: sydney.account, region: sydney.region } });
  const key = new CustomerManagedKey(user, 'Key', { description: 'Attachments' });
  new ProtectedBucket(user, 'Bucket', {
    place: sydney,
    purpose: 'attachments',
    encryption: key,
    accessLogs: audit.logs.accessLogs,
    notReplicatedBecause: 'It is a test, and its content is of no worth to anybody at all.',
  });
  const writer = new iam.Role(user, 'Writer', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  audit.logs.archive.grantPut(writer);
  audit.logs.key.grantEncryptDecrypt(new iam.ServicePrincipal('events.amazonaws.com'));
  audit.logs.loadBalancerLogs.addToResourcePolicy(
    new iam.PolicyStatement({ principals: [writer], actions: ['s3:PutObject'], resources: ['*'] }),
  );
  new sqs.Queue(user, 'Queue', { encryptionMasterKey: audit.logs.key });
  // The writer's rights are in its own policy.
  Template.fromStack(user).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['s3:PutObject']) })]) },
  });
  expect(resources()).toEqual((Template.fromStack(auditStack()).toJSON() as { Resources: unknown }).Resources);
});

test('names AWS’s load balancer account only in regions that have one', () => {
  const principals = (t: Template) => JSON.stringify(t.findResources('AWS::S3::BucketPolicy'));
  expect(principals(template)).toContain('783225319266');
  expect(principals(Template.fromStack(auditStack(createApp(), melbourne)))).not.toMatch(/iam::(?!111111111111)\d/);
});

test('passes every check', () => {
  expect(findings((stage) => auditStack(stage))).toEqual([]);
}, 60_000);
