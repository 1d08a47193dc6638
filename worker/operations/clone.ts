import type { JobCopy } from '../../lambda/shared/job';
import { attachmentsOf } from '../attachments/check-blobs';
import { copyBlobs } from '../attachments/copy-blobs';
import { CopyWork } from '../copy-work';
import { describeError, WorkerError } from '../errors';
import type { Login } from '../postgres/connection';
import { withSnapshot } from '../postgres/snapshot';
import { keysToDecrypt, keysToEncrypt } from '../site-keys';
import { checkResidency, type SiteWork } from '../site-work';
import { readPart, writeManifests } from '../storage/backups';
import type { AttachmentList, Manifest } from '../storage/manifest';
import { dropMasked, plainDump, withMaskedDatabase } from './clone-data';
import { completeUnfinished } from './complete-unfinished';
import { dumpDatabase, storeDump, type BackupTarget } from './dump-database';
import { storePart } from './parts';
import { completeSource } from './restore';

export interface Cloned {
  /** Of the source. */
  readonly backup: string;
  readonly snapshotAt: string;
  readonly copies: readonly ClonedCopy[];
}

export interface ClonedCopy {
  readonly copy: string;
  /** The copy's own; a restore of it fills the copy. */
  readonly backup: string;
  /** Whether this run made it; otherwise an earlier one had. */
  readonly made: boolean;
  readonly masked: boolean;
  readonly attachments: number;
}

/** A backup of a copy that is to be made. */
interface Target extends BackupTarget {
  readonly to: CopyWork;
  readonly startedAt: string;
}

/** What it has of the source's data. */
interface Data extends Pick<Manifest, 'database' | 'rows' | 'postgres'> {
  readonly list: AttachmentList;
  /** Whether the list is that of the source; if not it is empty. */
  readonly included: boolean;
  readonly because: string;
}

/**
 * Hands a backup on to the copies of its site (TN-14, TN-15): as a backup of the copy, in its buckets and under its
 * keys, which an ordinary restore there fills it from. So nobody there reads anything here, and what is to be masked is
 * masked before it leaves (D20).
 *
 * A copy that fails does not keep the others from being made; the error is that of the first one then.
 *
 * @param ids Of the copies. Empty: all.
 * @throws WorkerError UnknownCopy, OutsideResidency: before any data is read
 */
export async function clone(work: SiteWork, manifest: Manifest, ids: readonly string[]): Promise<Cloned> {
  const copies = chosenCopies(work, ids);
  const made: ClonedCopy[] = [];
  const failures: unknown[] = [];
  const attempt = async (what: readonly JobCopy[], doing: () => Promise<void>): Promise<void> => {
    try {
      await doing();
    } catch (error) {
      if (work.signal.aborted) throw error;
      failures.push(error);
      const { kind, message } = describeError(error);
      work.log.warn(`no copy: ${message}`, { kind, copies: what.map(({ site }) => site) });
    }
  };
  for (const alike of withSameMasks(copies)) {
    const [{ masks }] = alike;
    const targets: Target[] = [];
    for (const copy of alike) {
      await attempt([copy], async () => {
        const target = await targetOf(new CopyWork(work, copy), manifest);
        const complete = await completeUnfinished(target.to, target.backup);
        if (complete) made.push(done(complete, false));
        else targets.push(target);
      });
    }
    const makeEach = async (data: (target: Target) => Promise<Data>): Promise<void> => {
      for (const target of targets) {
        await attempt([target.to.copy], async () => {
          made.push(done(await make(work, manifest, target, data), true));
        });
      }
    };
    if (masks.length === 0) await makeEach((target) => wholeData(work, manifest, target));
    else if (targets.length === 0) await attempt(alike, () => dropMasked(work));
    else
      await attempt(alike, async () => {
        const keys = await keysToDecrypt(work);
        await withMaskedDatabase(work, manifest, keys, masks, (login) =>
          makeEach((target) => maskedData(login, manifest, target)),
        );
      });
  }
  if (failures.length > 0) throw failures[0];
  return { backup: manifest.backup, snapshotAt: manifest.snapshotAt, copies: made };
}

function chosenCopies({ site }: SiteWork, ids: readonly string[]): readonly JobCopy[] {
  const unknown = ids.filter((id) => !site.copies.some((copy) => copy.site === id));
  if (unknown.length > 0) {
    const known = site.copies.map((copy) => copy.site).join(', ') || 'none';
    throw new WorkerError('UnknownCopy', `Site ${site.id} has no copy '${unknown.join("', '")}'; it has ${known}`);
  }
  const copies = ids.length === 0 ? site.copies : site.copies.filter((copy) => ids.includes(copy.site));
  for (const { site: id, residency, home, recovery } of copies) {
    for (const { region } of recovery ? [home, recovery] : [home]) {
      checkResidency(site, region);
      checkResidency({ ...site, id, residency }, region);
    }
  }
  return copies;
}

