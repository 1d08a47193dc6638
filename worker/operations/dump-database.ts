import { pipeline } from 'node:stream/promises';
import type { SiteKey } from '../aws/site-keys';
import type { Login } from '../postgres/connection';
import type { Snapshot } from '../postgres/snapshot';
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
  /** Home first. */
  readonly keys: readonly [SiteKey, SiteKey];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Dumps a database into both regions: encrypted on the way, stored in the home region while it is being made, copied
 * to the recovery region by S3. The object comes into being only once pg_dump has said that it is done; whatever else
 * ends its output leaves nothing behind.
 */
export async function dumpDatabase(
  work: SiteWork,
  login: Login,
  snapshot: Snapshot,
  { backup, keys, tags }: BackupTarget,
): Promise<Manifest['database']> {
  const { site, home, recovery, shop, signal } = work;
  const key = partKey(site.id, backup, 'database');
  const [homeKey, recoveryKey] = keys;
  const program = shop.tools.dump(login, snapshot.id);
  program.stdin.end();
  const plain = new DigestStream();
  const cipher = new DigestStream();
  const body = new Rechunk();
  try {
    const [homeVersion] = await Promise.all([
      home.backups.putStream(key, body, { keyArn: homeKey.arn, tags }),
      pipeline(
        program.stdout,
        new HoldEnd(program.done),
        plain,
        encryption(work.kms, keys, { site: site.id, backup }),
        cipher,
        body,
        { signal },
      ),
    ]);
    work.log.step('dump-stored', { region: home.region, bytes: cipher.fingerprint.bytes });
    const source = { bucket: home.backups, key, bytes: cipher.fingerprint.bytes, versionId: homeVersion };
    const options = { keyArn: recoveryKey.arn, tags };
    const recoveryVersion = await copyObject(source, { bucket: recovery.backups, key }, options);
    work.log.step('dump-copied', { region: recovery.region });
    return {
      ...cipher.fingerprint,
      plain: plain.fingerprint,
      bytesOnServer: snapshot.bytes,
      versions: versionsOf(work, homeVersion, recoveryVersion),
    };
  } catch (error) {
    program.kill();
    // The program's own words tell more than those of the stream that it broke.
    await program.done.catch((failure: unknown) => {
      if (!signal.aborted && program.stdout.errored === null) throw failure;
    });
    throw error;
  }
}
