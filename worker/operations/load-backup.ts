import { pipeline } from 'node:stream/promises';
import { isKeyUnusable, isNotFound, isUnreachable } from '../aws/aws-errors';
import type { SiteKey } from '../aws/site-keys';
import { WorkerError } from '../errors';
import { connected, type Login } from '../postgres/connection';
import { countRows, differences } from '../postgres/snapshot';
import type { SiteRegion, SiteWork } from '../site-work';
import { versionIn } from '../storage/backups';
import { partKey } from '../storage/layout';
import type { Manifest } from '../storage/manifest';
import { DigestStream, sameContent } from '../streams/digest';
import { decryption } from '../streams/encryption';

/**
 * Loads the database of a backup into an empty one, and proves that all of it arrived: the ciphertext and the dump are
 * what the manifest says, and so is the number of rows of each table.
 *
 * It signs in as the site's own role. A dump is made of what a customer's application wrote, code of functions and
 * defaults included; loaded by a mightier role, that code would run with its rights.
 *
 * @param from Region that the dump is read from.
 */
export async function loadBackup(
  work: SiteWork,
  manifest: Manifest,
  from: SiteRegion,
  keys: readonly SiteKey[],
  login: Login,
): Promise<void> {
  const { signal, shop } = work;
  const cipher = new DigestStream();
  const plain = new DigestStream();
  const dump = await openDump(manifest, from);
  const program = shop.tools.restore(login);
  program.stdout.resume();
  const stages = [dump, cipher, decryption(work.kms, keys, manifest.encryption.context), plain] as const;
  // The first to fail is the cause, all others break in consequence: was it the content, or the program?
  let first: 'content' | 'program' | undefined;
  for (const stage of stages) stage.once('error', () => (first ??= 'content'));
  program.stdin.once('error', () => (first ??= 'program'));
  try {
    await pipeline(...stages, program.stdin, { signal });
    await program.done;
  } catch (error) {
    program.kill();
    if (signal.aborted) throw signal.reason;
    if (first === 'content' && !isPrematureClose(error)) throw contentError(error as Error, manifest, from);
    await program.done; // it says why
    throw error;
  }
  if (!sameContent(cipher.fingerprint, manifest.database) || !sameContent(plain.fingerprint, manifest.database.plain)) {
    throw damaged(manifest, from, 'its digest is not that of the manifest');
  }
  work.log.step('loaded', { backup: manifest.backup, database: login.database });
  const rows = await connected(login, shop.authorities, async (client) => {
    await client.query('SET row_security = off');
    return countRows(client);
  });
  const wrong = differences(manifest.rows, rows);
  if (wrong.length > 0) throw damaged(manifest, from, wrong.slice(0, 5).join(', '));
  work.log.step('rows-compared', { backup: manifest.backup, counted: Object.keys(rows).length });
}

export async function openDump(manifest: Manifest, from: SiteRegion) {
  const key = partKey(manifest.site, manifest.backup, 'database');
  try {
    return await from.backups.getStream(key, versionIn(manifest.database, from));
  } catch (error) {
    if (isNotFound(error)) throw damaged(manifest, from, 'its dump is missing');
    throw isKeyUnusable(error) ? erased(manifest, error) : error;
  }
}

/** Streams are told so when the next one, the program's, has closed without an error of its own. */
export function isPrematureClose(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** What an error of a dump's content, or of reading it, means for its backup. */
export function contentError(error: Error, manifest: Manifest, from: SiteRegion): Error {
  if (isKeyUnusable(error)) return erased(manifest, error);
  return isUnreachable(error) ? error : damaged(manifest, from, error.message);
}

export function damaged({ site, backup }: Manifest, { region }: SiteRegion, why: string): WorkerError {
  return new WorkerError('BackupDamaged', `Backup ${backup} of site ${site} is damaged in ${region}: ${why}`);
}

function erased({ site, backup }: Manifest, cause: unknown): WorkerError {
  const message = `Backup ${backup} of site ${site} can't be read any more: the site's key is gone`;
  return new WorkerError('KeyErased', message, { cause });
}
