import { createHash } from 'node:crypto';
import type { Environment, HomeRegion, Place, RecoveryRegion, Site } from '../../../lib/config/platform';
import { sourceAccount } from '../../../lib/platform/copies';
import { bucketName } from '../../../lib/platform/names';
import { siteKeyPolicy } from '../../../worker/aws/key-policy';
import { keyAlias, secretName } from '../../../worker/site-names';
import { attachmentPrefix, exportPrefix, partKey, sitePrefix } from '../../../worker/storage/layout';
import type { PolicyDocument } from '../../support/policies/decide';
import type { Call } from './calls';
import { isHome, platform } from './places';

/** What is a site's own, by what may be done with it. */
export type SiteAccess = 'attachments' | 'backups' | 'exports' | 'key' | 'secret';

/**
 * The calls that read, write or destroy what belongs to a site in a region, each of which is a breach by itself. Keys and
 * secrets of sites are in no template, since the worker makes them: names and policies are those that it gives them.
 */
export function callsOn(
  environment: Environment,
  place: HomeRegion | RecoveryRegion,
  site: Site,
): Readonly<Partial<Record<SiteAccess, readonly Call[]>>> {
  const objects = (bucket: string, key: string, actions: readonly string[]): Call[] =>
    actions.map((action) => ({ action, resource: `arn:aws:s3:::${bucket}/${key}` }));
  const all = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'];
  const backup = partKey(site.id, '2026-11-22-night', 'database');
  return {
    attachments: objects(bucketName(place, 'attachments'), `${attachmentPrefix(site.id)}photo.jpg`, all),
    backups: [
      ...objects(bucketName(place, 'site-backups'), backup, all),
      ...objects(bucketName(place, 'site-backups'), `${sitePrefix(site.id)}attachments/1a2b`, all),
    ],
    ...(isHome(place) && {
      exports: objects(bucketName(place, 'exports'), `${exportPrefix(site.id)}everything.zip`, all),
    }),
    key: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy', 'kms:CreateGrant'].map(
      (action) => ({ action, ...siteKey(environment, place, site.id) }),
    ),
    secret: ['GetSecretValue', 'PutSecretValue', 'DeleteSecret', 'PutResourcePolicy'].map((action) => ({
      action: `secretsmanager:${action}`,
      resource: siteSecret(place, site.id),
    })),
  };
}

/** A site's key as the worker makes it. */
export function siteKey(
  environment: Environment,
  place: Place,
  site: string,
): Pick<Call, 'resource' | 'context'> & { readonly resourcePolicy: PolicyDocument } {
  const { account, region } = place;
  const digest = createHash('sha256').update(`${account} ${region} ${site}`).digest('hex');
  const id = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4000-8000-${digest.slice(12, 24)}`;
  const policy = siteKeyPolicy({
    account,
    platform: platform.name,
    encryptsFrom: sourceAccount(platform, environment),
  });
  return {
    resource: `arn:aws:kms:${region}:${account}:key/${id}`,
    context: { 'kms:ResourceAliases': [keyAlias(place, site)] },
    resourcePolicy: JSON.parse(policy) as PolicyDocument,
  };
}

export function siteSecret(place: Place, site: string): string {
  return `arn:aws:secretsmanager:${place.region}:${place.account}:secret:${secretName(place, site)}-AbCdEf`;
}
