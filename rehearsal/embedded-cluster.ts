import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildOnce } from './build-once';
import type { ServerUser } from './embedded-process';
import type { EmbeddedTools } from './embedded-tools';
import { run } from './find-programs';

export const SUPERUSER = 'postgres';

/** How every cluster is made: passwords by SCRAM, and a collation that no host's libraries can change. */
export const CLUSTER: readonly string[] = [
  '--no-instructions',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  '--encoding=UTF8',
  `--username=${SUPERUSER}`,
  '--auth=scram-sha-256',
];

const made = new Map<string, Promise<string>>();

/**
 * A cluster that nothing was ever done with, as an archive (tar), made once on a machine: to unpack it takes a quarter
 * of the time of `initdb`. Its superuser has a password that nobody knows. All that are unpacked have the same system
 * identifier, which only replication minds.
 *
 * @param user Account that PostgreSQL's programs run as; undefined for that of this process.
 */
export function pristineCluster(tools: EmbeddedTools, user: ServerUser | undefined): Promise<string> {
  let archive = made.get(tools.postgresBin);
  if (!archive) {
    archive = make(tools, user);
    made.set(tools.postgresBin, archive);
    archive.catch(() => made.delete(tools.postgresBin));
  }
  return archive;
}

async function make({ cache, postgresBin }: EmbeddedTools, user: ServerUser | undefined): Promise<string> {
  const { stdout: version } = await run(join(postgresBin, 'initdb'), ['--version']);
  const key = createHash('sha256').update(JSON.stringify([version, process.platform, process.arch]));
  key.update(readFileSync(__filename));
  const home = join(cache, `cluster-${key.digest('hex').slice(0, 16)}`);
  await buildOnce(home, (into) => archiveCluster(postgresBin, user, join(into, 'cluster.tar')));
  return join(home, 'cluster.tar');
}

async function archiveCluster(bin: string, user: ServerUser | undefined, archive: string): Promise<void> {
  const workshop = await mkdtemp(join(tmpdir(), 'cordon-cluster-'));
  try {
    const [data, password] = [join(workshop, 'data'), join(workshop, 'password')];
    writeFileSync(password, randomBytes(18).toString('base64url'), { mode: 0o600 });
    if (user) for (const path of [workshop, password]) chownSync(path, user.uid, user.gid);
    const environment = { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }, cwd: workshop, ...user };
    // Small segments of the log, so that there is less to unpack.
    const options = ['-D', data, `--pwfile=${password}`, '--no-sync', '--wal-segsize=1'];
    await run(join(bin, 'initdb'), [...CLUSTER, ...options], environment);
    await run('tar', ['-cf', archive, '-C', data, '.']);
    chmodSync(archive, 0o644); // whichever account the servers run as
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}
