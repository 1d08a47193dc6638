import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
} from '@aws-sdk/client-kms';
import type { KMS } from '@aws-sdk/client-kms';
import { isNotFound } from './aws-errors';

/** A site's key in one region. */
export interface SiteKey {
  readonly region: string;
  readonly arn: string;
  /** `Enabled` if it can be used, else why not. */
  readonly state: string;
}

/** The key that an alias names; undefined if there is none, as for a site that was never onboarded or long erased. */
export async function findSiteKey(kms: KMS, region: string, alias: string): Promise<SiteKey | undefined> {
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: alias }));
    if (!KeyMetadata?.Arn) throw new Error(`KMS in ${region} knows ${alias} but says nothing of it`);
    return { region, arn: KeyMetadata.Arn, state: KeyMetadata.KeyState ?? 'Unknown' };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Makes the site's key unless there is one (D21). Should the run be killed between the key and its alias, the next one
 * makes another; the first can be found by its tag and does no harm.
 */
export async function ensureSiteKey(kms: KMS, region: string, alias: string, site: string): Promise<SiteKey> {
  const found = await findSiteKey(kms, region, alias);
  if (found) return found;
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({
      Description: `Data of site ${site}`,
      Tags: [{ TagKey: 'site', TagValue: site }],
    }),
  );
  const arn = KeyMetadata?.Arn;
  if (!arn) throw new Error(`KMS in ${region} made a key for site ${site} without saying which`);
  await kms.send(new EnableKeyRotationCommand({ KeyId: arn }));
  await kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: arn }));
  return { region, arn, state: 'Enabled' };
}
