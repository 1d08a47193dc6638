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
 * Dumps a database into the site's regions: encrypted on the way, stored in the home region while it is being made,
 * copied to the other one by S3. The object comes into being only once pg_dump has said that it is done; whatever else
 * ends its output leaves nothing behind.
 */
export async function dumpDatabase(
  work: SiteWork,
  login: Login,
  snapshot: Snapshot,
  { backup, keys, tags }: BackupTarget,
): Promise<Manifest['database']> {
  const { site, home, shop, signal } = work;
  const key = partKey(site.id, backup, 'database');
  const program = shop.tools.dump(login, snapshot.id);
  program.stdin.end();
  const plain = new DigestStream();
  const cipher = new DigestStream();
  const body = new Rechunk();
  try {
    const [homeVersion] = await Promise.all([
      home.backups.putStream(key, body, { keyArn: keys[0].arn, tags }),
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
    const versions = [homeVersion];
    for (const [index, { region, backups }] of work.regions.entries()) {
      if (index === 0) continue;
      versions.push(await copyObject(source, { bucket: backups, key }, { keyArn: keys[index]?.arn, tags }));
      work.log.step('dump-copied', { region });
    }
    return {
      ...cipher.fingerprint,
      plain: plain.fingerprint,
      bytesOnServer: snapshot.bytes,
      versions: versionsOf(work, versions),
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
