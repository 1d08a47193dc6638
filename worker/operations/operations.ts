import type { Command } from '../command-line';
import { WorkerError } from '../errors';
import type { JobSite } from '../job';
import { keysToDecrypt } from '../site-keys';
import { checkResidency, withLease, type SiteWork, type Workshop } from '../site-work';
import { readPerson } from '../person/read-person';
import { completeBackup, newestComplete } from '../storage/backups';
import type { Manifest } from '../storage/manifest';
import { backUp } from './backup';
import { clone } from './clone';
import { erase } from './erase';
import { erasePerson } from './erase-person';
import { exportSite } from './export';
import { exportPerson } from './export-person';
import { onboard } from './onboard';
import { restore } from './restore';
import { retire } from './retire';
import { verify } from './verify';

/** Does what a command says to one site, while nobody else works on it. */
export async function operate(shop: Workshop, command: Command, site: JobSite): Promise<object> {
  // Before anything is written, a lease included.
  checkResidency(site, shop.job.server.region);
  return withLease(shop, site, command.operation, async (work) => {
    switch (command.operation) {
      case 'onboard':
        return onboard(work);
      case 'backup':
        return backUp(work, command.at ?? shop.now());
      case 'verify':
        return withBackup(work, command.backup, (manifest) => verify(work, manifest, command['attachment-bytes']));
      case 'clone':
        return withBackup(work, command.backup, (manifest) => clone(work, manifest, command.copy));
      case 'export':
        return exportSite(work, command.as);
      case 'export-person':
        return exportPerson(work, command.as, await readPerson(work, command.person));
      case 'erase-person':
        return erasePerson(work, command.as, await readPerson(work, command.person));
      case 'retire':
        return retire(work);
      case 'erase':
        return erase(work, command.as);
      case 'restore':
        return withBackup(work, command.backup, (manifest) => restore(work, manifest, command.as));
    }
  });
}

/** Works with a backup. An error that it is damaged says which one it is, so that it is never taken for a good one. */
async function withBackup(
  work: SiteWork,
  backup: string | undefined,
  use: (manifest: Manifest) => Promise<object>,
): Promise<object> {
  const manifest = await chosen(work, backup);
  try {
    return await use(manifest);
  } catch (error) {
    if (error instanceof WorkerError && error.kind === 'BackupDamaged') error.backup ??= manifest.backup;
    throw error;
  }
}

async function chosen(work: SiteWork, backup: string | undefined): Promise<Manifest> {
  // Of an erased site there may still be backups, or none any more: what matters is that none can be read.
  await keysToDecrypt(work);
  if (backup !== undefined) return completeBackup(work, backup);
  const newest = await newestComplete(work);
  if (newest) return newest;
  throw new WorkerError('BackupMissing', `Site ${work.site.id} has no complete backup`);
}
