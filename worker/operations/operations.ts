import type { Command } from '../command-line';
import { WorkerError } from '../errors';
import type { JobSite } from '../job';
import { checkResidency, withLease, type SiteWork, type Workshop } from '../site-work';
import { completeBackup, newestComplete } from '../storage/backups';
import type { Manifest } from '../storage/manifest';
import { backUp } from './backup';
import { clone } from './clone';
import { erase } from './erase';
import { exportSite } from './export';
import { onboard } from './onboard';
import { restore } from './restore';
import { retire } from './retire';
import { verify } from './verify';

/** Does what a command says to one site, while nobody else works on it. */
export async function operate(shop: Workshop, command: Command, site: JobSite): Promise<object> {
  // Before anything is written, a lease included.
  checkResidency(site, shop.job.server.region);
  return withLease(shop, site, command.operation, (work) => {
    switch (command.operation) {
      case 'onboard':
        return onboard(work);
      case 'backup':
        return backUp(work, command.at ?? shop.now());
      case 'verify':
        return chosen(work, command.backup).then((manifest) => verify(work, manifest));
      case 'clone':
        return chosen(work, command.backup).then((manifest) => clone(work, manifest, command.copy));
      case 'export':
        return exportSite(work, command.as);
      case 'retire':
        return retire(work);
      case 'erase':
        return erase(work, command.as);
      case 'restore':
        return chosen(work, command.backup).then((manifest) => restore(work, manifest, command.as));
    }
  });
}

async function chosen(work: SiteWork, backup: string | undefined): Promise<Manifest> {
  if (backup !== undefined) return completeBackup(work, backup);
  const newest = await newestComplete(work);
  if (newest) return newest;
  throw new WorkerError('BackupMissing', `Site ${work.site.id} has no complete backup`);
}
