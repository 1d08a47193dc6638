import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MaskedColumn } from '../../lambda/shared/job';
import { maskDatabase } from '../masking/mask-database';
import { saltOf } from '../masking/masks';
import { connected, type Login } from '../postgres/connection';
import { dropDatabase } from '../postgres/databases';
import type { RegionKeys } from '../site-keys';
import type { SiteRegion, SiteWork } from '../site-work';
import type { Manifest } from '../storage/manifest';
import { DigestStream, sameContent } from '../streams/digest';
import { decryption } from '../streams/encryption';
import { checkSameMajor } from './check-server';
import { contentError, damaged, loadBackup, openDump } from './load-backup';
import { dropLeftOvers, withStaging } from './staging';

/** The dump of a backup as pg_dump made it. It comes to an end only if all of it is what the manifest says. */
export function plainDump(work: SiteWork, manifest: Manifest, from: SiteRegion, keys: RegionKeys): Readable {
  return Readable.from(provenChunks(work, manifest, from, keys), { objectMode: false });
}

async function* provenChunks(work: SiteWork, manifest: Manifest, from: SiteRegion, keys: RegionKeys) {
  const { signal } = work;
  const cipher = new DigestStream();
  const plain = new DigestStream();
  const decrypting = decryption(work.kms, keys, manifest.encryption.context);
  const reading = pipeline(await openDump(manifest, from), cipher, decrypting, plain, { signal });
  reading.catch(() => undefined); // the iterator tells
  const chunks = plain[Symbol.asyncIterator]();
  // Not around the `yield`: what goes wrong where the dump goes to is thrown there, and is no fault of the dump's.
  const next = (): Promise<IteratorResult<Buffer>> =>
    chunks.next().catch((error: Error) => {
      throw signal.aborted ? error : contentError(error, manifest, from);
    });
  try {
    for (let chunk = await next(); chunk.done !== true; chunk = await next()) yield chunk.value;
  } finally {
    plain.destroy();
  }
  const same = sameContent(cipher.fingerprint, manifest.database);
  if (same && sameContent(plain.fingerprint, manifest.database.plain)) return;
  throw damaged(manifest, from, 'its digest is not that of the manifest');
}

/**
 * Loads a backup beside the live database, masks it there, and drops it when it was used. Nothing that is not masked is
 * ever in a copy's place.
 */
export async function withMaskedDatabase(
  work: SiteWork,
  manifest: Manifest,
  keys: RegionKeys,
  masks: readonly MaskedColumn[],
  use: (login: Login) => Promise<void>,
): Promise<void> {
  const { authorities } = work.shop;
  const from = work.nearestFirst.find(({ region }) => region === keys[0].region) ?? work.home;
  const login = await work.siteLogin();
  await connected(await work.platformLogin(), authorities, async (platform) => {
    await checkSameMajor(work, platform, manifest);
    await withStaging(work, platform, 'clone', manifest.backup, async (database) => {
      const scratch = { ...login, database };
      await loadBackup(work, manifest, from, keys, scratch);
      // Of its ciphertext, which only the source's own manifests tell: who gets the copy can't try what masks stand for.
      const salt = saltOf(`${manifest.site} ${manifest.backup} ${manifest.database.sha256}`);
      const masked = await connected(scratch, authorities, (client) => maskDatabase(client, masks, salt, work.signal));
      work.log.step('masked', { ...masked });
      await use(scratch);
      await dropDatabase(platform, database);
    });
  });
}

/** Drops the database that a killed run masked. */
export async function dropMasked(work: SiteWork): Promise<void> {
  const { authorities } = work.shop;
  await connected(await work.platformLogin(), authorities, (platform) => dropLeftOvers(work, platform, 'clone'));
}
