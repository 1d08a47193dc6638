import type {
  ReleaseSnapshot,
  ReleaseSnapshotRegions,
  ReleaseSnapshots,
} from '../shared/release-snapshots/release-snapshot';

/** One kind of what is to be snapshotted. */
export interface Kind extends ReleaseSnapshotRegions {
  /** Names or ids of all that there is of it now. */
  readonly sources: () => Promise<readonly string[]>;
}

export interface Progress {
  readonly release: string;
  /** Servers and volumes whose snapshot, or its copy, is still being made. */
  readonly pending: number;
  readonly done: number;
  /** In words: what, and why. A person must see to it; the next invocation does not try these again by itself. */
  readonly failed: readonly string[];
}

/** Where copies go. */
export interface Recovery {
  readonly homeRegion: string;
  /** Alias of a key in the recovery region. */
  readonly key: string;
}

/** Errors that pass: the server is busy, or as many copies are under way as the service allows. */
const LATER = new Set([
  'InvalidDBInstanceState',
  'InvalidDBInstanceStateFault',
  'InvalidDBSnapshotState',
  'InvalidDBSnapshotStateFault',
  'ResourceLimitExceeded',
  'ConcurrentSnapshotLimitExceeded',
  'PendingSnapshotLimitExceeded',
  'SnapshotCreationPerVolumeRateExceeded',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
]);
/** Of a copy: too many at a time. Of a new one: too many at all, which does not pass. */
const TOO_MANY = new Set(['SnapshotQuotaExceeded', 'SnapshotQuotaExceededFault']);

/**
 * Advances the snapshots of a release as far as can be without waiting: what has none gets one, what is ready is copied
 * to the recovery region, and what is there is left alone. So it is called until nothing is pending, as often as one
 * likes. Once all is there, all is marked as complete, and only then counts when old releases are removed.
 */
export async function advance(release: string, kinds: readonly Kind[], recovery?: Recovery): Promise<Progress> {
  let [pending, done] = [0, 0];
  const failed: string[] = [];
  const there: { readonly store: ReleaseSnapshots; readonly snapshots: readonly ReleaseSnapshot[] }[] = [];
  for (const kind of kinds) {
    const home = await kind.home.list(release);
    const copies = (await kind.recovery?.list(release)) ?? [];
    there.push({ store: kind.home, snapshots: home });
    // A volume may be gone since its snapshot was begun.
    for (const of of new Set([...(await kind.sources()), ...home.map((snapshot) => snapshot.of)])) {
      const state = await advanceOne(release, of, kind, { home, copies }, recovery);
      if (state === 'pending') pending++;
      else if (state === 'done') done++;
      else failed.push(`${of}: ${state.because}`);
    }
  }
  if (pending === 0 && failed.length === 0) {
    for (const { store, snapshots } of there) {
      for (const snapshot of snapshots) if (!snapshot.complete) await store.markComplete(snapshot);
    }
  }
  return { release, pending, done, failed };
}

type State = 'pending' | 'done' | { readonly because: string };

async function advanceOne(
  release: string,
  of: string,
  kind: Kind,
  found: { readonly home: readonly ReleaseSnapshot[]; readonly copies: readonly ReleaseSnapshot[] },
  recovery: Recovery | undefined,
): Promise<State> {
  const snapshot = oldestOf(found.home, of);
  if (snapshot === undefined) return begun(kind.home.take(of, release), LATER);
  if (snapshot.state !== 'done') return snapshot.state === 'pending' ? 'pending' : brokenOff(snapshot);
  if (kind.recovery === undefined || recovery === undefined) return 'done';
  const copy = oldestOf(found.copies, of);
  if (copy !== undefined) return copy.state === 'failed' ? brokenOff(copy) : copy.state;
  return begun(kind.recovery.copy(snapshot, recovery.homeRegion, recovery.key), new Set([...LATER, ...TOO_MANY]));
}

/** Volumes' snapshots have no name to be unique by: should two have been begun, the first is the one. */
function oldestOf(snapshots: readonly ReleaseSnapshot[], of: string): ReleaseSnapshot | undefined {
  return snapshots
    .filter((snapshot) => snapshot.of === of)
    .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))[0];
}

function brokenOff({ id }: ReleaseSnapshot): State {
  return { because: `snapshot ${id} failed; delete it, then start again` };
}

async function begun(work: Promise<void>, later: ReadonlySet<string>): Promise<State> {
  try {
    await work;
    return 'pending';
  } catch (error) {
    const { name, message } = error as Error;
    return later.has(name) ? 'pending' : { because: `${name}: ${message}` };
  }
}
