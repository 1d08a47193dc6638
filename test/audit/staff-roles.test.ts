import { Template } from 'aws-cdk-lib/assertions';
import { ACCOUNT, arn, decide, REGION, ROLES, simulation } from './staff';
import type { Role } from './staff';
import { accountStack } from './stacks';

jest.setTimeout(120_000);

const template = Template.fromStack(accountStack());

const bucket = (purpose: string) => `arn:aws:s3:::cordon-production-${purpose}-${ACCOUNT}-${REGION}`;
const production = { 'aws:ResourceTag/cordon:environment': 'production' };
const development = { 'aws:ResourceTag/cordon:environment': 'development' };
const operationOf = (operation: string) => (environment: string) => ({
  'aws:ResourceTag/cordon:environment': environment,
  'aws:ResourceTag/cordon:operation': operation,
});
const exportOf = operationOf('export');
const requestsOf = operationOf('privacy-requests');
const bansOf = operationOf('ban-addresses');
const SITE_ACCESS = arn('lambda', 'function:cordon-production-grant-site-access');
const ssh = (user: string, environment = 'production') => ({
  'aws:ResourceTag/cordon:environment': environment,
  'ec2:osuser': user,
});
const key = arn('kms', 'key/1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f');

type Row = readonly [call: string, resource: string, context: Record<string, string>, allowed: readonly Role[]];

