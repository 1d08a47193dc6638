import * as iam from 'aws-cdk-lib/aws-iam';
import type { Place } from '../config/platform';
import { sessionDocumentName, siteAccessFunctionName } from '../platform/names';
import { dataBuckets } from './staff-safeguards';

/**
 * What each kind of access allows (ID-07). Statements that change something name the tag of the environment wherever
 * the service knows resource tags, so that an account that holds two environments by exception keeps them apart.
 */

/** Tag of a state machine that says which operation it is; support may start two of them. */
export const OPERATION_TAG = 'cordon:operation';
/** The function, tagged like an operation, that people handle requests about personal data with (TN-20, TN-21). */
export const REQUESTS_FUNCTION = 'privacy-requests';
/** Operations that support may start. */
export const SUPPORT_OPERATIONS = ['export', 'clone'];
/** The function, not a state machine, by which operators ban addresses and let them in again. */
export const BAN_OPERATION = 'ban-addresses';

function allow(sid: string, actions: string[], resources = ['*'], conditions?: Record<string, unknown>) {
  return new iam.PolicyStatement({ sid, actions, resources, conditions });
}

const ofEnvironment = ({ environment }: Place) => ({
  StringEquals: { 'aws:ResourceTag/cordon:environment': environment },
});

/** How everything is set up and how it fares: no content of objects, tables, logs, secrets or parameters. */
export function readOnly(): iam.PolicyStatement[] {
  return [
    allow('SetUp', [
      ...['access-analyzer:List*', 'acm:Describe*', 'acm:List*', 'autoscaling:Describe*'],
      ...['backup:Describe*', 'backup:List*', 'backup:GetBackup*', 'cloudformation:Describe*', 'cloudformation:List*'],
      ...['cloudtrail:Describe*', 'cloudtrail:Get*', 'cloudtrail:List*', 'cloudtrail:LookupEvents'],
      ...['cloudwatch:Describe*', 'cloudwatch:Get*', 'cloudwatch:List*', 'cognito-idp:DescribeUserPool*'],
      ...['cognito-idp:ListUserPool*', 'config:Describe*', 'config:Get*', 'config:List*', 'dynamodb:Describe*'],
      ...['dynamodb:ListTables', 'ec2:Describe*', 'ecs:Describe*', 'ecs:List*', 'elasticloadbalancing:Describe*'],
      ...['events:Describe*', 'events:List*', 'guardduty:Get*', 'guardduty:List*', 'health:Describe*', 'iam:Get*'],
      ...['iam:List*', 'inspector2:List*', 'kms:Describe*', 'kms:GetKey*', 'kms:List*', 'lambda:GetPolicy'],
      ...['lambda:List*', 'logs:Describe*', 'logs:ListTags*', 'network-firewall:Describe*', 'network-firewall:List*'],
      ...['rds:Describe*', 'rds:List*', 'route53:Get*', 'route53:List*', 'route53resolver:Get*'],
      ...['route53resolver:List*', 's3:GetAccount*', 's3:GetBucket*', 's3:GetEncryptionConfiguration'],
      ...['s3:GetLifecycleConfiguration', 's3:ListAllMyBuckets', 'scheduler:Get*', 'scheduler:List*'],
      ...['secretsmanager:DescribeSecret', 'secretsmanager:ListSecrets', 'securityhub:Describe*', 'securityhub:Get*'],
      ...['securityhub:List*', 'sns:Get*', 'sns:List*', 'sqs:GetQueueAttributes', 'sqs:ListQueues'],
      ...['ssm:Describe*', 'ssm:List*', 'states:Describe*', 'states:List*', 'tag:Get*', 'wafv2:Get*', 'wafv2:List*'],
    ]),
  ];
}

/** Denied to everybody but break-glass: what belongs to customers, and what opens the way to it. */
export function customerData(place: Place): iam.PolicyStatement[] {
  const deny = (sid: string, actions: string[], resources = ['*'], conditions?: Record<string, unknown>) =>
    new iam.PolicyStatement({ sid, effect: iam.Effect.DENY, actions, resources, conditions });
  return [
    deny(
      'Objects',
      ['s3:GetObject*', 's3:PutObject*', 's3:DeleteObject*'],
      dataBuckets(place).map((bucket) => `${bucket}/*`),
    ),
    // Executions of site operations are encrypted too; starting and reading them is not reading data.
    deny('Ciphertext', ['kms:Decrypt', 'kms:ReEncryptFrom'], ['*'], {
      Null: { 'kms:EncryptionContext:aws:states:stateMachineArn': 'true' },
    }),
    deny('Content', [
      ...['cognito-idp:AdminGetUser', 'cognito-idp:ListUsers*', 'dynamodb:BatchGetItem', 'dynamodb:GetItem'],
      ...['dynamodb:GetRecords', 'dynamodb:PartiQL*', 'dynamodb:Query', 'dynamodb:Scan', 'ec2:GetConsole*'],
      ...['ec2:GetPasswordData', 'lambda:GetFunction', 'rds-data:*', 'rds-db:connect'],
      ...['rds:DownloadCompleteDBLogFile', 'rds:DownloadDBLogFilePortion', 'secretsmanager:BatchGetSecretValue'],
      ...['secretsmanager:GetSecretValue', 'sqs:ReceiveMessage', 'ssm:GetParameter*'],
    ]),
  ];
}

