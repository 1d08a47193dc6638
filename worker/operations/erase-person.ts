import { backupsUntil } from '../../lambda/shared/backups-until';
import type { Person } from '../../lambda/shared/person';
import { refuseUnderLegalHold } from '../legal-hold';
import {
  notePersonErasure,
  readPersonErasure,
  type PersonErasure,
  type PersonErasureReceipt,
} from '../person/erased-people';
import { hashedPerson, type HashedPerson } from '../person/identifiers';
import { countPerson, maskPerson, type RowsByTable } from '../person/mask-person';
import { personTables } from '../person/person-tables';
import { personalDataOf } from '../person/read-person';
import { connected } from '../postgres/connection';
import type { SiteWork } from '../site-work';
import { OLD_DATABASE_DAYS } from './drop-old-databases';
import { SERVER_RECOVERY_POINT_DAYS } from './erase';
import { receiptId } from './erasure-record';

const DAY = 86_400_000;

/**
 * Erases one person from a site's live database: masks every column of personal data in their rows (TN-20). What is in
 * backups stays there until they rotate out; it is noted, as hashes only, so that no restore brings it back (TN-22).
 *
 * It is noted before anything is masked: a backup that is restored meanwhile is masked as well. Done once more, it finds
 * what has come since; the counts of all attempts add up.
 *
 * @param operation Names this erasure: the same for every attempt at it.
 */
export async function erasePerson(work: SiteWork, operation: string, person: Person): Promise<PersonErasureReceipt> {
  const { site, shop } = work;
  refuseUnderLegalHold(site, 'changed to erase a person');
  const personalData = personalDataOf(work);
  const receipt = receiptId(work, operation);
  const known = await readPersonErasure(work, receipt);
  const hashed = known?.person ?? hashedPerson(person.identifiers);
  const where = personTables(personalData, hashed);
  return connected(await work.siteLogin(), shop.authorities, async (client) => {
    const there = await countPerson(client, where);
    if (known?.receipt && sum(there) === 0) return known.receipt;
    const noted = noteOf(known, hashed, there, shop.now());
    await notePersonErasure(work, receipt, noted);
    work.log.step('person-erasure-begun', { receipt });
    await maskPerson(client, personalData, hashed, work.signal);
    const done = receiptOf(work, operation, noted.found, where.notSearched);
    await notePersonErasure(work, receipt, { ...noted, receipt: done });
    work.log.step('person-erased', { receipt, rows: sum(done.rows) });
    return done;
  });
}

/** What an attempt that was killed had found counts; what has come since an erasure was at its end adds to it. */
function noteOf(known: PersonErasure | undefined, person: HashedPerson, there: RowsByTable, now: Date): PersonErasure {
  const since = now.toISOString();
  if (!known) return { person, found: there, since };
  if (!known.receipt) return known;
  const found = Object.entries(there).map(([table, rows]) => [table, rows + (known.found[table] ?? 0)] as const);
  return { person, found: Object.fromEntries(found), since };
}

function receiptOf(
  work: SiteWork,
  operation: string,
  rows: RowsByTable,
  notSearched: readonly string[],
): PersonErasureReceipt {
  const { site, shop } = work;
  const now = shop.now();
  const after = (days: number) => new Date(now.getTime() + days * DAY).toISOString();
  return {
    receipt: receiptId(work, operation),
    site: site.id,
    operation,
    at: now.toISOString(),
    rows,
    notSearched: [...notSearched],
    backupsUntil: backupsUntil(site, now).toISOString(),
    serverRecoveryPointsUntil: after(SERVER_RECOVERY_POINT_DAYS),
    oldDatabasesUntil: after(OLD_DATABASE_DAYS + 1),
    copies: site.copies.map((copy) => ({
      site: copy.site,
      environment: copy.environment,
      masked: copy.masks.length > 0,
    })),
  };
}

function sum(rows: RowsByTable): number {
  return Object.values(rows).reduce((total, count) => total + count, 0);
}