/** For every call: who may. All others may not. */
const MATRIX: readonly Row[] = [
  // How things are set up.
  ['rds:DescribeDBInstances', arn('rds', 'db:cordon-production-shared-1'), {}, ['auditor', 'operator', 'emergency']],
  ['cloudtrail:DescribeTrails', '*', {}, ['auditor', 'operator', 'emergency']],
  ['cloudwatch:GetMetricData', '*', {}, [...ROLES]],
  // Requests about personal data.
  ['lambda:InvokeFunction', arn('lambda', 'function:manage'), requestsOf('production'), ['operator', 'emergency']],
  ['lambda:InvokeFunction', arn('lambda', 'function:manage'), requestsOf('development'), ['emergency']],
  ['lambda:InvokeFunction', arn('lambda', 'function:rotate'), production, ['emergency']],
  // Logs.
  ['logs:GetLogEvents', arn('logs', 'log-group:web:log-stream:a'), {}, ['operator', 'helpdesk', 'emergency']],
  // What belongs to customers.
  ['s3:GetObject', `${bucket('attachments')}/a`, {}, ['emergency']],
  ['s3:GetObject', `${bucket('site-backups')}/sites/acme/a`, {}, ['emergency']],
  ['s3:PutObject', `${bucket('attachments')}/a`, {}, ['emergency']],
  ['kms:Decrypt', key, {}, ['emergency']],
  ['secretsmanager:GetSecretValue', arn('secretsmanager', 'secret:master-AbCdEf'), {}, ['emergency']],
  ['rds-data:ExecuteStatement', arn('rds', 'cluster:x'), {}, ['emergency']],
  ['dynamodb:GetItem', arn('dynamodb', 'table/registry'), {}, ['emergency']],
  ['dynamodb:Query', arn('dynamodb', 'table/registry'), {}, ['emergency']],
  ['ssm:GetParameter', arn('ssm', 'parameter/x'), {}, ['emergency']],
  ['ssm:GetParameters', arn('ssm', 'parameter/x'), {}, ['emergency']],
  // Site operations.
  ['states:StartExecution', arn('states', 'stateMachine:Restore'), production, ['operator', 'emergency']],
  ['states:StartExecution', arn('states', 'stateMachine:Restore'), development, ['emergency']],
  [
    'states:StartExecution',
    arn('states', 'stateMachine:Export'),
    exportOf('production'),
    ['operator', 'helpdesk', 'emergency'],
  ],
  ['states:StartExecution', arn('states', 'stateMachine:Export'), exportOf('development'), ['emergency']],
  ['states:StopExecution', arn('states', 'execution:Restore:1'), {}, ['operator', 'emergency']],
  // Bans of addresses, by the function alone: its lists follow from its registry.
  ['lambda:InvokeFunction', arn('lambda', 'function:bans'), bansOf('production'), ['operator', 'emergency']],
  ['lambda:InvokeFunction', arn('lambda', 'function:bans'), bansOf('development'), ['emergency']],
  ['lambda:InvokeFunction', arn('lambda', 'function:other'), production, ['emergency']],
  ['wafv2:UpdateIPSet', arn('wafv2', 'regional/ipset/banned/1a2b'), production, ['emergency']],
  // Sessions on servers, of this environment only.
  [
    'ssm:StartSession',
    arn('ec2', 'instance/i-1'),
    { 'ssm:resourceTag/cordon:environment': 'production' },
    ['operator', 'emergency'],
  ],
  ['ssm:StartSession', arn('ec2', 'instance/i-1'), { 'ssm:resourceTag/cordon:environment': 'development' }, []],
  // By the document that records them, and by no other: not the account's own, nor one that forwards ports.
  ['ssm:StartSession', arn('ssm', 'document/cordon-production-session'), {}, ['operator', 'emergency']],
  ['ssm:StartSession', arn('ssm', 'document/SSM-SessionManagerRunShell'), {}, []],
  ['ssm:StartSession', arn('ssm', 'document/AWS-StartPortForwardingSession'), {}, []],
  ['ssm:StartSession', arn('ssm', 'document/AWS-StartSSHSession'), {}, []],
  ['ssm:SendCommand', arn('ssm', 'document/AWS-RunShellScript'), {}, []],
  // SSH by a key of a minute, on servers of this environment, and never for root.
  ['ec2-instance-connect:SendSSHPublicKey', arn('ec2', 'instance/i-1'), ssh('ec2-user'), ['operator', 'emergency']],
  ['ec2-instance-connect:SendSSHPublicKey', arn('ec2', 'instance/i-1'), ssh('root'), []],
  ['ec2-instance-connect:SendSSHPublicKey', arn('ec2', 'instance/i-1'), ssh('ec2-user', 'development'), []],
  // The data of one site for a while, at the address where IAM says who asks.
  ['lambda:InvokeFunctionUrl', SITE_ACCESS, {}, ['helpdesk']],
  ['lambda:InvokeFunction', SITE_ACCESS, { 'lambda:InvokedViaFunctionUrl': 'true' }, ['helpdesk', 'emergency']],
  ['lambda:InvokeFunction', SITE_ACCESS, { 'lambda:InvokedViaFunctionUrl': 'false' }, []],
  ['lambda:InvokeFunction', SITE_ACCESS, {}, []],
  ['kms:GenerateDataKey', key, { 'kms:EncryptionContext:aws:ssm:SessionId': 'ann-1' }, ['operator', 'emergency']],
  // Attachments without a verdict, and what a function gave up on, unread.
  ['guardduty:SendObjectMalwareScan', '*', {}, ['operator', 'emergency']],
  ['sqs:PurgeQueue', arn('sqs', 'dead-letters'), production, ['operator', 'emergency']],
  ['sqs:PurgeQueue', arn('sqs', 'dead-letters'), development, ['emergency']],
  ...['sqs:ReceiveMessage', 'sqs:StartMessageMoveTask'].map((call): Row => [
    call,
    arn('sqs', 'dead-letters'),
    production,
    ['emergency'],
  ]),
  // Restores and capacity.
  ['backup:StartRestoreJob', arn('backup', 'recovery-point:1'), {}, ['operator', 'emergency']],
  ['rds:RebootDBInstance', arn('rds', 'db:cordon-production-shared-1'), production, ['operator', 'emergency']],
  ['rds:RebootDBInstance', arn('rds', 'db:cordon-development-shared-1'), development, ['emergency']],
  ['rds:RestoreDBInstanceFromDBSnapshot', arn('rds', 'snapshot:a'), {}, ['emergency']],
  ['ec2:TerminateInstances', arn('ec2', 'instance/i-1'), {}, ['emergency']],
  [
    'iam:PassRole',
    `arn:aws:iam::${ACCOUNT}:role/production-ap-southeast-2-b-Backup`,
    { 'iam:PassedToService': 'backup.amazonaws.com' },
    ['operator', 'emergency'],
  ],
  [
    'iam:PassRole',
    `arn:aws:iam::${ACCOUNT}:role/production-ap-southeast-2-w-Web`,
    { 'iam:PassedToService': 'ec2.amazonaws.com' },
    ['emergency'],
  ],
  [
    'iam:PassRole',
    `arn:aws:iam::${ACCOUNT}:role/production-ap-southeast-2-w-Web`,
    { 'iam:PassedToService': 'lambda.amazonaws.com' },
    [],
  ],
  [
    'iam:PassRole',
    `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role`,
    { 'iam:PassedToService': 'ec2.amazonaws.com' },
    [],
  ],
];

