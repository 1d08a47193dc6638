import * as iam from 'aws-cdk-lib/aws-iam';
import type { Place } from '../config/platform';
import { sessionDocumentName, siteAccessFunctionName } from '../platform/names';

/** Services without regions: calls to them carry us-east-1, wherever they come from. */
const GLOBAL_SERVICES = [
  'account:*',
  'cloudfront:*',
  'health:*',
  'iam:*',
  'organizations:*',
  'route53:*',
  'shield:*',
  'sts:*',
  'support:*',
];

/** Buckets of records, by purpose: the archives, access logs and configuration history. */
export function recordBuckets({ platform, environment }: Place): string[] {
  return ['*archive', '*logs', 'config'].map((purpose) => `arn:aws:s3:::${platform}-${environment}-${purpose}-*`);
}

/** Buckets of what belongs to customers: an export is all that a site holds. */
export function dataBuckets({ platform, environment }: Place): string[] {
  return ['attachments', 'exports', 'quarantine', 'site-backups'].map(
    (purpose) => `arn:aws:s3:::${platform}-${environment}-${purpose}-*`,
  );
}

/**
 * What no member of staff may do, break-glass included: work without a second factor, outside the regions of the
 * environment, on the records of what was done, on backups, on the life of keys, or on who may do what (LG-02, ID-08).
 */
export function safeguards(place: Place, regions: readonly string[]): iam.PolicyStatement[] {
  return [...howTheyWork(regions), ...unrecorded(place), ...records(place), ...recoverability(place), ...authority()];
}

function deny(sid: string, actions: string[], resources = ['*'], conditions?: Record<string, unknown>) {
  return new iam.PolicyStatement({ sid, effect: iam.Effect.DENY, actions, resources, conditions });
}

function howTheyWork(regions: readonly string[]): iam.PolicyStatement[] {
  return [
    // The identity provider sets the session tag after the second factor. A session without the tag can do nothing.
    deny('WithoutSecondFactor', ['*'], ['*'], { StringNotEquals: { 'aws:PrincipalTag/mfa': 'true' } }),
    new iam.PolicyStatement({
      sid: 'OutsideItsRegions',
      effect: iam.Effect.DENY,
      notActions: GLOBAL_SERVICES,
      resources: ['*'],
      conditions: { StringNotEquals: { 'aws:RequestedRegion': [...regions] } },
    }),
  ];
}

/** Ways that would leave no record of a person, or a false one (LG-06). */
function unrecorded(place: Place): iam.PolicyStatement[] {
  const { account } = place;
  return [
    new iam.PolicyStatement({
      sid: 'UnrecordedSessions',
      effect: iam.Effect.DENY,
      actions: ['ssm:StartSession'],
      notResources: [
        `arn:aws:ec2:*:${account}:instance/*`,
        `arn:aws:ssm:*:${account}:document/${sessionDocumentName(place)}`,
      ],
    }),
    // Ways to a shell, or to have a command run, of which only the beginning would be recorded.
    deny('UnrecordedShells', [
      'ecs:ExecuteCommand',
      'ssm:SendCommand',
      'ec2-instance-connect:SendSerialConsoleSSHPublicKey',
    ]),
    deny('SessionSettings', ['ssm:CreateDocument', 'ssm:UpdateDocument*', 'ssm:DeleteDocument', 'ssm:ModifyDocument*']),
    deny(
      'NamelessSiteAccess',
      ['lambda:InvokeFunction'],
      [`arn:aws:lambda:*:${account}:function:${siteAccessFunctionName(place)}`],
      { BoolIfExists: { 'lambda:InvokedViaFunctionUrl': 'false' } },
    ),
  ];
}

