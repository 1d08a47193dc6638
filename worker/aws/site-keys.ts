import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import type { KMS } from '@aws-sdk/client-kms';
import { isNotFound } from './aws-errors';

/** A site's key in one region. */
export interface SiteKey {
  readonly region: string;
  readonly arn: string;
  /** `Enabled` if it can be used, else why not. */
  readonly state: string;
  /** When KMS deletes it for good, if that is scheduled. */
  readonly deletedAt?: Date;
}

/** State of a key that KMS will delete: it can't be used any more, and its alias still names it. */
export const PENDING_DELETION = 'PendingDeletion';
/** Days, the shortest that KMS takes, in which the deletion of a key could still be called off. */
const DELETION_WINDOW_DAYS = 7;

/** The key that an alias, or ARN, names; undefined if there is none, as for a site that was never onboarded or long erased. */
export async function findSiteKey(kms: KMS, region: string, alias: string): Promise<SiteKey | undefined> {
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: alias }));
    if (!KeyMetadata?.Arn) throw new Error(`KMS in ${region} knows ${alias} but says nothing of it`);
    const { Arn: arn, KeyState: state = 'Unknown', DeletionDate: deletedAt } = KeyMetadata;
    return { region, arn, state, ...(deletedAt && { deletedAt }) };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

export interface NewSiteKey {
  readonly alias: string;
  readonly site: string;
  /** The key's policy, which it has from its first moment. */
  readonly policy: string;
}

/**
 * Makes the site's key unless there is one (D21), and sees to its yearly rotation. Should the run be killed between the
 * key and its alias, the next one makes another: KMS can't be asked for a key by its tag, and going through all keys of
 * the account would take thousands of calls. The first does no harm, nothing being encrypted with it; its tag tells
 * whose it was.
 */
export async function ensureSiteKey(kms: KMS, region: string, wanted: NewSiteKey): Promise<SiteKey> {
  const key = (await findSiteKey(kms, region, wanted.alias)) ?? (await makeSiteKey(kms, region, wanted));
  await kms.send(new EnableKeyRotationCommand({ KeyId: key.arn }));
  return key;
}

async function makeSiteKey(kms: KMS, region: string, { alias, site, policy }: NewSiteKey): Promise<SiteKey> {
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({
      Description: `Data of site ${site}`,
      Policy: policy,
      Tags: [{ TagKey: 'site', TagValue: site }],
    }),
  );
  const arn = KeyMetadata?.Arn;
  if (!arn) throw new Error(`KMS in ${region} made a key for site ${site} without saying which`);
  await kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: arn }));
  return { region, arn, state: 'Enabled' };
}

/**
 * Has KMS delete a key, and with it the only way to read what it encrypted. From this moment on the key can't be used;
 * its alias stays until it is gone for good, so that everybody sees what became of it.
 */
export async function scheduleDeletion(kms: KMS, { region, arn, state }: SiteKey): Promise<SiteKey> {
  if (state !== PENDING_DELETION) {
    const request = { KeyId: arn, PendingWindowInDays: DELETION_WINDOW_DAYS };
    await kms.send(new ScheduleKeyDeletionCommand(request));
  }
  const key = await findSiteKey(kms, region, arn);
  if (key?.state === PENDING_DELETION) return key;
  throw new Error(`KMS in ${region} was to delete ${arn}, and says that it is ${key?.state ?? 'unknown'}`);
}
