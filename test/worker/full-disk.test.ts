import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { unprivilegedUser } from '../../rehearsal/embedded-process';
import { backUp, failureOf, onboarded, restore, temporaryDirectory, verify } from './support/operating';
import { World } from './support/world';

jest.setTimeout(60_000);

const MB = 1024 * 1024;

/** A disk of its own, as large as it is told to be. */
const disk = temporaryDirectory();
const mounted = mount(200 * MB, '');

/** Whether it could be done: it takes Linux, and the right to mount, which root in a container may lack. */
function mount(bytes: number, remount: '' | 'remount,'): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `${remount}size=${bytes}`, 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Makes the disk as small as what is on it, and so many bytes. */
function leave(bytes: number): void {
  const { bsize, blocks, bfree } = statfsSync(disk);
  if (!mount((blocks - bfree) * bsize + bytes, 'remount,')) throw new Error('the disk keeps its size');
}

const onDisk = mounted ? test : test.skip;

let world: World;

beforeAll(async () => {
  if (!mounted) return;
  world = await World.start({ versioned: true });
  chmodSync(disk, 0o755);
  const directory = join(disk, 'databases');
  mkdirSync(directory, { mode: 0o700 });
  const user = unprivilegedUser();
  if (user) chownSync(directory, user.uid, user.gid);
  await world.sql(world.homeServer, `CREATE TABLESPACE small LOCATION '${directory}'`);
  // New databases are made where their template is. The server's log of changes stays elsewhere: without room for that
  // it stops altogether, and takes no harm.
  await world.sql(world.homeServer, 'ALTER DATABASE template0 SET TABLESPACE small');
});
afterAll(async () => {
  try {
    if (mounted) await world.stop();
  } finally {
    if (mounted) execFileSync('umount', ['--lazy', disk]);
    rmSync(disk, { recursive: true, force: true });
  }
});

describe("with the server's disk full (needs the right to mount a disk)", () => {
  onDisk('a restore and a proof fail by name, and change nothing; with room again they succeed', async () => {
    const site = await onboarded(world, 'no-room');
    const rows = `SELECT i, repeat(md5(i::text), 20) FROM generate_series(1, 20000) i`;
    await world.sql(world.homeServer, `SET ROLE "no-room"; CREATE TABLE large AS ${rows}`, 'no-room');
    await backUp(world.shop([site]), site);
    await world.sql(world.homeServer, `INSERT INTO note VALUES (2, 'live')`, 'no-room');

    // As in any database that has been there for a while, its pages are on the disk.
    await world.sql(world.homeServer, 'CHECKPOINT');
    // Enough for an empty database, which takes 8 MB, not for one with the table, which takes 16 more.
    leave(14 * MB);
    const failures = [
      await failureOf(restore(world.shop([site]), site, 'full')),
      await failureOf(verify(world.shop([site]), site)),
    ];

    expect(failures.map(({ kind }) => kind)).toEqual(['NotEnoughDisk', 'NotEnoughDisk']);
    expect(await world.databases(world.homeServer, 'no-room')).toEqual(['no-room']);
    const live = 'SELECT count(*) FROM large UNION ALL SELECT count(*) FROM note ORDER BY 1';
    expect(await world.sql(world.homeServer, live, 'no-room')).toEqual([{ count: '2' }, { count: '20000' }]);

    leave(100 * MB);
    await verify(world.shop([site]), site);
    await restore(world.shop([site]), site, 'full');
    expect(await world.sql(world.homeServer, 'SELECT text FROM note', 'no-room')).toEqual([{ text: 'one' }]);
  });
});
