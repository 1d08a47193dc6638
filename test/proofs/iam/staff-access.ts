import type { Environment, HomeRegion } from '../../../lib/config/platform';
import {
  bucketArn,
  bucketName,
  databaseSecretName,
  deploymentRoleArn,
  trailName,
  vaultArn,
  vaultName,
} from '../../../lib/platform/names';
import type { TemplateResource } from '../../../lib/commitments/assembly';
import { examplePolicies } from '../../support/policies/platform-policies';
import type { Call } from './calls';
import { callsOn } from './site-resources';

/** The kinds of access that staff can have, each as calls in a home region, all of which or none a role may make. */
export const KINDS = {
  'see how things are set up': ({ account, region }) => [
    { action: 'rds:DescribeDBInstances', resource: `arn:aws:rds:${region}:${account}:db:cordon-shared-1` },
    { action: 'cloudtrail:DescribeTrails', resource: '*' },
    { action: 'iam:GetRole', resource: `arn:aws:iam::${account}:role/web` },
  ],
  'see metrics': () => [{ action: 'cloudwatch:GetMetricData', resource: '*' }],
  'read logs': ({ account, region }) => [
    { action: 'logs:FilterLogEvents', resource: `arn:aws:logs:${region}:${account}:log-group:web:log-stream:a` },
  ],
  "read a site's attachments": (place, environment) => reading(place, environment, 'attachments', 's3:GetObject'),
  "read a site's backups": (place, environment) => reading(place, environment, 'backups', 's3:GetObject'),
  "read a site's exports": (place, environment) => reading(place, environment, 'exports', 's3:GetObject'),
  "decrypt with a site's key": (place, environment) => reading(place, environment, 'key', 'kms:Decrypt'),
  "read a site's database password": (place, environment) =>
    reading(place, environment, 'secret', 'secretsmanager:GetSecretValue'),
  'look at the users of sites': ({ account, region }) =>
    ['ListUsers', 'AdminGetUser', 'ListUsersInGroup'].map((call) => ({
      action: `cognito-idp:${call}`,
      resource: `arn:aws:cognito-idp:${region}:${account}:userpool/${region}_users`,
    })),
  "read a server's master password": (place) => place.servers.map(({ id }) => masterPassword(place, id)),
  'start an export or a clone': (place) => starts(place, (operation) => FOR_CUSTOMERS.includes(operation)),
  'start any other operation': (place) => starts(place, (operation) => !FOR_CUSTOMERS.includes(operation)),
  'open a session on a server': (place) => [
    {
      action: 'ssm:StartSession',
      resource: `arn:aws:ec2:${place.region}:${place.account}:instance/i-0a1b2c3d`,
      context: Object.fromEntries(
        Object.entries(tagsOf(only(place, 'web', 'AWS::AutoScaling::AutoScalingGroup'))).map(([key, value]) => [
          `ssm:resourceTag/${key}`,
          value,
        ]),
      ),
      needs: [
        {
          action: 'ssmmessages:OpenDataChannel',
          resource: `arn:aws:ssm:${place.region}:${place.account}:session/ann-0a1b2c3d`,
        },
      ],
    },
  ],
  'restore a server from its vault': ({ account, region }) => [
    { action: 'backup:StartRestoreJob', resource: `arn:aws:backup:${region}:${account}:recovery-point:1` },
  ],
  'build servers by hand': ({ account, region }) => [
    { action: 'rds:RestoreDBInstanceFromDBSnapshot', resource: `arn:aws:rds:${region}:${account}:snapshot:a` },
    { action: 'ec2:TerminateInstances', resource: `arn:aws:ec2:${region}:${account}:instance/i-0a1b2c3d` },
  ],
  'delete backups': (place, environment) => [
    ...reading(place, environment, 'backups', 's3:DeleteObjectVersion'),
    recoveryPoint(place, 'backup:DeleteRecoveryPoint'),
    recoveryPoint(place, 'backup:UpdateRecoveryPointLifecycle'),
    { action: 'backup:DeleteBackupVault', resource: vaultArn(place) },
    { action: 'rds:DeleteDBSnapshot', resource: `arn:aws:rds:${place.region}:${place.account}:snapshot:a` },
  ],
  'touch the records': (place) => [
    ...['s3:DeleteObjectVersion', 's3:PutObjectRetention'].map((action) => ({
      action,
      resource: `arn:aws:s3:::${bucketName(place, 'archive')}/cloudtrail/a`,
    })),
    ...['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail', 'cloudtrail:UpdateTrail'].map((action) => ({
      action,
      resource: `arn:aws:cloudtrail:${place.region}:${place.account}:trail/${trailName(place, 'data-events')}`,
    })),
    ...['DeleteLogGroup', 'PutRetentionPolicy', 'PutSubscriptionFilter', 'PutLogEvents'].map((call) => ({
      action: `logs:${call}`,
      resource: `arn:aws:logs:${place.region}:${place.account}:log-group:any${call === 'PutLogEvents' ? ':log-stream:a' : ''}`,
    })),
    {
      action: 'ec2:DeleteFlowLogs',
      resource: `arn:aws:ec2:${place.region}:${place.account}:vpc-flow-log/fl-0a1b2c3d`,
    },
  ],
  'silence an alarm': ({ account, region }) => [
    ...['PutRule', 'DisableRule', 'DeleteRule', 'PutTargets', 'RemoveTargets'].map((call) => ({
      action: `events:${call}`,
      resource: `arn:aws:events:${region}:${account}:rule/audit-Trail`,
    })),
    ...['PutMetricAlarm', 'PutCompositeAlarm', 'DeleteAlarms', 'DisableAlarmActions'].map((call) => ({
      action: `cloudwatch:${call}`,
      resource: `arn:aws:cloudwatch:${region}:${account}:alarm:trail`,
    })),
    ...['DeleteTopic', 'SetTopicAttributes', 'SetSubscriptionAttributes'].map((call) => ({
      action: `sns:${call}`,
      resource: `arn:aws:sns:${region}:${account}:on-call`,
    })),
  ],
  'give away what is ours': (place, environment) => [
    ...reading(place, environment, 'secret', 'secretsmanager:PutResourcePolicy'),
    ...['attachments', 'exports', 'site-backups'].flatMap((purpose) =>
      ['PutBucketPolicy', 'DeleteBucketPolicy', 'PutBucketAcl'].map((call) => ({
        action: `s3:${call}`,
        resource: bucketArn(place, purpose as 'attachments'),
      })),
    ),
    ...['PutResourcePolicy', 'DeleteResourcePolicy'].map((call) => ({
      action: `dynamodb:${call}`,
      resource: `arn:aws:dynamodb:${place.region}:${place.account}:table/incidents`,
    })),
    {
      action: 'rds:ModifyDBSnapshotAttribute',
      resource: `arn:aws:rds:${place.region}:${place.account}:snapshot:a`,
    },
    { action: 'ec2:ModifySnapshotAttribute', resource: `arn:aws:ec2:${place.region}::snapshot/snap-0a1b2c3d` },
  ],
  'change who may do what': ({ account }) => [
    { action: 'iam:CreateUser', resource: `arn:aws:iam::${account}:user/mallory` },
    { action: 'iam:CreateAccessKey', resource: `arn:aws:iam::${account}:user/mallory` },
    { action: 'iam:CreateRole', resource: `arn:aws:iam::${account}:role/mallory` },
    { action: 'iam:AttachRolePolicy', resource: `arn:aws:iam::${account}:role/cordon-operator` },
    { action: 'iam:PutRolePolicy', resource: `arn:aws:iam::${account}:role/cordon-operator` },
    { action: 'iam:UpdateAssumeRolePolicy', resource: `arn:aws:iam::${account}:role/cordon-operator` },
    { action: 'iam:CreatePolicyVersion', resource: `arn:aws:iam::${account}:policy/safeguards` },
  ],
  'act as a deployment': (place) => [
    { action: 'sts:AssumeRole', resource: deploymentRoleArn(place), resourcePolicy: ANYBODY_OF(place.account) },
    {
      action: 'cloudformation:UpdateStack',
      resource: `arn:aws:cloudformation:${place.region}:${place.account}:stack/web/1`,
    },
    { action: 'lambda:UpdateFunctionCode', resource: `arn:aws:lambda:${place.region}:${place.account}:function:web` },
  ],
} satisfies Record<string, (place: HomeRegion, environment: Environment) => readonly Call[]>;
export type Kind = keyof typeof KINDS;

