import { siteWorkerRoleName } from '../../lambda/shared/copy-source';
import type { Place } from '../config/platform';

/**
 * Physical names that something outside the stack must know beforehand: a copy action in another region, a
 * worker, a service that insists on a prefix. All other names are left to CloudFormation.
 */
type Named = Pick<Place, 'platform' | 'environment' | 'account' | 'region'>;

/** Purposes of buckets; a bucket's name is the same in every region but for the region. Short: S3 allows 63 characters in all. */
export type BucketPurpose =
  | 'access-logs'
  | 'lb-logs'
  | 'archive'
  | 'config'
  | 'account-logs'
  | 'account-archive'
  | 'attachments'
  | 'quarantine'
  | 'site-backups'
  | 'exports'
  | 'operations'
  | 'drills'
  | 'reports'
  | 'sign-ins'
  | 'undelivered'
  | 'delivery-archive'
  | 'assemblies';

export function bucketName(place: Named, purpose: BucketPurpose): string {
  return `${place.platform}-${place.environment}-${purpose}-${place.account}-${place.region}`;
}

export function bucketArn(place: Named, purpose: BucketPurpose): string {
  return `arn:aws:s3:::${bucketName(place, purpose)}`;
}

export function vaultName(place: Pick<Named, 'platform' | 'environment'>): string {
  return `${place.platform}-${place.environment}-servers`;
}

/** Where copies of server recovery points go; needs no reference across regions. */
export function vaultArn(place: Named): string {
  return `arn:aws:backup:${place.region}:${place.account}:backup-vault:${vaultName(place)}`;
}

/** RDS instance id: the replica in the recovery region names its source by it. */
export function databaseServerName(place: Named, server: string): string {
  return `${place.platform}-${place.environment}-${server}`;
}

export function databaseServerArn(place: Named, server: string): string {
  return `arn:aws:rds:${place.region}:${place.account}:db:${databaseServerName(place, server)}`;
}

/** The database server of a recovery drill; no server of the placement is called so. */
export function drillServerName(place: Named): string {
  return databaseServerName(place, 'recovery-drill');
}

/** Secret of a server's master user; the site worker signs in with it to make and rename databases. */
export function databaseSecretName(place: Pick<Named, 'platform' | 'environment'>, server: string): string {
  return `${place.platform}/${place.environment}/server/${server}`;
}

/** Key of what is restored in a recovery region; copies of release snapshots are made under it. */
export function restoreKeyAlias({ platform, environment }: Pick<Named, 'platform' | 'environment'>): string {
  return `alias/${platform}/${environment}/restored`;
}

/** The trail's name is part of the condition in its key's and bucket's policies. */
export function trailName(place: Named, scope: 'account' | 'data-events'): string {
  return `${place.platform}-${place.environment}-${scope}`;
}

/** The only role that may delete site backups (D17); the bucket policies of both regions name it. */
export function siteRotationRoleName(home: Named): string {
  return `${home.platform}-${home.environment}-site-rotation-${home.region}`;
}

export function siteRotationRoleArn(home: Named): string {
  return roleArn(home, siteRotationRoleName(home));
}

/** What the site worker of a home region acts as. */
export function siteWorkerRoleArns(home: Named): string[] {
  return (['operate', 'destroy'] as const).map((right) => roleArn(home, siteWorkerRoleName(home, right)));
}

/** The role that scans attachments: the only one that may say of an attachment that it is clean (IR-10). */
export function attachmentScanRoleName(place: Named): string {
  return `${place.platform}-${place.environment}-attachment-scan-${place.region}`;
}

/** The role that puts infected attachments away (IR-10). */
export function quarantineRoleName(place: Named): string {
  return `${place.platform}-${place.environment}-quarantine-${place.region}`;
}

export function roleArn({ account }: Pick<Named, 'account'>, name: string): string {
  return `arn:aws:iam::${account}:role/${name}`;
}

/** Bus of a home region that its recovery region relays events to, which become incidents. */
export function incidentBusName({ platform, environment }: Pick<Named, 'platform' | 'environment'>): string {
  return `${platform}-${environment}-incidents`;
}

