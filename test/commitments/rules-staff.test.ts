import { describeRules } from './describe-rules';
import type { Part } from './template';

const SAML = 'arn:aws:iam::111111111111:saml-provider/Staff';
const ref = (id: string) => ({ Ref: id });
const att = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

interface Conditions {
  readonly signIn?: object;
  readonly tagging?: object;
}
const takes = ({ signIn = {}, tagging = {} }: Conditions = {}) => ({
  AssumeRolePolicyDocument: {
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithSAML',
        Principal: { Federated: SAML },
        Condition: {
          StringEquals: { 'aws:RequestTag/mfa': 'true' },
          StringLike: { 'sts:SourceIdentity': '?*' },
          ...signIn,
        },
      },
      {
        Effect: 'Allow',
        Action: ['sts:SetSourceIdentity', 'sts:TagSession'],
        Principal: { Federated: SAML },
        Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['mfa'] }, ...tagging },
      },
    ],
  },
});
const role = (properties: object, policies: readonly string[] = ['Safeguards', 'Elsewhere', 'Data']): Part => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName: 'cordon-production-operator', ManagedPolicyArns: policies.map(ref), ...properties },
});
const policy = (Statement: object): Part => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: { Statement } },
});
const withoutFactor = (more: object = {}) => ({
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition: { StringNotEquals: { 'aws:PrincipalTag/mfa': 'true' } },
  ...more,
});
const elsewhere = (...regions: string[]) => ({
  Effect: 'Deny',
  NotAction: ['iam:*'],
  Resource: '*',
  Condition: { StringNotEquals: { 'aws:RequestedRegion': regions } },
});
const reads = (...except: string[]) => ({
  Effect: 'Deny',
  Action: ['dynamodb:*', 'kms:Decrypt', 'rds-db:connect', 'secretsmanager:GetSecretValue'].filter(
    (action) => !except.includes(action),
  ),
  Resource: '*',
});
const objects = (...buckets: string[]) => ({
  Effect: 'Deny',
  Action: 's3:GetObject*',
  Resource: buckets.map((bucket) => `arn:aws:s3:::cordon-production-${bucket}-*/*`),
});
const policies = {
  Safeguards: policy(withoutFactor()),
  Elsewhere: policy(elsewhere('ap-southeast-2')),
  Data: policy([reads(), objects('attachments', 'exports', 'quarantine', 'site-backups')]),
  Abroad: policy(elsewhere('ap-southeast-2', 'eu-west-1')),
  SomeSafeguards: policy(withoutFactor({ Action: 's3:*' })),
  OnWeekdays: policy(
    withoutFactor({
      Condition: { StringNotEquals: { 'aws:PrincipalTag/mfa': 'true' }, DateLessThan: { 'aws:CurrentTime': '2030' } },
    }),
  ),
  SomeData: policy([reads('kms:Decrypt'), objects('attachments', 'exports', 'quarantine', 'site-backups')]),
  NoBackups: policy([reads(), objects('attachments', 'exports', 'quarantine')]),
};

describeRules([
  {
    rule: 'ID-03.SecondFactor',
    good: { Operator: role(takes()), ...policies },
    mutants: [
      ['a sign-in without a tag', takes({ signIn: { StringEquals: {} } }), /whose provider does not say mfa/],
      ['a tag that says no', takes({ signIn: { StringEquals: { 'aws:RequestTag/mfa': 'false' } } }), /say mfa/],
      ['no safeguards', role(takes(), ['Data']).Properties!, /hold no policy that denies all/],
      ['safeguards for some calls', role(takes(), ['SomeSafeguards']).Properties!, /hold no policy/],
      ['safeguards for a while', role(takes(), ['OnWeekdays']).Properties!, /hold no policy/],
    ],
  },
  {
    rule: 'ID-07.StaffConfined',
    good: { Operator: role({ ...takes(), MaxSessionDuration: 3600 }), ...policies },
    mutants: [
      ['sessions of half a day', { MaxSessionDuration: 43_200 }, /is 43200; 3600 seconds or less/],
      ['people without a name', takes({ signIn: { StringLike: {} } }), /without a name/],
      ['tags of their own', takes({ tagging: { 'ForAllValues:StringEquals': {} } }), /bring tags of their own/],
      [
        'one tag more',
        takes({ tagging: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['mfa', 'site'] } } }),
        /bring tags of their own/,
      ],
      ['every region', role(takes(), ['Safeguards']).Properties!, /deny no region/],
      ['a region with nothing in it', role(takes(), ['Abroad']).Properties!, /work in eu-west-1, where production/],
    ],
  },
  {
    rule: 'ID-08.StaffData',
    good: { Operator: role(takes()), ...policies },
    mutants: [
      ['everything', role(takes(), []).Properties!, /not denied s3:GetObject, .*secretsmanager:GetSecretValue/],
      ['what is encrypted', role(takes(), ['SomeData']).Properties!, /not denied kms:Decrypt;/],
      ['backups', role(takes(), ['NoBackups']).Properties!, /not denied s3:GetObject, s3:GetObjectVersion;/],
    ],
  },
  {
    rule: 'ID-08.StaffData',
    good: {
      BreakGlass: role({ ...takes(), RoleName: 'cordon-production-break-glass' }, []),
      Taken: {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          FilterPattern: '{ $.requestParameters.roleArn = "arn:aws:iam::1:role/cordon-production-break-glass" }',
          MetricTransformations: [{ MetricName: 'Taken', MetricNamespace: 'cordon' }],
        },
      },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Taken', Namespace: 'cordon' } },
    },
    mutants: [
      ['a role that nobody watches', { RoleName: 'cordon-production-fire-axe' }, /in the pattern of no alarm/],
      ['a role without a name', { RoleName: undefined }, /in the pattern of no alarm/],
    ],
  },
]);

