import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { HomeRegion, Site } from '../lib/config/platform';
import { groupBy } from '../lib/config/group-by';
import { firesAt, nights, type Night } from './calendar';
import { useSite } from './customer-data';
import { RightOfWay } from './right-of-way';
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

/** Some of the nights of a rehearsal, from 0. */
export interface Days {
  readonly from: number;
  /** The first that is not played any more. */
  readonly to: number;
  /** All that will have been played in the end. */
  readonly of: number;
}

/**
 * Waves at work at a time, and one more of the zone with most waves left: enough for a small machine, whose cores each
 * would only get less of, were there more.
 */
const WAVES_AT_ONCE = 3;

/**
 * Plays nights, all zones side by side: what they have in common is only the machine, where the zone with most waves left
 * has the right of way. While one waits for what failed to be tried again, others work.
 */
export async function playNights(theatre: Theatre, days: Days, say: (line: string) => void): Promise<PlayedWave[]> {
  // Those with most waves are last, where the failures, which take longest, may not suffice for all zones.
  const zones = [...groupBy(theatre.schedules, ({ timeZone }) => timeZone)]
    .sort(([, some], [, others]) => some.length - others.length)
    .map(([zone]) => zone);
  const way = new RightOfWay(WAVES_AT_ONCE);
  const played = await Promise.all(
    zones.map((name, zone) => {
      const calendar = nights(days.of, { zone, zones: zones.length }).slice(days.from, days.to);
      return playZone(theatre, way, name, calendar, say);
    }),
  );
  return played.flat();
}

/** Each night a day of use, then the deployed schedules, of which the first meets what goes wrong. */
async function playZone(
  theatre: Theatre,
  way: RightOfWay,
  zone: string,
  calendar: readonly Night[],
  say: (line: string) => void,
): Promise<PlayedWave[]> {
  const { home } = theatre;
  const sites = home.sites.filter(({ timeZone }) => timeZone === zone);
  const schedules = theatre.schedules.filter(({ timeZone }) => timeZone === zone);
  const played: PlayedWave[] = [];
  for (const night of calendar) {
    const { date, failure } = night;
    say(`${date} in ${zone}${failure ? ` with ${failure}` : ''}`);
    await use(theatre, sites, night);
    const waves = [...schedules].sort((a, b) => momentOf(a, date).getTime() - momentOf(b, date).getTime());
    for (const [index, schedule] of waves.entries()) {
      const wrong = index === 0 ? failure : undefined;
      // What fails mostly waits to be tried again, in nobody's way.
      const left = calendar.length * waves.length - played.length;
      const giveBack = wrong === undefined ? await way.turn(left) : undefined;
      try {
        played.push(await playWave(theatre, sites, schedule, date, wrong));
      } finally {
        giveBack?.();
      }
    }
  }
  return played;
}

async function playWave(
  theatre: Theatre,
  sites: readonly Site[],
  schedule: BackupSchedule,
  date: string,
  failure: Night['failure'],
): Promise<PlayedWave> {
  const { timeZone, run } = schedule;
  const execution = randomUUID();
  const undo = await arrange(theatre, sites, execution, failure);
  try {
    const { status, seconds } = await theatre.operations.fire(schedule, momentOf(schedule, date), execution);
    return { date, timeZone, run, failure, status, seconds };
  } finally {
    await undo();
  }
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
  sites: readonly Site[],
  execution: string,
  failure: Night['failure'],
): Promise<() => Promise<void>> {
  switch (failure) {
    case undefined:
      return () => Promise.resolve();
    case 'storage-errors': {
      const region = home.recovery?.region ?? home.region;
      return world.breakDoor({ kind: 'storage-errors', region, sites: sites.map(({ id }) => id) });
    }
    case 'refused-connections':
      await connections(world, sites, false);
      return () => connections(world, sites, true);
    case 'full-disk':
      world.fillDisk(sites, true);
      return () => Promise.resolve(world.fillDisk(sites, false));
    case 'killed-worker':
      return new WorkerKiller(world.runs, execution).begin();
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