export function incidentBusArn(home: Named): string {
  return `arn:aws:events:${home.region}:${home.account}:event-bus/${incidentBusName(home)}`;
}

/** The role that CloudFormation deploys with, as `cdk bootstrap` makes it. */
export function deploymentRoleArn(place: Pick<Named, 'account' | 'region'>): string {
  return `arn:aws:iam::${place.account}:role/cdk-hnb659fds-cfn-exec-role-${place.account}-${place.region}`;
}

/** What the delivery pipeline does in an environment's account: deploy to it, or only compare with what is there. */
export type DeliveryAccess = 'deploy' | 'compare';

/** The role in an environment's account that a build of the pipeline takes; the build's role trusts nothing else. */
export function deliveryRoleName(
  { platform, environment }: Pick<Named, 'platform' | 'environment'>,
  access: DeliveryAccess,
) {
  return `${platform}-${environment}-delivery-${access}`;
}

/** The role of the build that does it, in the delivery account; the role above trusts it alone, by its name. */
export function deliveryBuildRoleName(platform: string, environment: string, access: DeliveryAccess): string {
  return `${platform}-${access}-to-${environment}`;
}

/** What both ends of that agree on, so that no role is taken by mistake for another environment's. */
export function deliveryExternalId({ platform, environment }: Pick<Named, 'platform' | 'environment'>): string {
  return `${platform}-delivery-${environment}`;
}

/** Roles that `cdk bootstrap` makes in a region, by what they are for. */
export function bootstrapRoleArn(
  place: Pick<Named, 'account' | 'region'>,
  purpose: 'deploy' | 'file-publishing' | 'image-publishing' | 'lookup',
): string {
  return roleArn(place, `cdk-hnb659fds-${purpose}-role-${place.account}-${place.region}`);
}

/** Whose members approve a release; the identity provider names it. */
export function approverRoleName(
  { platform, environment }: Pick<Named, 'platform' | 'environment'>,
  group: string,
): string {
  return `${platform}-${environment}-approver-${group}`;
}

/** The pipeline; the policies of approvers name its actions. */
export function pipelineName({ platform, environment }: Pick<Named, 'platform' | 'environment'>): string {
  return `${platform}-${environment}`;
}

/** Staff sign in through the identity provider, whose assertion names the role. */
export function staffRoleName(place: Pick<Named, 'platform' | 'environment'>, role: string): string {
  return `${place.platform}-${place.environment}-${role}`;
}

/** The roles of staff name it, in another stack and for every region: the only document that a session may have. */
export function sessionDocumentName(place: Pick<Named, 'platform' | 'environment'>): string {
  return `${place.platform}-${place.environment}-session`;
}

/** Records of sessions; the policies of servers in other stacks name it. */
export function sessionLogName(place: Pick<Named, 'platform' | 'environment'>): string {
  return `/${place.platform}/${place.environment}/sessions`;
}

/** Messages of servers; the log servers' agent is told where to write. */
export function messageLogName(place: Pick<Named, 'platform' | 'environment'>): string {
  return `/${place.platform}/${place.environment}/messages`;
}

/** Certificate of one end of the way that messages take; servers of other stacks fetch theirs by its name. */
export function logCertificateName(place: Pick<Named, 'platform' | 'environment'>, peer: 'server' | 'client'): string {
  return `${place.platform}/${place.environment}/logs/${peer}`;
}

/** The roles of staff name it, in another stack and for every region. */
export function siteAccessFunctionName(place: Pick<Named, 'platform' | 'environment'>): string {
  return `${place.platform}-${place.environment}-grant-site-access`;
}

/** AWS Config insists on a name. */
export function conformancePackName(place: Pick<Named, 'platform' | 'environment'>): string {
  return `${place.platform}-${place.environment}`;
}

/** Secrets of an identity provider, which a person gets from it and stores before they are used. */
export function providerSecretName(
  { platform, environment }: Pick<Named, 'platform' | 'environment'>,
  provider: string,
  storedOn: string,
): string {
  return `${platform}/${environment}/sign-in/${provider.toLowerCase()}/${storedOn}`;
}
