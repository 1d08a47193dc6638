import { isUnreachable } from './aws/aws-errors';
import type { SiteKey } from './aws/site-keys';
import { WorkerError } from './errors';
import type { SiteWork } from './site-work';

/** A key of the site for each of its regions, home first. */
export type RegionKeys = readonly [SiteKey, ...SiteKey[]];

/** All keys of a site, to encrypt to: none may be missing, or a copy could one day not be read. */
export async function keysToEncrypt(work: SiteWork): Promise<RegionKeys> {
  const [home, ...others] = work.regions;
  return Promise.all([usableKey(work, home.region), ...others.map(({ region }) => usableKey(work, region))]);
}

/** The keys that can decrypt a site's backups now, the nearest first. */
export async function keysToDecrypt(work: SiteWork): Promise<RegionKeys> {
  const found = await Promise.all(
    work.nearestFirst.map(async ({ region }) => {
      try {
        return (await work.key(region)) ?? { region, arn: '', state: 'missing' };
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        return { region, arn: '', state: 'out of reach' };
      }
    }),
  );
  const [first, ...others] = found.filter(({ state }) => state === 'Enabled');
  if (first) return [first, ...others];
  const states = found.map(({ region, state }) => `${state} in ${region}`).join(', ');
  if (found.some(({ state }) => state === 'out of reach')) throw new Error(`No region has a usable key: ${states}`);
  throw new WorkerError('KeyErased', `No backup of site ${work.site.id} can be read any more: its key is ${states}`);
}

/** The key of a site in one region, to encrypt to. */
export async function usableKey(work: SiteWork, region: string): Promise<SiteKey> {
  const key = await work.key(region);
  if (!key) throw new WorkerError('NotOnboarded', `Site ${work.site.id} has no key in ${region}; onboard it first`);
  if (key.state === 'Enabled') return key;
  throw new WorkerError(
    'KeyErased',
    `The key of site ${work.site.id} in ${region} is ${key.state}: nothing is encrypted with it`,
  );
}
