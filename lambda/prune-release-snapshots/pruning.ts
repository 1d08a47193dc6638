import type {
  ReleaseSnapshot,
  ReleaseSnapshotRegions,
  ReleaseSnapshots,
} from '../shared/release-snapshots/release-snapshot';

export interface Pruned {
  /** Newest first. */
  readonly kept: readonly string[];
  /** Releases of which snapshots were removed. */
  readonly removed: readonly string[];
  /** Snapshots removed, copies included. */
  readonly snapshots: number;
  /** In words: which could not be removed, and why. The next run tries them again. */
  readonly failed: readonly string[];
}

interface Release {
  readonly name: string;
  /** When its first snapshot was taken. */
  readonly at: Date;
  readonly complete: boolean;
}

/** A snapshot, and where it is. */
interface Stored {
  readonly snapshot: ReleaseSnapshot;
  readonly store: ReleaseSnapshots;
  readonly place: 'home' | 'recovery';
}

/**
 * Removes the snapshots of old releases in both regions. The newest complete releases are kept by their number, never
 * by age, and so is everything that is newer than the oldest of them, complete or not: as long as fewer are complete
 * than are to be kept, nothing is removed at all.
 */
export async function prune(kinds: readonly ReleaseSnapshotRegions[], keep: number): Promise<Pruned> {
  const all: Stored[] = [];
  for (const kind of kinds) {
    for (const place of ['recovery', 'home'] as const) {
      const store = kind[place];
      for (const snapshot of (await store?.list()) ?? []) all.push({ snapshot, store: store!, place });
    }
  }
  const releases = releasesOf(all);
  const kept = releases.slice(0, keptOf(releases, keep)).map(({ name }) => name);
  const removed = new Set<string>();
  const failed: string[] = [];
  let snapshots = 0;
  for (const { snapshot, store, place } of all.filter(({ snapshot }) => !kept.includes(snapshot.release))) {
    try {
      await store.remove(snapshot);
      removed.add(snapshot.release);
      snapshots++;
    } catch (error) {
      const { name, message } = error as Error;
      failed.push(`${snapshot.id} of release ${snapshot.release} (${place}): ${name}: ${message}`);
    }
  }
  return { kept, removed: [...removed].sort(), snapshots, failed };
}

/** Newest first. */
function releasesOf(all: readonly Stored[]): Release[] {
  return [...new Set(all.map(({ snapshot }) => snapshot.release))]
    .map((name) => {
      const own = all.filter(({ snapshot }) => snapshot.release === name);
      const home = own.filter(({ place }) => place === 'home');
      return {
        name,
        // A copy is younger than what it was made of, and what is left once that is gone.
        at: new Date(Math.min(...own.map(({ snapshot }) => snapshot.at.getTime()))),
        complete: home.length > 0 && home.every(({ snapshot }) => snapshot.complete),
      };
    })
    .sort((a, b) => b.at.getTime() - a.at.getTime() || (a.name < b.name ? 1 : -1));
}

/** How many of the releases, from the newest on, hold as many complete ones as are kept. */
function keptOf(releases: readonly Release[], keep: number): number {
  let complete = 0;
  const last = releases.findIndex((release) => release.complete && ++complete === keep);
  return last === -1 ? releases.length : last + 1;
}
