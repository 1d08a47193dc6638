import { WorkerError } from '../errors';
import { erasedSince } from '../person/erased-people';
import { maskPerson } from '../person/mask-person';
import { connected, type Login } from '../postgres/connection';
import type { SiteRegion, SiteWork } from '../site-work';
import type { Manifest } from '../storage/manifest';

/** Receipts of people who were erased since a backup was made. */
export interface Reapplied {
  readonly erasedAgain: readonly string[];
  /** Who may be back: the backup's tables are not those that the config lists. A person must look. */
  readonly notErasedAgain: readonly string[];
}

/**
 * Erases from a restored database, before it takes the live one's place, everybody who was erased since its backup was
 * made (TN-22). A backup whose tables differ from the config's is restored all the same: a site that stays down helps
 * nobody. The result says so, and the site's operator hears of it.
 *
 * @param from Region whose record of erasures is read: the one that the backup is read from.
 */
export async function reapplyErasures(
  work: SiteWork,
  manifest: Manifest,
  from: SiteRegion,
  login: Login,
): Promise<Reapplied> {
  const people = await erasedSince(work, from, manifest.snapshotAt);
  const [again, not]: [string[], string[]] = [[], []];
  if (people.length === 0) return { erasedAgain: again, notErasedAgain: not };
  const { personalData = { columns: [], links: [] } } = work.site;
  await connected(login, work.shop.authorities, async (client) => {
    for (const { receipt, person } of people) {
      try {
        if (personalData.columns.length === 0)
          throw new WorkerError('MaskingFailed', 'The config lists no personal data');
        await maskPerson(client, personalData, person, work.signal);
        again.push(receipt);
      } catch (error) {
        if (!(error instanceof WorkerError) || error.kind !== 'MaskingFailed') throw error;
        not.push(receipt);
        work.log.warn(`A person who was erased may be back: ${error.message}`, { receipt });
      }
    }
  });
  work.log.step('erasures-reapplied', { erasedAgain: again.length, notErasedAgain: not.length });
  return { erasedAgain: again, notErasedAgain: not };
}