const FOR_CUSTOMERS = ['export', 'clone'];

/** As open as a role's trust can be within its account: the role's own policies have to say no. */
const ANYBODY_OF = (account: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }],
});

/** Of every site of the region: that of one is as much a breach as that of another. */
function reading(
  place: HomeRegion,
  environment: Environment,
  access: 'attachments' | 'backups' | 'exports' | 'key' | 'secret',
  action: string,
): Call[] {
  if (place.sites.length === 0) throw new Error(`${place.environment} has no site in ${place.region} to try on`);
  const calls = place.sites.flatMap((site) => callsOn(environment, place, site)[access] ?? []);
  // An attachment that was not found clean nobody reads, whatever their rights (IR-10).
  const clean: Record<string, string> =
    access === 'attachments' ? { 's3:ExistingObjectTag/GuardDutyMalwareScanStatus': 'NO_THREATS_FOUND' } : {};
  return calls
    .filter((call) => call.action === action)
    .map((call) => ({ ...call, context: { ...call.context, ...clean } }));
}

function recoveryPoint(place: HomeRegion, action: string): Call {
  const vault = examplePolicies().guarded.find(
    ({ type, account, region, properties }) =>
      type === 'AWS::Backup::BackupVault' &&
      account === place.account &&
      region === place.region &&
      properties.BackupVaultName === vaultName(place),
  );
  const resource = `arn:aws:backup:${place.region}:${place.account}:recovery-point:1`;
  return { action, resource, resourcePolicy: vault!.policy };
}