function records(place: Place): iam.PolicyStatement[] {
  const buckets = recordBuckets(place);
  return [
    deny(
      'Records',
      [
        ...['s3:DeleteObject*', 's3:PutObject*', 's3:DeleteBucket*', 's3:PutBucket*'],
        ...['s3:PutLifecycleConfiguration', 's3:PutEncryptionConfiguration', 's3:PutReplicationConfiguration'],
      ],
      buckets.flatMap((bucket) => [bucket, `${bucket}/*`]),
    ),
    deny('Recording', [
      ...['cloudtrail:Delete*', 'cloudtrail:Put*', 'cloudtrail:Stop*', 'cloudtrail:Update*'],
      ...['config:Delete*', 'config:Put*', 'config:Stop*'],
      ...['guardduty:Delete*', 'guardduty:Disassociate*', 'guardduty:Stop*', 'guardduty:UpdateDetector'],
      ...['securityhub:BatchDisableStandards', 'securityhub:Delete*', 'securityhub:Disable*'],
      ...['access-analyzer:Delete*', 'inspector2:Disable'],
      // Who could write to a log could plant a record in it.
      ...['logs:Delete*', 'logs:DisassociateKmsKey', 'logs:Put*', 'ec2:DeleteFlowLogs', 's3:PutBucketLogging'],
      ...['route53resolver:DeleteResolverQueryLogConfig', 'route53resolver:DisassociateResolverQueryLogConfig'],
      ...['wafv2:DeleteLoggingConfiguration', 'wafv2:PutLoggingConfiguration'],
      'cognito-idp:SetLogDeliveryConfiguration',
    ]),
    // An alarm or a rule that is written anew is as silent as one that is deleted.
    deny('Alarms', [
      ...['cloudwatch:DeleteAlarms', 'cloudwatch:DisableAlarmActions', 'cloudwatch:Put*Alarm'],
      ...['events:DeleteRule', 'events:DisableRule', 'events:PutRule', 'events:PutTargets', 'events:RemoveTargets'],
      ...['sns:DeleteTopic', 'sns:Unsubscribe', 'sns:Set*Attributes'],
    ]),
  ];
}

function recoverability(place: Place): iam.PolicyStatement[] {
  const backups = `arn:aws:s3:::${place.platform}-${place.environment}-site-backups-*`;
  return [
    deny('Backups', [
      ...['backup:Delete*', 'backup:Disassociate*', 'backup:PutBackupVault*', 'backup:UpdateRecoveryPointLifecycle'],
      ...['backup:UpdateRegionSettings', 'backup:UpdateGlobalSettings', 'backup:UpdateBackupPlan'],
      ...['dynamodb:DeleteBackup', 'ec2:DeleteSnapshot', 'rds:DeleteDBSnapshot', 'rds:DeleteDBInstanceAutomatedBackup'],
    ]),
    deny(
      'SiteBackups',
      ['s3:DeleteObject*', 's3:DeleteBucket*', 's3:PutBucket*', 's3:PutLifecycleConfiguration', 's3:PutObject*'],
      [backups, `${backups}/*`],
    ),
    deny('Lock', ['s3:BypassGovernanceRetention']),
    deny('Keys', [
      ...['kms:Delete*', 'kms:Disable*', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:UpdateAlias'],
    ]),
  ];
}

function authority(): iam.PolicyStatement[] {
  return [
    // What a resource says of who may use it, or of what nobody may do with it: records of incidents, for one.
    deny('Sharing', [
      ...['dynamodb:DeleteResourcePolicy', 'dynamodb:PutResourcePolicy', 'ec2:ModifyImageAttribute'],
      ...['ec2:ModifySnapshotAttribute', 'events:PutPermission', 'rds:Modify*SnapshotAttribute'],
      ...['s3:DeleteBucketPolicy', 's3:PutBucketAcl', 's3:PutBucketPolicy', 's3:PutBucketPublicAccessBlock'],
      ...['s3:PutAccessPointPolicy', 'secretsmanager:DeleteResourcePolicy', 'secretsmanager:PutResourcePolicy'],
      ...['sns:AddPermission', 'sqs:AddPermission'],
    ]),
    deny('Authority', [
      ...['iam:Add*', 'iam:Attach*', 'iam:Create*', 'iam:Deactivate*', 'iam:Delete*', 'iam:Detach*', 'iam:Put*'],
      ...['iam:Remove*', 'iam:Set*', 'iam:Tag*', 'iam:Untag*', 'iam:Update*', 'iam:Upload*'],
      ...['organizations:*', 'account:*'],
      // The deployment roles can do everything that is denied here.
      'sts:AssumeRole',
    ]),
    // A stack keeps the role of its deployment, so whoever changes a stack acts with all its rights.
    deny('Deployments', [
      ...['cloudformation:Create*', 'cloudformation:Delete*', 'cloudformation:Execute*', 'cloudformation:Set*'],
      ...['cloudformation:Update*', 'lambda:Create*', 'lambda:UpdateFunction*', 'states:UpdateStateMachine'],
    ]),
  ];
}
