import type { SiteBackup, SiteRecord } from '../shared/registry/records';
import type { Registry } from '../shared/registry/registry';
import type { StoredBackup } from './site-contents';

export interface Findings {
  readonly record: SiteRecord | undefined;
  /** Backups that the registry knows. */
  readonly known: readonly SiteBackup[];
  /** Backups that are stored, after the rotation. */
  readonly stored: readonly StoredBackup[];
}

/**
 * Brings the registry in line with what is stored: it learns of backups whose results were never recorded, forgets those
 * that are gone, and doesn't take for complete what isn't any more.
 */
export async function correctRegistry(registry: Registry, site: string, findings: Findings): Promise<void> {
  const { known, stored } = findings;
  const noted = new Map(known.map((backup) => [backup.id, backup]));
  const there = new Set(stored.map(({ id }) => id));
  for (const { id } of known) {
    if (!there.has(id)) await registry.forgetBackup(site, id);
  }
  for (const backup of stored) {
    const before = noted.get(backup.id)?.state;
    if (backup.state === 'complete' && before !== 'complete') await registry.noteBackup(site, recordOf(backup));
    if (backup.state === 'incomplete' && before === 'complete') await registry.noteLoss(site, backup.id);
  }
  await correctNewest(registry, site, findings);
}

/** Whether a site has gone without a backup is judged by its newest: that must be one that is there. */
async function correctNewest(registry: Registry, site: string, { record, stored }: Findings): Promise<void> {
  const complete = stored.filter(({ state }) => state === 'complete');
  const newest = complete.at(-1);
  const snapshotAt = newest?.manifests[0]?.snapshotAt;
  const before = record?.newestBackup?.backup;
  if (before !== undefined && !complete.some(({ id }) => id === before)) {
    await registry.replaceNewest(site, before, newest && snapshotAt ? { backup: newest.id, snapshotAt } : undefined);
  } else if (newest && newest.id !== before) {
    await registry.noteBackup(site, recordOf(newest));
  }
}

function recordOf({ id, localDate, run, slot, startedAt, state, manifests }: StoredBackup): SiteBackup {
  const [manifest] = manifests;
  return {
    id,
    localDate,
    run,
    slot,
    startedAt,
    state,
    ...(manifest && {
      snapshotAt: manifest.snapshotAt,
      bytes: manifest.database.bytes,
      attachmentsOf: manifest.attachments.set.backup,
    }),
  };
}
