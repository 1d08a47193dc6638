import { createHash } from 'node:crypto';
import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { KMS } from '@aws-sdk/client-kms';
import { isNotFound } from '../../worker/aws/aws-errors';
import { findSiteKey } from '../../worker/aws/site-keys';
import { keyAlias } from '../../worker/site-names';
import type { Bucket } from '../../worker/storage/bucket';
import { copyObject } from '../../worker/storage/copy-object';
import type { BusEvent } from '../shared/event-bus';
import type { MalwareRecord } from '../shared/registry/records';
import type { Registry } from '../shared/registry/registry';
import { foundEvent } from './malware-events';
import type { Scanned } from './scan-event';

/** What the quarantine works with. */
export interface Means {
  readonly attachments: Bucket;
  readonly quarantine: Bucket;
  readonly kms: KMS;
  readonly platform: { readonly platform: string; readonly environment: string };
  /** None in a recovery region. */
  readonly registry?: Pick<Registry, 'malware' | 'noteMalware'>;
  readonly publish: (events: readonly BusEvent[]) => Promise<void>;
}

/**
 * - `quarantined`: put away, and no longer served;
 * - `known`: that had been done before;
 * - `gone`: deleted for good before it could be put away.
 */
export type Outcome = 'quarantined' | 'known' | 'gone';

/**
 * Puts an infected version of an attachment away and has the application no longer find it (IR-10). The version itself
 * stays below a delete marker. Killed at any moment and run again, it does what was left, and tells of it at least once.
 */
export async function quarantine(means: Means, scanned: Scanned): Promise<Outcome> {
  const { site, object } = identify(scanned.key);
  const known = (await means.registry?.malware(site)) ?? [];
  if (known.some((record) => record.object === object && record.version === scanned.version)) return 'known';
  const key = `${site}/${object}/${scanned.version}`;
  if (!(await putAway(means, scanned, site, key))) return 'gone';
  await hide(means.attachments, scanned);
  const record: MalwareRecord = {
    object,
    version: scanned.version,
    threats: scanned.threats,
    foundAt: scanned.at,
    quarantined: key,
  };
  await means.publish([foundEvent(site, record, means.quarantine.name)]);
  await means.registry?.noteMalware(site, record);
  return 'quarantined';
}

/** The site of an attachment, and what stands for its name, which may be personal. */
export function identify(key: string): { readonly site: string; readonly object: string } {
  const [, site] = /^([a-z][a-z0-9-]{1,40})\//.exec(key) ?? [];
  return { site: site ?? 'none', object: createHash('sha256').update(key).digest('hex') };
}

/** Under the key of the site, so that what is left of it is erased with it. @returns whether there was something to put away. */
async function putAway(means: Means, { key, version }: Scanned, site: string, target: string): Promise<boolean> {
  for await (const _ of means.quarantine.list(target)) return true;
  const found = await means.attachments.head(key, version);
  if (!found) return false;
  const { region } = means.quarantine;
  const siteKey = await findSiteKey(means.kms, region, keyAlias(means.platform, site));
  await copyObject(
    { bucket: means.attachments, key, versionId: version, bytes: found.bytes },
    { bucket: means.quarantine, key: target },
    {
      // Of a site that is erased, or of none, the bucket's own.
      ...(siteKey?.state === 'Enabled' && { keyArn: siteKey.arn }),
      // What a browser would do with it is no matter any more; its name may have any letters.
      headers: { contentType: 'application/octet-stream', metadata: { name: Buffer.from(key).toString('base64') } },
    },
  );
  return true;
}

/** Only if that version is still the one that the application finds: a newer one is judged by itself. */
async function hide({ s3, name }: Bucket, { key, version }: Scanned): Promise<void> {
  const object = { Bucket: name, Key: key };
  try {
    const { VersionId, ETag } = await s3.send(new HeadObjectCommand(object));
    if (VersionId === version) await s3.send(new DeleteObjectCommand({ ...object, IfMatch: ETag }));
  } catch (error) {
    // Deleted by now, or replaced between the two.
    if (!isNotFound(error) && (error as Error).name !== 'PreconditionFailed') throw error;
  }
}
