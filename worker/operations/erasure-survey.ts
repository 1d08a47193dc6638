import type { Client } from 'pg';
import { isUnreachable } from '../aws/aws-errors';
import { PENDING_DELETION, type SiteKey } from '../aws/site-keys';
import { secretExists } from '../aws/secrets';
import { WorkerError } from '../errors';
import { siteDatabases, siteRoles } from '../postgres/drop-site';
import { secretName } from '../site-names';
import type { SiteRegion, SiteWork } from '../site-work';
import { Bucket } from '../storage/bucket';
import { attachmentPrefix, exportPrefix } from '../storage/layout';
import { countVersions } from '../storage/remove-all';
import type { ErasedCounts } from './erasure-record';

/** All that there is of a site, its backups apart. */
export interface Survey {
  readonly counts: ErasedCounts;
  /** Roles on the server. */
  readonly roles: number;
  /** In whatever state. */
  readonly keys: readonly SiteKey[];
}

/**
 * Looks for all that there is of a site, and changes nothing. It asks everything that an erasure will: what is out of
 * reach shows here, before anything is gone.
 *
 * @throws WorkerError RegionUnreachable
 */
export async function survey(work: SiteWork, platform: Client): Promise<Survey> {
  const { site } = work;
  const [databases, roles] = [await siteDatabases(platform, site.id), await siteRoles(platform, site.id)];
  const regions = await Promise.all(work.regions.map((region) => surveyRegion(work, region)));
  const files = exportsOf(work);
  const exports = files ? await reaching(work, files.region, countVersions(files, exportPrefix(site.id))) : 0;
  const sum = (of: (region: (typeof regions)[number]) => number) => regions.reduce((total, at) => total + of(at), 0);
  return {
    counts: {
      databases: databases.length,
      attachments: sum(({ attachments }) => attachments),
      exports,
      secrets: sum(({ secrets }) => secrets),
    },
    roles: roles.length,
    keys: regions.flatMap(({ key }) => key ?? []),
  };
}

/** Whether nothing is left but keys that can't be used any more. */
export function isErased({ counts, roles, keys }: Survey): boolean {
  const left = Object.values(counts).reduce((sum, count) => sum + count, roles);
  return left === 0 && keys.every(({ state }) => state === PENDING_DELETION);
}

/** Where the exports of the server's region are; undefined if it has none. */
export function exportsOf({ shop }: SiteWork): Bucket | undefined {
  const { exports, server } = shop.job;
  return exports === undefined ? undefined : new Bucket(shop.aws.s3(server.region), server.region, exports);
}

async function surveyRegion(work: SiteWork, { region, attachments }: SiteRegion) {
  const { site, shop } = work;
  const secret = secretName(shop.job, site.id);
  return {
    key: await reaching(work, region, work.key(region)),
    secrets: Number(await reaching(work, region, secretExists(shop.aws.secrets(region), secret))),
    attachments: await reaching(work, region, countVersions(attachments, attachmentPrefix(site.id))),
  };
}

async function reaching<T>({ site }: SiteWork, region: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    const message = `Site ${site.id} is not erased, since ${region} does not answer; nothing was removed: try again later`;
    throw new WorkerError('RegionUnreachable', message, { cause: error });
  }
}
