import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { HomeRegion, Site } from '../lib/config/platform';
import { firesAt, type Night } from './calendar';
import { useSite } from './customer-data';
import type { BackupSchedule, Operations } from './waves';
import { inParallel } from '../worker/parallel';
import { describeRun } from './run-worker/run-file';
import type { World } from './world';

/** What became of one wave of one night. */
export interface PlayedWave {
  readonly date: string;
  readonly timeZone: string;
  readonly run: 'night' | 'afternoon';
  readonly failure?: Night['failure'];
  readonly status: string;
  readonly seconds: number;
}

/** What nights are played on. */
export interface Theatre {
  readonly world: World;
  readonly home: HomeRegion;
  readonly operations: Operations;
  readonly schedules: readonly BackupSchedule[];
}

/**
 * Plays nights that have the same against them: a day of use, then the deployed schedules, zone beside zone. What zones
 * have in common are only the machines, so that none waits for another's night to be over.
 */
export async function playNights(
  theatre: Theatre,
  nights: readonly Night[],
  say: (line: string) => void,
): Promise<PlayedWave[]> {
  const failing = nights.filter(({ failure }) => failure);
  // Nobody gets at a database that lets no one in.
  for (const night of failing) await use(theatre, theatre.home.sites, night);
  const undo = await arrange(theatre.world, theatre.home, failing[0]?.failure);
  try {
    const zones = [...new Set(theatre.home.sites.map(({ timeZone }) => timeZone))];
    return (await Promise.all(zones.map((zone) => playZone(theatre, zone, nights, say)))).flat();
  } finally {
    await undo();
  }
}

async function playZone(
  theatre: Theatre,
  zone: string,
  nights: readonly Night[],
  say: (line: string) => void,
): Promise<PlayedWave[]> {
  const { home, operations, schedules } = theatre;
  const sites = home.sites.filter(({ timeZone }) => timeZone === zone);
  const played: PlayedWave[] = [];
  for (const night of nights) {
    const { date, failure } = night;
    say(`${date} in ${zone}${failure ? ` with ${failure}` : ''}`);
    if (!failure) await use(theatre, sites, night);
    const waves = schedules
      .filter(({ timeZone }) => timeZone === zone)
      .sort((a, b) => momentOf(a, date).getTime() - momentOf(b, date).getTime());
    for (const schedule of waves) {
      const { status, seconds } = await operations.fire(schedule, momentOf(schedule, date));
      played.push({ date, timeZone: zone, run: schedule.run, failure, status, seconds });
    }
  }
  return played;
}

/** Sites that are used at a time. */
const USED_AT_ONCE = 4;

async function use({ world, home }: Theatre, sites: readonly Site[], { day }: Night): Promise<void> {
  await inParallel(sites, USED_AT_ONCE, new AbortController().signal, (site) => useSite(world, home, site, day));
}

function momentOf({ expression, timeZone }: BackupSchedule, date: string): Date {
  return firesAt(expression, timeZone, date);
}

/** Arranges for what goes wrong in nights. @returns what puts it right again. */
async function arrange(world: World, home: HomeRegion, failure: Night['failure']): Promise<() => Promise<void>> {
  const heal = (): Promise<void> => Promise.resolve(world.door.heal());
  switch (failure) {
    case undefined:
      return () => Promise.resolve();
    case 'storage-errors':
      world.door.break({ kind: 'storage-errors', region: home.recovery?.region ?? home.region });
      return heal;
    case 'refused-connections':
      await connections(world, home, false);
      return () => connections(world, home, true);
    case 'full-disk':
      world.fillDisk(true);
      return () => Promise.resolve(world.fillDisk(false));
    case 'killed-worker':
      return killWorkers(world);
  }
}

/** The sites' databases let nobody in, as during an upgrade. */
async function connections(world: World, { sites }: HomeRegion, allowed: boolean): Promise<void> {
  await asSuperuser(world, async (client) => {
    for (const { id } of sites) await client.query(`ALTER DATABASE "${id}" ALLOW_CONNECTIONS ${allowed}`);
  });
}

/** Kills, as a power cut would, each worker once that is at a backup; what is started again in its place may live. */
function killWorkers({ runs }: World): Promise<() => Promise<void>> {
  const killed = new Set<string>();
  let on = true;
  const killing = (async () => {
    while (on) {
      for (const file of readdirSync(runs)) {
        const { processId, operation, work } = describeRun(file);
        if (operation !== 'backup' || killed.has(work)) continue;
        killed.add(work);
        // Not always at the same point of its work.
        await sleep(50 * killed.size);
        // Unless it was faster: then its file is gone, and the process may be at other work.
        if (!existsSync(join(runs, file))) continue;
        process.kill(processId, 'SIGKILL');
        rmSync(join(runs, file));
      }
      await sleep(10);
    }
  })();
  return Promise.resolve(async () => {
    on = false;
    await killing;
  });
}

async function asSuperuser(world: World, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client(world.homeServer.client());
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