const CELLS = MATRIX.flatMap(([call, resource, context, allowed]) =>
  ROLES.map((role) => ({
    role,
    verb: allowed.includes(role) ? 'may' : 'may not',
    call,
    resource: resource.split(':').pop()!,
    on: Object.values(context).join(' ') || 'anything',
    ask: () => decide(role, call, resource, context),
    expected: allowed.includes(role),
  })),
);

test.each(CELLS)('ID-07: $role $verb $call on $resource ($on)', async ({ ask, expected }) => {
  const decision = await ask();
  expect(decision === 'Allowed').toBe(expected);
});

/** What would hide what was done, or take away the way back. */
const FORBIDDEN: readonly [string, string][] = [
  ['s3:DeleteObject', `${bucket('archive')}/cloudtrail/a`],
  ['s3:DeleteObjectVersion', `${bucket('archive')}/cloudtrail/a`],
  ['s3:PutObjectRetention', `${bucket('archive')}/cloudtrail/a`],
  ['s3:DeleteObjectVersion', `${bucket('account-archive')}/cloudtrail/a`],
  ['s3:PutBucketPolicy', bucket('account-archive')],
  ['s3:PutLifecycleConfiguration', bucket('archive')],
  ['s3:PutBucketObjectLockConfiguration', bucket('archive')],
  ['s3:DeleteObject', `${bucket('access-logs')}/a`],
  ['s3:DeleteObjectVersion', `${bucket('config')}/a`],
  ['s3:DeleteObjectVersion', `${bucket('site-backups')}/sites/acme/a`],
  ['s3:BypassGovernanceRetention', `${bucket('site-backups')}/sites/acme/a`],
  ['cloudtrail:StopLogging', arn('cloudtrail', 'trail/cordon-production-account')],
  ['cloudtrail:DeleteTrail', arn('cloudtrail', 'trail/cordon-production-account')],
  ['cloudtrail:UpdateTrail', arn('cloudtrail', 'trail/cordon-production-account')],
  ['cloudtrail:PutEventSelectors', arn('cloudtrail', 'trail/cordon-production-data-events')],
  ['logs:DeleteLogGroup', arn('logs', 'log-group:trail')],
  ['logs:PutRetentionPolicy', arn('logs', 'log-group:trail')],
  ['config:StopConfigurationRecorder', '*'],
  ['guardduty:DeleteDetector', arn('guardduty', 'detector/d')],
  ['securityhub:DisableSecurityHub', arn('securityhub', 'hub/default')],
  ['cloudwatch:DeleteAlarms', arn('cloudwatch', 'alarm:a')],
  ['sns:DeleteTopic', arn('sns', 'on-call')],
  ['backup:DeleteRecoveryPoint', arn('backup', 'recovery-point:1')],
  ['backup:UpdateRecoveryPointLifecycle', arn('backup', 'recovery-point:1')],
  ['backup:DeleteBackupVault', arn('backup', 'backup-vault:cordon-production-servers')],
  ['backup:DeleteBackupVaultLockConfiguration', arn('backup', 'backup-vault:cordon-production-servers')],
  ['backup:PutBackupVaultAccessPolicy', arn('backup', 'backup-vault:cordon-production-servers')],
  ['rds:DeleteDBSnapshot', arn('rds', 'snapshot:a')],
  ['ec2:DeleteSnapshot', `arn:aws:ec2:${REGION}::snapshot/snap-1`],
  ['kms:ScheduleKeyDeletion', key],
  ['kms:DisableKey', key],
  ['kms:PutKeyPolicy', key],
  ['iam:CreateUser', `arn:aws:iam::${ACCOUNT}:user/mallory`],
  ['iam:CreateAccessKey', `arn:aws:iam::${ACCOUNT}:user/mallory`],
  ['iam:DetachRolePolicy', `arn:aws:iam::${ACCOUNT}:role/cordon-production-emergency`],
  ['iam:UpdateAssumeRolePolicy', `arn:aws:iam::${ACCOUNT}:role/cordon-production-emergency`],
  ['iam:CreatePolicyVersion', `arn:aws:iam::${ACCOUNT}:policy/safeguards`],
  ['sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-deploy-role`],
  ['cloudformation:UpdateStack', arn('cloudformation', 'stack/production-account/1')],
  ['lambda:UpdateFunctionCode', arn('lambda', 'function:rotate-backups')],
];

test.each(FORBIDDEN.flatMap(([call, resource]) => ROLES.map((role) => ({ role, call, resource }))))(
  'LG-02, ID-08: $role is explicitly denied $call on $resource',
  async ({ role, call, resource }) => {
    expect(await decide(role, call, resource)).toBe('ExplicitlyDenied');
  },
);

test.each([
  ['helpdesk', 'cloudwatch:GetMetricData'],
  ['emergency', 'ec2:RebootInstances'],
] as const)('NW-08: %s can do nothing in a session without a second factor', async (role, call) => {
  const resource = call.startsWith('ec2') ? arn('ec2', 'instance/i-1') : '*';
  expect(await decide(role, call, resource)).toBe('Allowed');
  expect(await decide(role, call, resource, { 'aws:PrincipalTag/mfa': 'false' })).toBe('ExplicitlyDenied');
});

test('ID-07: works in no region outside the environment, but with services that have none', async () => {
  const instance = `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-1`;
  expect(await decide('emergency', 'ec2:RunInstances', instance, { 'aws:RequestedRegion': 'us-east-1' })).toBe(
    'ExplicitlyDenied',
  );
  expect(await decide('emergency', 'route53:ListHostedZones', '*', { 'aws:RequestedRegion': 'us-east-1' })).toBe(
    'Allowed',
  );
});

describe('taking a role', () => {
  const assertion = {
    'saml:aud': 'https://signin.aws.amazon.com/saml',
    'aws:RequestTag/mfa': 'true',
    'sts:SourceIdentity': 'ann@vinefield.example',
  };
  const take = (context: Record<string, string>, provider = 'vinefield') => {
    const { arn: roleArn, trust } = simulation.role('cordon-production-emergency');
    return simulation.decide({
      principal: `arn:aws:iam::${ACCOUNT}:saml-provider/${provider}`,
      action: 'sts:AssumeRoleWithSAML',
      resource: roleArn,
      resourcePolicy: trust,
      context,
    });
  };

  test('is for a named person who gave a second factor at the identity provider', async () => {
    expect(await take(assertion)).toBe('Allowed');
  });

  test.each(['saml:aud', 'aws:RequestTag/mfa', 'sts:SourceIdentity'] as const)('is refused without %s', async (key) => {
    const rest = Object.fromEntries(Object.entries(assertion).filter(([name]) => name !== key));
    expect(await take(rest)).toBe('ImplicitlyDenied');
  });

  test('is refused through another identity provider', async () => {
    expect(await take(assertion, 'mallory')).toBe('ImplicitlyDenied');
  });

  test('lasts an hour at the most', () => {
    for (const role of Object.values(template.findResources('AWS::IAM::Role')))
      expect((role.Properties as { MaxSessionDuration?: number }).MaxSessionDuration ?? 3600).toBe(3600);
  });
});

test('ID-07: makes roles of this environment only', () => {
  const names = Object.values(template.findResources('AWS::IAM::Role'))
    .map(({ Properties }) => (Properties as { RoleName?: string }).RoleName)
    .filter((name) => name !== undefined);
  expect(names.sort()).toEqual(ROLES.map((role) => `cordon-production-${role}`).sort());
});

test('ID-01: makes no IAM user', () => {
  template.resourceCountIs('AWS::IAM::User', 0);
});

test('keeps every policy within the size that IAM accepts', () => {
  for (const [id, { Properties }] of Object.entries(template.findResources('AWS::IAM::ManagedPolicy'))) {
    const { PolicyDocument } = Properties as { PolicyDocument: unknown };
    expect({
      id,
      size: JSON.stringify(PolicyDocument).length,
      fits: JSON.stringify(PolicyDocument).length <= 6144,
    }).toMatchObject({
      fits: true,
    });
  }
});
