/**
 * How long the worker takes to back up and to restore, beside what PostgreSQL's own programs take alone, and how many
 * small sites it does in a minute: `node --require ts-node/register bench/backup.ts [megabytes] [small sites]`.
 * Real PostgreSQL and emulated AWS on this machine, which share its cores with the worker.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledProgram } from '../lib/platform/bundle';
import { parseCommandLine } from '../worker/command-line';
import type { JobSite } from '../worker/job';
import { operate } from '../worker/operations/operations';
import { runSites } from '../worker/run-sites';
import { World } from '../test/worker/support/world';

const AT = ['--at', '2026-03-07T04:00:00+01:00'];
const BACKUP = ['--backup', '2026-03-07-1-night'];

async function main(megabytes: number, smallSites: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  const world = await World.start({ versioned: true });
  try {
    await large(world, directory, megabytes);
    await small(world, smallSites);
  } finally {
    await world.stop();
    rmSync(directory, { recursive: true });
  }
}

async function large(world: World, directory: string, megabytes: number): Promise<void> {
  const site = world.site('large', { dailyAttachmentsLimit: null });
  await run(world, site, 'onboard');
  // About 300 bytes a row with its index; half of it compresses.
  const rows = Math.round((megabytes * 1e6) / 300);
  await world.sql(
    world.homeServer,
    `SET ROLE large; CREATE TABLE member (id int PRIMARY KEY, name text, data bytea, note text);
     INSERT INTO member SELECT i, md5(i::text), decode(md5(i::text) || md5((-i)::text), 'hex'), repeat('wine ', 20)
       FROM generate_series(1, ${rows}) i; CREATE INDEX ON member (name)`,
    'large',
  );
  const [size] = await world.sql(world.homeServer, `SELECT pg_database_size('large') / 1000000 AS mb`);
  const file = join(directory, 'dump');
  const env = { PATH: process.env.PATH, ...world.homeServer.environment('large') };
  const bin = (name: string) => join(world.homeServer.bin, name);
  const alone = await timed(() => {
    execFileSync(bin('pg_dump'), ['-Fc', '-Z', 'zstd:3', '-f', file], { env });
  });
  const backup = await timed(() => run(world, site, 'backup', ...AT));
  await world.sql(world.homeServer, 'CREATE DATABASE alone');
  const restoreAlone = await timed(() => {
    execFileSync(bin('pg_restore'), ['--no-owner', '-d', 'alone'], {
      env,
      stdio: [openSync(file, 'r'), 'pipe', 'pipe'],
    });
  });
  const restore = await timed(() => run(world, site, 'restore', ...BACKUP, '--operation', 'bench'));
  const memory = {
    backup: await memoryOf(world, site, directory, ['backup', '--at', '2026-03-08T04:00:00+01:00']),
    restore: await memoryOf(world, site, directory, ['restore', ...BACKUP, '--operation', 'again']),
  };
  say({
    databaseMegabytes: Number(size?.mb),
    dumpMegabytes: Math.round(statSync(file).size / 1e6),
    pgDumpSeconds: alone,
    backupSeconds: backup,
    backupRatio: ratio(backup, alone),
    pgRestoreSeconds: restoreAlone,
    restoreSeconds: restore,
    restoreRatio: ratio(restore, restoreAlone),
    mostMemoryMegabytes: memory,
  });
}

async function small(world: World, count: number): Promise<void> {
  const sites: JobSite[] = [];
  for (let index = 0; index < count; index += 1) {
    const site = world.site(`small-${index}`);
    await run(world, site, 'onboard');
    await world.fill(site.id, 2000);
    sites.push(site);
  }
  const shop = world.shop(sites);
  for (const atOnce of [1, 2, 4]) {
    const day = parseCommandLine(['backup', '--at', `2026-03-${10 + atOnce}T04:00:00+01:00`, '--job', '-']);
    const seconds = await timed(async () => {
      const work = (site: JobSite) => operate(shop, day, site);
      const code = await runSites(sites, atOnce, shop.shutdown, work, () => undefined);
      if (code !== 0) throw new Error('A backup failed');
    });
    say({ smallSites: count, atOnce, sitesPerMinute: Math.round((count / seconds) * 60) });
  }
}

function run(world: World, site: JobSite, ...args: string[]): Promise<object> {
  return operate(world.shop([site]), parseCommandLine([...args, '--job', '-']), site);
}

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start) / 1000;
}

/** Does it once more by the bundled program, as the image has it. @returns the most memory that it took, in megabytes. */
async function memoryOf(world: World, site: JobSite, directory: string, args: readonly string[]): Promise<number> {
  const job = join(directory, 'job.json');
  writeFileSync(job, JSON.stringify(world.job([site])));
  const program = join(bundledProgram({ source: 'worker/main.ts', name: 'main.js' }), 'main.js');
  const { homeServer, aws } = world;
  const env = {
    ...aws.environment(),
    PATH: process.env.PATH,
    PGSSLROOTCERT: homeServer.authorityFile,
    POSTGRES_BIN: homeServer.bin,
  };
  const child = spawn(process.execPath, [program, ...args, '--job', job], { env, stdio: 'ignore' });
  let most = 0;
  const timer = setInterval(() => {
    try {
      const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      most = Math.max(most, Number(kilobytes ?? 0));
    } catch {
      // It has just ended.
    }
  }, 50);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`The worker ended with ${String(code)}`);
  return Math.round(most / 1000);
}

function ratio(a: number, b: number): number {
  return Math.round((a / b) * 100) / 100;
}

function say(facts: object): void {
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}

const [megabytes = '300', smallSites = '30'] = process.argv.slice(2);
void main(Number(megabytes), Number(smallSites)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