/** Reads logs; those of the application hold the requests of users, so not for read-only access. */
function readLogs(account: string): iam.PolicyStatement {
  return allow(
    'ReadLogs',
    [
      ...['logs:Describe*', 'logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:GetLogRecord', 'logs:GetQueryResults'],
      ...['logs:StartQuery', 'logs:StopQuery'],
    ],
    [`arn:aws:logs:*:${account}:log-group:*`],
  );
}

/** What starting an execution of an encrypted state machine takes. */
export function operationKeys(account: string): iam.PolicyStatement {
  return allow('OperationKeys', ['kms:Decrypt', 'kms:GenerateDataKey'], [`arn:aws:kms:*:${account}:key/*`], {
    StringLike: { 'kms:EncryptionContext:aws:states:stateMachineArn': `arn:aws:states:*:${account}:stateMachine:*` },
  });
}

/** The document by which sessions are recorded; there is no session by any other. */
export function sessionDocument(place: Place): string {
  return `arn:aws:ssm:*:${place.account}:document/${sessionDocumentName(place)}`;
}

/** What gives access to the data of one site, and records it. */
export function siteAccessFunction(place: Place): string {
  return `arn:aws:lambda:*:${place.account}:function:${siteAccessFunctionName(place)}`;
}

/** Ways to a shell on a server of this environment: a recorded session, or SSH through the VPN by a key of a minute. */
function shells(place: Place): iam.PolicyStatement[] {
  const { account, environment } = place;
  const instances = [`arn:aws:ec2:*:${account}:instance/*`];
  const sessions = [`arn:aws:ssm:*:${account}:session/*`];
  return [
    allow('Sessions', ['ssm:StartSession'], instances, {
      StringEquals: { 'ssm:resourceTag/cordon:environment': environment },
      // Without a document of ours, which records the session, there is none.
      BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' },
    }),
    allow('SessionDocuments', ['ssm:StartSession'], [sessionDocument(place)]),
    // The id of a session begins with the name that a person signed in by, as a namesake's in another role does too;
    // the whole user id is in a tag that Session Manager sets.
    allow('OwnSessions', ['ssm:ResumeSession', 'ssm:TerminateSession'], sessions, {
      StringEquals: { 'ssm:resourceTag/aws:ssmmessages:session-id': '${aws:userid}' },
    }),
    // Keystrokes go through a channel, to which the answer to StartSession has the only key.
    allow('SessionChannels', ['ssmmessages:OpenDataChannel'], sessions),
    allow('SessionKeys', ['kms:GenerateDataKey'], [`arn:aws:kms:*:${account}:key/*`], {
      Null: { 'kms:EncryptionContext:aws:ssm:SessionId': 'false' },
    }),
    // Hands a server a public key for a minute (NW-04); root is not let in, whatever key it has.
    allow('SshKeys', ['ec2-instance-connect:SendSSHPublicKey'], instances, {
      ...ofEnvironment(place),
      StringNotEquals: { 'ec2:osuser': 'root' },
    }),
  ];
}

/** Has GuardDuty look at an attachment again, which reads it with rights of its own. */
function scans(): iam.PolicyStatement {
  return allow('Scans', ['guardduty:SendObjectMalwareScan']);
}

