import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { HomeRegion } from '../lib/config/platform';
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

/** Sites that are used at a time. */
const AT_ONCE = 4;

/** Plays one night: a day of use, then the deployed schedules of every zone, with what the night has against them. */
export async function playNight(
  world: World,
  home: HomeRegion,
  operations: Operations,
  schedules: readonly BackupSchedule[],
  night: Night,
): Promise<PlayedWave[]> {
  await inParallel(home.sites, AT_ONCE, new AbortController().signal, (site) => useSite(world, home, site, night.day));
  const undo = await arrange(world, home, night);
  try {
    // Sites of one zone have one wave after the other; what zones have in common are only the machines.
    const zones = [...new Set(schedules.map(({ timeZone }) => timeZone))];
    const played = await Promise.all(
      zones.map((zone) =>
        playZone(
          operations,
          schedules
            .filter(({ timeZone }) => timeZone === zone)
            .sort((a, b) => momentOf(a, night.date).getTime() - momentOf(b, night.date).getTime()),
          night,
        ),
      ),
    );
    return played.flat();
  } finally {
    await undo();
  }
}

async function playZone(
  operations: Operations,
  schedules: readonly BackupSchedule[],
  { date, failure }: Night,
): Promise<PlayedWave[]> {
  const played: PlayedWave[] = [];
  for (const schedule of schedules) {
    const { timeZone, run } = schedule;
    const { status, seconds } = await operations.fire(schedule, momentOf(schedule, date));
    played.push({ date, timeZone, run, failure, status, seconds });
  }
  return played;
}

function momentOf({ expression, timeZone }: BackupSchedule, date: string): Date {
  return firesAt(expression, timeZone, date);
}

/** Arranges for what goes wrong in a night. @returns what puts it right again. */
async function arrange(world: World, home: HomeRegion, { failure }: Night): Promise<() => Promise<void>> {
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
