import type { HomeRegion, Site } from '../../config/platform';
import { groupBy } from '../../config/group-by';
import type { Drill } from '../../evidence/drill';
import { RESTORE } from './recovery-times';

/** Sites that are restored together, before the next group begins (DR-05). */
export interface RestoreGroup {
  /** Their turn; undefined for those that have none, the last. */
  readonly priority?: number;
  readonly sites: readonly Site[];
  readonly minutes: number;
}

/** The production sites of a region in the order in which they come back. */
export function restoreGroups({ sites }: Pick<HomeRegion, 'sites'>, drill?: Drill): RestoreGroup[] {
  const own = sites.filter(({ kind }) => kind === 'production').toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const byPriority = groupBy(own, ({ recoveryPriority }) => recoveryPriority ?? Infinity);
  return [...byPriority]
    .sort(([a], [b]) => a - b)
    .map(([priority, group]) => ({
      ...(priority !== Infinity && { priority }),
      sites: group,
      minutes: minutesOf(group, drill),
    }));
}

/** As long as the server takes that has most to take in; servers work side by side. */
function minutesOf(sites: readonly Site[], drill?: Drill): number {
  const perSite = Math.max(RESTORE.launch.value, ...(drill?.sites.map(({ rtoSeconds }) => rtoSeconds) ?? []));
  const seconds = [...groupBy(sites, ({ server }) => server).values()].map((there) =>
    there.reduce((sum, { sizeGb }) => sum + perSite + (sizeGb * 1000) / RESTORE.rate.value, 0),
  );
  return Math.ceil(Math.max(0, ...seconds) / 60);
}

/** What the minutes rest on, in a sentence. */
export function restoreBasis(drill?: Drill): string {
  const { rate, launch } = RESTORE;
  const filled = `every site as full as its package, ${rate.value} MB/s into each server (${rate.source})`;
  if (!drill) return `assumed: ${filled}, ${launch.value} ${launch.unit}; no drill is kept`;
  const longest = Math.max(0, ...drill.sites.map(({ rtoSeconds }) => rtoSeconds));
  return `${filled}; the longest restore in the ${drill.kind} of ${drill.at.slice(0, 10)} took ${longest.toFixed(1)} s`;
}
