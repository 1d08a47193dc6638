import { z } from 'zod';
import type { SiteRecord } from '../shared/registry/records';
import { runAt, RUNS } from '../shared/slots';
import { executionSchema, instantSchema } from '../shared/step';

const common = { at: instantSchema, execution: executionSchema };

/**
 * What is planned: the backups of a time zone (BK-01, BK-12), a recovery test of all sites (DR-04), or the copies that
 * are made anew at a release (TN-14). `at` is the moment of the schedule.
 */
export const waveRequestSchema = z.discriminatedUnion('wave', [
  z.object({ wave: z.literal('backup'), ...common, timeZone: z.string().min(1), run: z.enum(RUNS) }),
  z.object({ wave: z.literal('drill'), ...common, timeZone: z.string().min(1).optional() }),
  z.object({ wave: z.literal('refresh'), ...common, timeZone: z.string().min(1).optional() }),
]);
export type WaveRequest = z.infer<typeof waveRequestSchema>;

/** Sites that a wave is about. */
export function dueSites(request: WaveRequest, sites: readonly SiteRecord[]): SiteRecord[] {
  const { wave, timeZone } = request;
  const here = sites.filter((site) => timeZone === undefined || site.job.timeZone === timeZone);
  switch (wave) {
    case 'backup':
      return here.filter((site) => inService(site) && site.job.backupTimes.some((time) => runAt(time) === request.run));
    case 'drill':
      return here.filter((site) => inService(site) && site.newestBackup !== undefined);
    case 'refresh':
      return here.filter((site) => site.newestBackup !== undefined && copiesDue(site, 'release').length > 0);
  }
}

/** A site that leaves the config is kept safe until a person decides on it. */
function inService({ kind, state }: SiteRecord): boolean {
  return kind === 'production' && (state === 'active' || state === 'departed');
}

/**
 * Ids of the copies of a site that are made anew then. Of a departed site none: nobody has asked for further copies of
 * its data.
 */
export function copiesDue({ kind, state, job, refresh }: SiteRecord, when: 'nightly' | 'release'): string[] {
  if (kind !== 'production' || state !== 'active') return [];
  return job.copies.map(({ site }) => site).filter((copy) => refresh[copy] === when);
}

/**
 * The site whose backup is restored for a test tonight: any of the third whose proof is oldest, so that each gets its
 * turn, and nobody knows which is next. Undefined while none has a backup.
 *
 * @param draw From 0 up to, and not including, 1.
 */
export function siteToVerify(sites: readonly SiteRecord[], draw: number): SiteRecord | undefined {
  const candidates = sites
    .filter(({ newestBackup }) => newestBackup !== undefined)
    .sort((a, b) => compare(a.newestProof?.at ?? '', b.newestProof?.at ?? '') || compare(a.id, b.id));
  return candidates[Math.floor(draw * Math.ceil(candidates.length / 3))];
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