function masterPassword(place: HomeRegion, server: string): Call {
  const name = databaseSecretName(place, server);
  const resource = `arn:aws:secretsmanager:${place.region}:${place.account}:secret:${name}-AbCdEf`;
  return { action: 'secretsmanager:GetSecretValue', resource };
}

/** Starting the state machines of site operations, and encrypting what they are given. */
function starts(place: HomeRegion, accepted: (operation: string) => boolean): Call[] {
  const machines = resourcesAt(place, 'sites', 'AWS::StepFunctions::StateMachine').filter((machine) =>
    accepted(tagsOf(machine)['cordon:operation'] ?? 'none'),
  );
  return machines.map((machine): Call => {
    const policies = examplePolicies();
    const arn = `arn:aws:states:${place.region}:${place.account}:stateMachine:${machine.stack.location.stackName}-${machine.logicalId}`;
    const { KmsKeyId } = policies.valueOf(machine, 'EncryptionConfiguration') as { KmsKeyId: string };
    const tags = Object.entries(tagsOf(machine)).map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
    const context = { 'kms:EncryptionContext:aws:states:stateMachineArn': arn };
    return {
      action: 'states:StartExecution',
      resource: arn,
      context: Object.fromEntries(tags) as Record<string, string>,
      needs: [{ action: 'kms:GenerateDataKey', resource: KmsKeyId, context }],
    };
  });
}

function resourcesAt(place: HomeRegion, stack: string, type: string): TemplateResource[] {
  const path = `${place.environment}-${place.region}/${stack}`;
  const found = examplePolicies().assembly.resources.filter(
    (resource) => resource.stack.location.path === path && resource.type === type,
  );
  if (found.length === 0) throw new Error(`${path} has no ${type}`);
  return found;
}

function only(place: HomeRegion, stack: string, type: string): TemplateResource {
  const found = resourcesAt(place, stack, type);
  if (found.length !== 1) throw new Error(`${place.environment}-${place.region}/${stack} has ${found.length} ${type}`);
  return found[0]!;
}

function tagsOf({ properties }: TemplateResource): Record<string, string> {
  const tags = (properties.Tags ?? []) as readonly { readonly Key: string; readonly Value: string }[];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
