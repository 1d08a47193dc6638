/**
 * Plays nights of backups, time zone by time zone, and prints how long each backup took as a rehearsal's report says it,
 * which `npm run capacity -- --rehearsal` holds its forecast against:
 * `node --require ts-node/register bench/nights.ts [nights]`.
 * Real PostgreSQL and emulated AWS on this machine, which share its cores with the worker.
 */
import { parseCommandLine } from '../worker/command-line';
import type { JobSite } from '../worker/job';
import { operate } from '../worker/operations/operations';
import { runSites } from '../worker/run-sites';
import { partKey } from '../worker/storage/layout';
import { manifestSchema } from '../worker/storage/manifest';
import { measuredBackup, type MeasuredBackup } from '../rehearsal/rehearsal-report';
import { World } from '../test/worker/support/world';

/** Time zones by their number of sites; sizes differ within each. */
const ZONES = { 'Australia/Perth': 1, 'Australia/Darwin': 3, 'Australia/Sydney': 6, 'Pacific/Auckland': 10 };
/** Rows of the largest table, in turn: 2 to 60 MB. */
const ROWS = [2000, 20_000, 60_000, 160_000, 6000];

async function main(nights: number): Promise<void> {
  const world = await World.start({ versioned: true });
  try {
    const zones: [string, JobSite[]][] = [];
    for (const [timeZone, count] of Object.entries(ZONES)) {
      const sites: JobSite[] = [];
      for (let index = 0; index < count; index += 1) sites.push(await makeSite(world, timeZone, index));
      zones.push([timeZone, sites]);
    }
    const backups: MeasuredBackup[] = [];
    for (let night = 1; night <= nights; night += 1) {
      for (const [, sites] of zones) backups.push(...(await playZone(world, sites, night)));
    }
    process.stdout.write(`${JSON.stringify({ backups }, null, 1)}\n`);
  } finally {
    await world.stop();
  }
}

async function makeSite(world: World, timeZone: string, index: number): Promise<JobSite> {
  const id = `${timeZone.split('/')[1]?.toLowerCase()}-${index}`;
  const site = world.site(id, { timeZone });
  await operate(world.shop([site]), parseCommandLine(['onboard', '--job', '-']), site);
  await world.fill(id, ROWS[index % ROWS.length]);
  return site;
}

/** One wave, as a run of the worker does it. */
async function playZone(world: World, sites: readonly JobSite[], night: number): Promise<MeasuredBackup[]> {
  const at = `2026-03-${String(night + 8).padStart(2, '0')}T04:00:00Z`;
  const shop = world.shop(sites);
  const command = parseCommandLine(['backup', '--at', at, '--job', '-']);
  const made = new Map<JobSite, string>();
  const work = async (site: JobSite): Promise<object> => {
    const done = (await operate(shop, command, site)) as { readonly backup: string };
    made.set(site, done.backup);
    return done;
  };
  if ((await runSites(sites, command.concurrency, shop.shutdown, work, () => undefined)) !== 0) {
    throw new Error('A backup failed');
  }
  const bucket = world.backups(shop.job.home.region);
  return Promise.all(
    [...made].map(async ([{ id }, backup]) => {
      const text = (await bucket.getText(partKey(id, backup, 'manifest'))) ?? '';
      return measuredBackup(manifestSchema.parse(JSON.parse(text)));
    }),
  );
}

const [nights = '6'] = process.argv.slice(2);
void main(Number(nights)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
