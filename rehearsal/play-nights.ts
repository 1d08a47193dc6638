import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { HomeRegion } from '../lib/config/platform';
import { firesAt, type Night } from './calendar';
import { useSite } from './customer-data';
import type { BackupSchedule, Operations } from './waves';
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

/** Waves at work at a time: as many as a small machine has cores. */
const AT_ONCE = 2;

/** Plays one night: a day of use, then the deployed schedules of every zone, with what the night has against them. */
export async function playNight(
  world: World,
  home: HomeRegion,
  operations: Operations,
  schedules: readonly BackupSchedule[],
  night: Night,
): Promise<PlayedWave[]> {
  for (const site of home.sites) await useSite(world, home, site, night.day);
  const waiting = inOrder(schedules, night.date);
  const played: PlayedWave[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { schedule, at } = next;
      const { timeZone, run } = JSON.parse(schedule.input) as Pick<PlayedWave, 'timeZone' | 'run'>;
      const { status, seconds } = await operations.fire(schedule, at);
      played.push({ date: night.date, timeZone, run, failure: night.failure, status, seconds });
    }
  };
  const undo = await arrange(world, home, night);
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    await undo();
  }
  return played;
}

/** By the moment at which they fire, as the scheduler would. */
function inOrder(schedules: readonly BackupSchedule[], date: string) {
  return schedules
    .map((schedule) => {
      const { timeZone } = JSON.parse(schedule.input) as { timeZone: string };
      return { schedule, at: firesAt(schedule.expression, timeZone, date) };
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime());
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

/** Kills, as a power cut would, every worker that is at a backup, until told to stop. */
function killWorkers({ runs }: World): Promise<() => Promise<void>> {
  let on = true;
  const killing = (async () => {
    while (on) {
      for (const file of readdirSync(runs).filter((name) => name.endsWith('-backup'))) {
        try {
          process.kill(Number.parseInt(file, 10), 'SIGKILL');
        } catch {
          // It was faster.
        }
      }
      await sleep(120);
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
