import { DateTime } from 'luxon';
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
 * The site whose backup is restored for a test: one of a server a night, drawn from the third of the server's sites whose
 * proof is oldest, so that each gets its turn. Undefined if that one is due in another zone's wave, or one of the server
 * was proved tonight already. A night has the date that it has where a site is.
 *
 * @param due Sites of the server that the wave is about.
 * @param all All sites of the server.
 * @param draw From 0 up to, and not including, 1; the same in all waves of a night.
 */
export function siteToVerify(
  { at, timeZone }: Pick<WaveRequest, 'at' | 'timeZone'>,
  due: readonly SiteRecord[],
  all: readonly SiteRecord[],
  draw: number,
): SiteRecord | undefined {
  const backedUp = all.filter((site) => inService(site) && site.newestBackup !== undefined);
  const proofs = backedUp.flatMap(({ newestProof, job }) =>
    newestProof ? [{ ...newestProof, zone: job.timeZone }] : [],
  );
  const [newest] = proofs.sort((a, b) => compare(b.at, a.at));
  if (newest && dateOf(newest.at, newest.zone) >= dateOf(at, timeZone)) return undefined;
  backedUp.sort((a, b) => compare(a.newestProof?.at ?? '', b.newestProof?.at ?? '') || compare(a.id, b.id));
  const oldest = backedUp.slice(0, Math.ceil(backedUp.length / 3));
  const chosen = oldest[Math.floor(draw * oldest.length)];
  return chosen && due.includes(chosen) ? chosen : undefined;
}

export function dateOf(instant: string, zone?: string): string {
  return DateTime.fromISO(instant, { zone }).toFormat('yyyy-MM-dd');
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
