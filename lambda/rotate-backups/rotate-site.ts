import type { SiteWork } from '../../worker/site-work';
import { partKey } from '../../worker/storage/layout';
import { unreferencedBlobs } from '../shared/attachments';
import type { Registry } from '../shared/registry/registry';
import type { SiteBackup } from '../shared/registry/records';
import { correctRegistry } from './correct-registry';
import type { Memory } from './memory';
import { neededBlobs } from './needed-blobs';
import { removeObjects } from './remove-objects';
import type { Tally } from './report';
import { rotate, type Decision, type HeldBack, type Rotation, type Surplus } from './rotation';
import { contentsOf, type SiteContents, type StoredBackup } from './site-contents';

/** What a rotation is told beside what is stored. */
export interface RotationOrders {
  readonly registry: Registry;
  readonly memory: Memory;
  readonly confirmed: readonly Surplus[];
  /** Told on-call about, once for each that is new. */
  readonly tell: (heldBack: readonly HeldBack<StoredBackup>[]) => Promise<void>;
}

/** Backups kept of a site that has none of its own: the newest that came from the site it is a copy of. */
const KEPT_OF_COPIES = { daily: 1 } as const;

/**
 * Removes those backups of a site that no slot keeps any more, in all its regions, and then the attachments that only
 * they needed (D1, D2, D17). The registry learns what is stored.
 *
 * All is read and decided before the first object is deleted, and each deletion leaves behind what the next run can go
 * on from: killed anywhere and run again, it ends the same.
 */
export async function rotateSite(work: SiteWork, orders: RotationOrders, tally: Tally): Promise<void> {
  const { site } = work;
  const { registry, memory, confirmed } = orders;
  const now = work.shop.now();
  const [record, known] = await Promise.all([registry.site(site.id), registry.backups(site.id)]);
  const contents = await contentsOf(work, memory);
  // The job says what was so when it was planned; a hold since then is as good.
  const hold = (site.legalHold ?? record?.job.legalHold) !== undefined;
  const rotation = rotate({ ...judged(work, contents, known), now, hold, confirmed });
  const unused = await unusedBlobs(work, contents, rotation, { memory, now });
  tally.kept = rotation.kept.length;
  tally.heldBack = rotation.heldBack.reduce((sum, { backups }) => sum + backups.length, 0);

  for (const { backup, because } of inOrder(rotation.removed)) {
    await removeBackup(work, contents, backup.id);
    await registry.forgetBackup(site.id, backup.id);
    tally.removed += 1;
    work.log.step('backup-removed', { backup: backup.id, because });
  }
  for (const [index, { region }] of contents.regions.entries()) {
    await removeObjects(work, region.backups, unused[index] ?? []);
  }
  tally.blobs = new Set(unused.flat()).size;
  if (tally.blobs > 0) work.log.step('blobs-removed', { count: tally.blobs });

  const kept = new Set(rotation.kept.map(({ backup }) => backup.id));
  const stored = contents.backups.filter(({ id }) => kept.has(id));
  await correctRegistry(registry, site.id, { record, known, stored });
  await tellOnce(orders, site.id, rotation.heldBack, record?.heldBack ?? '');
}

/** The backups as the rotation is to count them. */
function judged({ site }: SiteWork, { backups }: SiteContents, known: readonly SiteBackup[]) {
  const noted = new Map(known.map((backup) => [backup.id, backup]));
  const onlyCopies = site.backupTimes.length === 0 && Object.values(site.keeps).every((count) => count === 0);
  return {
    keeps: onlyCopies ? KEPT_OF_COPIES : site.keeps,
    backups: backups.map((backup): StoredBackup => {
      const { verifiedAt, damaged } = noted.get(backup.id) ?? {};
      return {
        ...backup,
        ...(verifiedAt !== undefined && { verifiedAt }),
        // Whatever slot it filled where it came from.
        ...(onlyCopies && backup.id.endsWith('-copy') && { slot: 'daily' }),
        // A test has shown that it can't be restored: it must not push out one that can.
        ...(damaged && { state: 'incomplete' }),
      };
    }),
  };
}

/** Keys of blobs that no kept backup needs, for each region. */
async function unusedBlobs(
  work: SiteWork,
  { regions }: SiteContents,
  rotation: Rotation<StoredBackup>,
  { memory, now }: { readonly memory: Memory; readonly now: Date },
): Promise<string[][]> {
  const kept = rotation.kept.map(({ backup }) => backup);
  const manifests = await neededBlobs(work, kept, memory);
  return regions.map(({ blobs }) => unreferencedBlobs({ kept, manifests, blobs, now }).map(({ key }) => key));
}

/**
 * The incomplete ones first, then from old to new: should the run be killed, there is at most one more incomplete backup
 * for the next, which counts against how many may be removed at once.
 */
function inOrder(removed: readonly Decision<StoredBackup>[]): readonly Decision<StoredBackup>[] {
  const rank = ({ backup }: Decision<StoredBackup>) => (backup.state === 'incomplete' ? 0 : 1);
  return removed.toReversed().sort((a, b) => rank(a) - rank(b));
}

/** Its manifest goes first, and in all regions, so that nothing half-removed passes for complete. */
async function removeBackup(work: SiteWork, { regions }: SiteContents, id: string): Promise<void> {
  const manifest = partKey(work.site.id, id, 'manifest');
  for (const isManifest of [true, false]) {
    await Promise.all(
      regions.map(({ region, objects }) => {
        const keys = (objects.get(id) ?? []).map(({ key }) => key).filter((key) => (key === manifest) === isManifest);
        return removeObjects(work, region.backups, keys);
      }),
    );
  }
}

/** On-call hears of what is held back when it is another than the last time: every night would be no news. */
async function tellOnce(
  { registry, tell }: RotationOrders,
  site: string,
  heldBack: readonly HeldBack<StoredBackup>[],
  before: string,
): Promise<void> {
  const ids = ({ surplus, backups }: HeldBack<StoredBackup>) => `${surplus}: ${backups.map(({ id }) => id).join(', ')}`;
  const set = heldBack.map(ids).join('; ');
  if (set === before) return;
  if (heldBack.length > 0) await tell(heldBack);
  await registry.noteHeldBack(site, set);
}
