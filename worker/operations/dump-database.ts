import type { Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Login } from '../postgres/connection';
import type { Snapshot } from '../postgres/snapshot';
import type { RegionKeys } from '../site-keys';
import type { SiteWork } from '../site-work';
import { copyObject } from '../storage/copy-object';
import { partKey } from '../storage/layout';
import type { Manifest } from '../storage/manifest';
import { DigestStream } from '../streams/digest';
import { encryption } from '../streams/encryption';
import { HoldEnd } from '../streams/hold-end';
import { Rechunk } from '../streams/rechunk';
import { versionsOf } from './parts';

/** The regions' keys and how the objects of one backup are written. */
export interface BackupTarget {
  readonly backup: string;
  readonly keys: RegionKeys;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Dumps a database into the site's regions. The object comes into being only once pg_dump has said that it is done;
 * whatever else ends its output leaves nothing behind.
 */
export async function dumpDatabase(
  work: SiteWork,
  login: Login,
  snapshot: Snapshot,
  target: BackupTarget,
): Promise<Manifest['database']> {
  const { shop, signal } = work;
  const program = shop.tools.dump(login, snapshot.id);
  program.stdin.end();
  try {
    const stored = await storeDump(work, target, [program.stdout, new HoldEnd(program.done)]);
    return { ...stored, bytesOnServer: snapshot.bytes };
  } catch (error) {
    program.kill();
    // The program's own words tell more than those of the stream that it broke.
    await program.done.catch((failure: unknown) => {
      if (!signal.aborted && program.stdout.errored === null) throw failure;
    });
    throw error;
  }
}

/**
 * Stores a dump in the site's regions: encrypted on the way, in the home region while it comes in, copied to the other
 * one by S3. It comes into being only if the last of the streams that bring it ends without an error.
 *
 * @param from Streams that the plain dump comes through.
 */
export async function storeDump(
  work: SiteWork,
  { backup, keys, tags }: BackupTarget,
  from: readonly (Readable | Duplex)[],
): Promise<Omit<Manifest['database'], 'bytesOnServer'>> {
  const { site, home, signal } = work;
  const key = partKey(site.id, backup, 'database');
  const plain = new DigestStream();
  const cipher = new DigestStream();
  const body = new Rechunk();
  const storing = home.backups.putStream(key, body, { keyArn: keys[0].arn, tags }).catch((error: unknown) => {
    body.destroy(); // else what brings the dump would wait for somebody to take it
    throw error;
  });
  const encrypting = encryption(work.kms, keys, { site: site.id, backup });
  const passing = pipeline([...from, plain, encrypting, cipher, body], { signal });
  const [homeVersion] = await Promise.all([storing, passing]).finally(() =>
    // A failure is told once the upload has been taken back: nothing is left behind then.
    storing.catch(() => undefined),
  );
  work.log.step('dump-stored', { region: home.region, bytes: cipher.fingerprint.bytes });
  const source = { bucket: home.backups, key, bytes: cipher.fingerprint.bytes, versionId: homeVersion };
  const versions = [homeVersion];
  for (const [index, { region, backups }] of work.regions.entries()) {
    if (index === 0) continue;
    versions.push(await copyObject(source, { bucket: backups, key }, { keyArn: keys[index]?.arn, tags }));
    work.log.step('dump-copied', { region });
  }
  return { ...cipher.fingerprint, plain: plain.fingerprint, versions: versionsOf(work, versions) };
}
