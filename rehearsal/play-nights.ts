import { Client } from 'pg';
import type { HomeRegion, Site } from '../lib/config/platform';
import { groupBy } from '../lib/config/group-by';
import { firesAt, type Night } from './calendar';
import { useSite } from './customer-data';
import type { BackupSchedule, Operations } from './waves';
import { inParallel } from '../worker/parallel';
import { WorkerKiller } from './worker-killer';
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

/** Zones that are played at a time: enough to keep two processors busy. */
const ZONES_AT_ONCE = 3;

/**
 * Plays nights, zone beside zone: what zones have in common are only the machines, so that none waits for another. That
 * with the most waves comes first: begun last, it would be alone in the end.
 */
export async function playNights(
  theatre: Theatre,
  nights: readonly Night[],
  say: (line: string) => void,
): Promise<PlayedWave[]> {
  const zones = [...groupBy(theatre.schedules, ({ timeZone }) => timeZone)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([timeZone]) => timeZone);
  const killer = new WorkerKiller(theatre.world.runs);
  const played = await inParallel(zones, ZONES_AT_ONCE, new AbortController().signal, (zone) =>
    playZone(theatre, killer, zone, nights, say),
  );
  return played.flat();
}

/** Each night a day of use, then the deployed schedules. */
async function playZone(
  theatre: Theatre,
  killer: WorkerKiller,
  zone: string,
  nights: readonly Night[],
  say: (line: string) => void,
): Promise<PlayedWave[]> {
  const { home, operations } = theatre;
  const sites = home.sites.filter(({ timeZone }) => timeZone === zone);
  const played: PlayedWave[] = [];
  for (const night of nights) {
    const { date, failure } = night;
    say(`${date} in ${zone}${failure ? ` with ${failure}` : ''}`);
    await use(theatre, sites, night);
    const waves = theatre.schedules
      .filter(({ timeZone }) => timeZone === zone)
      .sort((a, b) => momentOf(a, date).getTime() - momentOf(b, date).getTime());
    const undo = await arrange(theatre, killer, sites, failure);
    try {
      for (const schedule of waves) {
        const { status, seconds } = await operations.fire(schedule, momentOf(schedule, date));
        played.push({ date, timeZone: zone, run: schedule.run, failure, status, seconds });
      }
    } finally {
      await undo();
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

/** Arranges for what goes wrong in a night, at certain sites where it can be. @returns what puts it right again. */
async function arrange(
  { world, home }: Theatre,
  killer: WorkerKiller,
  sites: readonly Site[],
  failure: Night['failure'],
): Promise<() => Promise<void>> {
  switch (failure) {
    case undefined:
      return () => Promise.resolve();
    case 'storage-errors':
      await world.door.break({ kind: 'storage-errors', region: home.recovery?.region ?? home.region });
      return () => world.door.heal();
    case 'refused-connections':
      await connections(world, sites, false);
      return () => connections(world, sites, true);
    case 'full-disk':
      world.fillDisk(sites, true);
      return () => Promise.resolve(world.fillDisk(sites, false));
    case 'killed-worker':
      return killer.begin();
  }
}

/** The sites' databases let nobody in, as during an upgrade. */
async function connections(world: World, sites: readonly Site[], allowed: boolean): Promise<void> {
  await asSuperuser(world, async (client) => {
    for (const { id } of sites) await client.query(`ALTER DATABASE "${id}" ALLOW_CONNECTIONS ${allowed}`);
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