const site = (more: object = {}) => ({
  AssumeRolePolicyDocument: {
    Statement: {
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      Principal: { AWS: att('Grants') },
      Condition: { StringLike: { 'sts:SourceIdentity': '?*', 'aws:RequestTag/site': '?*' } },
      ...more,
    },
  },
});
const reading = (folder: string): Part => ({
  Type: 'AWS::IAM::Policy',
  Properties: {
    Roles: [ref('Site')],
    PolicyDocument: { Statement: { Effect: 'Allow', Action: 's3:GetObject*', Resource: `arn:aws:s3:::${folder}` } },
  },
});
const grants: Part = { Type: 'AWS::IAM::Role' };

describeRules([
  {
    rule: 'ID-08.SiteSessions',
    at: 'production-ap-southeast-2/sites',
    good: {
      Site: { Type: 'AWS::IAM::Role', Properties: site() },
      Reads: reading('attachments/${aws:PrincipalTag/site}/*'),
      Grants: grants,
    },
    mutants: [
      ['sessions of half a day', { MaxSessionDuration: 43_200 }, /lacks a role that reads the one site/],
      ['somebody without a name', site({ Condition: { StringLike: { 'aws:RequestTag/site': '?*' } } }), /lacks/],
      ['no site in particular', site({ Condition: { StringLike: { 'sts:SourceIdentity': '?*' } } }), /lacks/],
      ['whoever else may take it', site({ Principal: { AWS: 'arn:aws:iam::111111111111:root' } }), /lacks/],
      ['a service', site({ Principal: { Service: 'ec2.amazonaws.com' } }), /lacks/],
    ],
  },
  {
    rule: 'ID-08.SiteSessions',
    at: 'production-ap-southeast-2/sites',
    good: {
      Reads: reading('attachments/${aws:PrincipalTag/site}/*'),
      Site: { Type: 'AWS::IAM::Role', Properties: site() },
      Grants: grants,
    },
    mutants: [
      ['the files of every site', reading('attachments/*').Properties!, /lacks/],
      ['no file at all', { Roles: [ref('Grants')] }, /lacks/],
    ],
  },
  {
    rule: 'ID-04.GeneratedSecret',
    good: {
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: { PasswordLength: 32 } } },
    },
    mutants: [
      ['a secret in the template', { SecretString: 'swordfish' }, /SecretString is in the template/],
      ['a secret that somebody chooses', { GenerateSecretString: undefined }, /somebody chooses it/],
      ['a short one', { GenerateSecretString: { PasswordLength: 12 } }, /is 12; 32 characters or more/],
    ],
  },
  {
    rule: 'ID-04.GeneratedSecret',
    good: {
      Server: {
        Type: 'AWS::RDS::DBInstance',
        Properties: { MasterUserPassword: '{{resolve:secretsmanager:server:SecretString:password::}}' },
      },
    },
    mutants: [['a password in the template', { MasterUserPassword: 'swordfish' }, /is in the template; refer/]],
  },
]);

const server: Part = {
  Type: 'AWS::RDS::DBInstance',
  Properties: {
    MasterUserPassword: {
      'Fn::Join': ['', ['{{resolve:secretsmanager:', ref('Secret'), ':SecretString:password::}}']],
    },
  },
};
const rotation = {
  Secret: { Type: 'AWS::SecretsManager::Secret' },
  Attachment: {
    Type: 'AWS::SecretsManager::SecretTargetAttachment',
    Properties: { SecretId: ref('Secret'), TargetId: ref('Server') },
  },
  Rotation: { Type: 'AWS::Lambda::Function' },
  Schedule: {
    Type: 'AWS::SecretsManager::RotationSchedule',
    Properties: {
      SecretId: ref('Attachment'),
      RotationLambdaARN: att('Rotation'),
      RotationRules: { AutomaticallyAfterDays: 30 },
    },
  },
} satisfies Record<string, Part>;
const { Schedule, ...unscheduled } = rotation;

describeRules([
  {
    rule: 'ID-04.PasswordRotates',
    good: { Server: server, ...rotation },
    mutants: [
      [
        'a password from another secret',
        { MasterUserPassword: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', ref('Other'), '}}']] } },
        /a secret that nothing rotates/,
      ],
      ['a password that nobody rotates', { MasterUserPassword: 'swordfish' }, /a secret that nothing rotates/],
    ],
  },
  {
    rule: 'ID-04.PasswordRotates',
    good: { Schedule, Server: server, ...unscheduled },
    mutants: [
      ['a password for a quarter', { RotationRules: { AutomaticallyAfterDays: 90 } }, /is 90; up to 30 days/],
      ['no days', { RotationRules: undefined }, /is Infinity; up to 30/],
      ['a function of others', { RotationLambdaARN: 'arn:aws:lambda:r:2:function:rotate' }, /no function of the plat/],
      ['the secret of nothing', { SecretId: ref('Secret') }, /Server .*a secret that nothing rotates/],
    ],
  },
]);