/** Runs the platform: site operations, sessions on servers, restores, capacity, bans. */
export function operate(place: Place): iam.PolicyStatement[] {
  const { account, environment } = place;
  return [
    readLogs(account),
    operationKeys(account),
    allow(
      'StartOperations',
      ['states:StartExecution'],
      [`arn:aws:states:*:${account}:stateMachine:*`],
      ofEnvironment(place),
    ),
    allow('Requests', ['lambda:InvokeFunction'], [`arn:aws:lambda:*:${account}:function:*`], {
      StringEquals: {
        'aws:ResourceTag/cordon:environment': environment,
        [`aws:ResourceTag/${OPERATION_TAG}`]: REQUESTS_FUNCTION,
      },
    }),
    allow(
      'Executions',
      ['states:DescribeExecution', 'states:GetExecutionHistory', 'states:RedriveExecution', 'states:StopExecution'],
      [`arn:aws:states:*:${account}:execution:*`],
    ),
    ...shells(place),
    allow('Restores', [
      'backup:StartBackupJob',
      'backup:StartCopyJob',
      'backup:StartRestoreJob',
      'backup:StopBackupJob',
    ]),
    allow('RestoreRole', ['iam:PassRole'], [`arn:aws:iam::${account}:role/${environment}-*`], {
      StringEquals: { 'iam:PassedToService': 'backup.amazonaws.com' },
    }),
    allow(
      'Servers',
      [
        ...['autoscaling:SetDesiredCapacity', 'autoscaling:StartInstanceRefresh', 'autoscaling:CancelInstanceRefresh'],
        ...['autoscaling:TerminateInstanceInAutoScalingGroup', 'rds:RebootDBInstance', 'secretsmanager:RotateSecret'],
        'ecs:StopTask',
      ],
      ['*'],
      ofEnvironment(place),
    ),
    // The lists themselves follow from the registry of bans: whatever else is written there is gone within minutes.
    allow('Bans', ['lambda:InvokeFunction'], [`arn:aws:lambda:*:${account}:function:*`], {
      StringEquals: {
        'aws:ResourceTag/cordon:environment': environment,
        [`aws:ResourceTag/${OPERATION_TAG}`]: BAN_OPERATION,
      },
    }),
    allow('Findings', ['cloudwatch:SetAlarmState', 'guardduty:ArchiveFindings', 'securityhub:BatchUpdateFindings']),
    // What could not be done is thrown away once it is done; reading it, which moving it takes, is for break-glass.
    allow('DeadLetters', ['sqs:PurgeQueue'], [`arn:aws:sqs:*:${account}:*`], ofEnvironment(place)),
    scans(),
  ];
}

/** Answers customers: looks at logs and metrics, starts an export or a clone, takes access to one site for a while. */
export function support(place: Place): iam.PolicyStatement[] {
  const { account, environment } = place;
  return [
    readLogs(account),
    operationKeys(account),
    allow('Metrics', ['cloudwatch:Describe*', 'cloudwatch:Get*', 'cloudwatch:List*', 'states:ListStateMachines']),
    allow('StartOperations', ['states:StartExecution'], [`arn:aws:states:*:${account}:stateMachine:*`], {
      StringEquals: {
        'aws:ResourceTag/cordon:environment': environment,
        [`aws:ResourceTag/${OPERATION_TAG}`]: SUPPORT_OPERATIONS,
      },
    }),
    allow('Executions', ['states:DescribeExecution'], [`arn:aws:states:*:${account}:execution:*`]),
    allow('SiteAccess', ['lambda:GetFunctionUrlConfig', 'lambda:InvokeFunctionUrl'], [siteAccessFunction(place)]),
    // At its address IAM tells the function who calls; called otherwise, it would believe what it is told.
    allow('SiteAccessByAddress', ['lambda:InvokeFunction'], [siteAccessFunction(place)], {
      Bool: { 'lambda:InvokedViaFunctionUrl': 'true' },
    }),
  ];
}

/** Services that a role may be handed to when something must be built again by hand. */
const BREAK_GLASS_HANDS_TO = [
  'autoscaling.amazonaws.com',
  'backup.amazonaws.com',
  'ec2.amazonaws.com',
  'ecs-tasks.amazonaws.com',
  'monitoring.rds.amazonaws.com',
];

/** Everything that brings the platform back by hand, data included; what it may not do is in the safeguards. */
export function breakGlass(place: Place): iam.PolicyStatement[] {
  return [
    allow('BringBack', [
      ...['acm:*', 'autoscaling:*', 'backup:*', 'cloudwatch:*', 'cognito-idp:*', 'dynamodb:*', 'ec2:*', 'ecs:*'],
      ...['elasticloadbalancing:*', 'events:*', 'logs:*', 'network-firewall:*', 'rds:*', 'rds-data:*', 'route53:*'],
      ...['route53resolver:*', 's3:*', 'scheduler:*', 'secretsmanager:*', 'shield:*', 'sns:*', 'sqs:*', 'states:*'],
      ...['ssm:Cancel*', 'ssm:Describe*', 'ssm:Get*', 'ssm:List*', 'ssm:PutParameter'],
      ...['wafv2:*', 'lambda:InvokeFunction', 'lambda:PutFunctionConcurrency', 'lambda:GetFunction*'],
      ...['cloudformation:ContinueUpdateRollback', 'cloudformation:CancelUpdateStack'],
      ...['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*', 'kms:CreateAlias'],
    ]),
    ...shells(place),
    scans(),
    allow('KeysForServices', ['kms:CreateGrant'], ['*'], { Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
    allow('Roles', ['iam:PassRole'], [`arn:aws:iam::${place.account}:role/${place.environment}-*`], {
      StringEquals: { 'iam:PassedToService': BREAK_GLASS_HANDS_TO },
    }),
  ];
}