/** A database is loaded and masked once, however many copies get it. */
function withSameMasks(copies: readonly JobCopy[]): readonly (readonly [JobCopy, ...JobCopy[]])[] {
  const alike = new Map<string, [JobCopy, ...JobCopy[]]>();
  for (const copy of copies) {
    const masks = copy.masks.map(({ table, column, mask }) => JSON.stringify([table, column, mask]));
    const name = masks.sort().join();
    alike.set(name, [...(alike.get(name) ?? []), copy] as [JobCopy, ...JobCopy[]]);
  }
  return [...alike.values()];
}

async function targetOf(to: CopyWork, { backup }: Manifest): Promise<Target> {
  const startedAt = to.shop.now().toISOString();
  // It sorts as that of the source, and shows at a glance what it is.
  return { to, startedAt, backup: `${backup}-copy`, keys: await keysToEncrypt(to), tags: { slot: 'daily' } };
}

async function make(
  work: SiteWork,
  manifest: Manifest,
  target: Target,
  dataFor: (target: Target) => Promise<Data>,
): Promise<Manifest> {
  const { to, backup, keys, tags, startedAt } = target;
  const { site, shop, home, recovery } = to;
  const { environment } = work.shop.job;
  const copyOf = { site: manifest.site, environment, backup: manifest.backup, masked: to.copy.masks.length > 0 };
  const about = await configurationOf(work, manifest, target);
  // First of all: from then on others see that a backup is under way, and since when.
  const configuration = await storePart(to, target, 'configuration', JSON.stringify({ ...about, copyOf }, null, 1));
  const { database, rows, postgres, list, included, because } = await dataFor(target);
  const attachments = await storePart(to, target, 'attachments', JSON.stringify(list));
  const contentBytes = list.attachments.reduce((sum, { bytes }) => sum + bytes, 0);
  const { localDate, run, timeZone, snapshotAt, applicationVersion } = manifest;
  const own: Manifest = {
    format: 1,
    site: site.id,
    backup,
    localDate,
    run,
    slot: 'daily',
    timeZone,
    startedAt,
    finishedAt: shop.now().toISOString(),
    snapshotAt,
    applicationVersion,
    postgres,
    homeRegion: home.region,
    recoveryRegion: recovery?.region,
    encryption: {
      context: { site: site.id, backup },
      keys: Object.fromEntries(keys.map(({ region, arn }) => [region, arn])),
    },
    configuration,
    database,
    rows,
    attachments: { ...attachments, included, because, set: list.set, count: list.attachments.length, contentBytes },
    copyOf,
  };
  await writeManifests(to, own, tags);
  return own;
}

/**
 * Without the site's record: it names people of the customer's, and the copy has one of its own. Nor does a masked copy
 * get what was set on the database, for applications keep secrets in settings.
 */
async function configurationOf(work: SiteWork, manifest: Manifest, { to, backup }: Target): Promise<object> {
  const { database } = JSON.parse(await readPart(work, manifest, 'configuration')) as {
    readonly database: Readonly<Record<string, unknown>>;
  };
  const { platform, environment, site, masks } = to.copy;
  const facts = masks.length > 0 ? { ...database, settings: [] } : database;
  return { platform, environment, site, backup, applicationVersion: manifest.applicationVersion, database: facts };
}

/** All as it is: what was encrypted to the source's keys is encrypted to the copy's, without any database. */
async function wholeData(work: SiteWork, manifest: Manifest, target: Target): Promise<Data> {
  const { to, keys } = target;
  const { rows, postgres, attachments, database } = manifest;
  const sourceKeys = await keysToDecrypt(work);
  const list = await attachmentsOf(work, manifest);
  const from = await completeSource(work, manifest, list, sourceKeys);
  const stored = await storeDump(to, target, [plainDump(work, manifest, from, sourceKeys)]);
  const copied = await copyBlobs(work, from, list, to, keys);
  to.log.step('attachments-stored', { count: list.attachments.length, copied });
  return {
    database: { ...stored, bytesOnServer: database.bytesOnServer },
    rows,
    postgres,
    // The date stays that of the source's set: so old are they.
    list: { ...list, set: { ...list.set, backup: target.backup } },
    included: true,
    because: `all that are in the backup of ${manifest.site}: ${attachments.because}`,
  };
}

/** What is in a masked database, and no attachment: nobody can tell what to mask in one. */
async function maskedData(login: Login, { localDate, run }: Manifest, target: Target): Promise<Data> {
  const { to, backup } = target;
  return withSnapshot(login, to.shop.authorities, async (snapshot) => {
    const counting = snapshot.countRows();
    counting.catch(() => undefined); // reported below, after the dump's own error if there is one
    const database = await dumpDatabase(to, login, snapshot, target);
    return {
      database,
      rows: await counting,
      postgres: { server: snapshot.serverVersion, tools: await to.shop.tools.version() },
      list: { set: { backup, localDate, run }, attachments: [] },
      included: false,
      because: 'attachments cannot be masked, and this copy is',
    };
  });
}

function done({ site, backup, copyOf, attachments }: Manifest, made: boolean): ClonedCopy {
  return { copy: site, backup, made, masked: copyOf?.masked ?? false, attachments: attachments.count };
}
