import { Match, Template } from 'aws-cdk-lib/assertions';
import { CIS_ALARMS } from '../../lib/audit/cis-alarms';
import { findings } from '../support/findings';
import { matchesFilter } from './filter-pattern';
import { accountStack, RUNBOOK } from './stacks';

const template = Template.fromStack(accountStack());

test('LG-04: records all that is done to the account, in every region, signed and encrypted', () => {
  template.hasResourceProperties('AWS::CloudTrail::Trail', {
    TrailName: 'cordon-production-account',
    IsMultiRegionTrail: true,
    IncludeGlobalServiceEvents: true,
    EnableLogFileValidation: true,
    KMSKeyId: Match.anyValue(),
    CloudWatchLogsLogGroupArn: Match.anyValue(),
    // Of both kinds, since no field says which.
    AdvancedEventSelectors: [
      { Name: Match.anyValue(), FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
    ],
  });
});

test('LG-02: keeps these records for 400 days in compliance mode', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketName: 'cordon-production-account-archive-111111111111-ap-southeast-2',
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 400 } } },
  });
});

/** What CloudTrail records of a call that succeeded. */
const call = (eventSource: string, eventName: string) => ({
  eventSource: `${eventSource}.amazonaws.com`,
  eventName,
  eventType: 'AwsApiCall',
  sourceIPAddress: '203.0.113.7',
  userIdentity: { type: 'AssumedRole' },
});
const signIn = (more: object) => ({
  ...call('signin', 'ConsoleLogin'),
  userIdentity: { type: 'IAMUser' },
  additionalEventData: { MFAUsed: 'Yes' },
  responseElements: { ConsoleLogin: 'Success' },
  ...more,
});

/** The patterns as deployed, by name of their metric. */
const patterns = Object.values(template.findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => {
  const { FilterPattern, MetricTransformations } = Properties as {
    FilterPattern: string;
    MetricTransformations: [{ MetricName: string }];
  };
  return { name: MetricTransformations[0].MetricName, pattern: FilterPattern };
});
const noticedBy = (event: object) =>
  patterns.filter(({ pattern }) => matchesFilter(pattern, { ...event })).map(({ name }) => name);

test.each([
  ['UnauthorizedCalls', { ...call('ec2', 'RunInstances'), errorCode: 'Client.UnauthorizedOperation' }],
  ['UnauthorizedCalls', { ...call('s3', 'GetBucketAcl'), errorCode: 'AccessDenied' }],
  ['SignInWithoutMfa', signIn({ additionalEventData: { MFAUsed: 'No' } })],
  ['SignInFailures', signIn({ responseElements: { ConsoleLogin: 'Failure' }, errorMessage: 'Failed authentication' })],
  ['RootUsed', { ...call('s3', 'ListBuckets'), userIdentity: { type: 'Root' } }],
  ['PermissionsChanged', call('iam', 'AttachRolePolicy')],
  ['PermissionsChanged', call('iam', 'CreatePolicyVersion')],
  ['TrailChanged', call('cloudtrail', 'StopLogging')],
  ['KeyDisabled', call('kms', 'ScheduleKeyDeletion')],
  ['BucketPolicyChanged', call('s3', 'PutBucketPolicy')],
  ['BucketPolicyChanged', call('s3', 'DeleteBucketLifecycle')],
  ['ConfigChanged', call('config', 'StopConfigurationRecorder')],
  ['SecurityGroupChanged', call('ec2', 'AuthorizeSecurityGroupIngress')],
  ['NetworkAclChanged', call('ec2', 'ReplaceNetworkAclEntry')],
  ['GatewayChanged', call('ec2', 'AttachInternetGateway')],
  ['RouteChanged', call('ec2', 'CreateRoute')],
  ['VpcChanged', call('ec2', 'DeleteVpc')],
  ['WayInChanged', call('ec2', 'AuthorizeClientVpnIngress')],
  ['WayInChanged', call('ec2', 'ModifyClientVpnEndpoint')],
  ['WayInChanged', call('ec2', 'CreateClientVpnRoute')],
  ['WayInChanged', call('ec2', 'ApplySecurityGroupsToClientVpnTargetNetwork')],
  ['WayInChanged', call('ec2', 'CreateInstanceConnectEndpoint')],
  ['WayInChanged', call('ec2', 'CreateTransitGatewayVpcAttachment')],
  ['OrganizationChanged', call('organizations', 'LeaveOrganization')],
])('NW-11: %s notices what it is for, and no other does', (name, event) => {
  expect(noticedBy(event)).toEqual([name]);
});

test.each([
  ['an ordinary call', call('ec2', 'DescribeInstances')],
  ['a sign-in with a second factor', signIn({})],
  ['a service that acts for root', { ...call('s3', 'ListBuckets'), userIdentity: { type: 'Root', invokedBy: 'x' } }],
  [
    'a role that staff take every day',
    {
      ...call('sts', 'AssumeRoleWithSAML'),
      requestParameters: { roleArn: 'arn:aws:iam::1:role/cordon-production-operator' },
    },
  ],
])('is not woken by %s', (_, event) => {
  expect(noticedBy(event)).toEqual([]);
});

test('ID-08: wakes on-call when the emergency role is taken, in whatever region', () => {
  const event = {
    ...call('sts', 'AssumeRoleWithSAML'),
    awsRegion: 'us-east-1',
    requestParameters: { roleArn: 'arn:aws:iam::111111111111:role/cordon-production-emergency' },
  };
  expect(noticedBy(event)).toEqual(['Taken-cordon-production-emergency']);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'Taken-cordon-production-emergency',
    Threshold: 1,
    AlarmDescription: Match.stringLikeRegexp(`${RUNBOOK}#break-glass-used$`),
  });
});

test('has an alarm on every pattern, and no pattern longer than CloudWatch accepts', () => {
  for (const { name, pattern } of patterns) {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: name, AlarmActions: [Match.anyValue()] });
    expect(pattern.length).toBeLessThanOrEqual(1024);
  }
  expect(patterns.map(({ name }) => name)).toEqual(expect.arrayContaining(CIS_ALARMS.map(({ id }) => id)));
  expect(CIS_ALARMS).toHaveLength(15);
});

test('ID-02: applies the password policy that the CIS benchmark asks for', () => {
  const [{ Properties }] = Object.values(template.findResources('Custom::AppliedSettings')) as [
    { Properties: { settings: string } },
  ];
  expect(JSON.parse(Properties.settings)).toEqual({
    scope: 'account',
    account: '111111111111',
    passwordPolicy: { minimumLength: 14, maximumAgeDays: 90, remembered: 24 },
  });
});

test('passes every check', () => {
  expect(findings((stage) => accountStack(stage))).toEqual([]);
}, 60_000);
