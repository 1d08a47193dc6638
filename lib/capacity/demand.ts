import { groupBy } from '../config/group-by';
import type { Assumptions } from './assumptions';
import type { PlayedWave } from './night';
import type { DrawnSite } from './population';

/** What a night asks of a quota in a region. */
export interface Demand {
  /** Id of the quota. */
  readonly quota: string;
  readonly region: string;
  readonly demand: number;
}

/** Events in the history of a server's execution for each of its tasks, were each tried as often as it may be. */
const EVENTS_OF_A_TASK = 60;

/** Most of what a night asks for at any moment. @param played one region, as if there were no limits */
export function demandsOfNight(region: string, played: readonly PlayedWave[], assumed: Assumptions): Demand[] {
  const batches = played.flatMap((wave) => wave.batches);
  const peak = (rate: (of: (typeof batches)[number]) => number) =>
    most(batches.map((one) => ({ from: one.begins, to: one.ends, rate: rate(one) })));
  const requests = (each: number, attachment: number) =>
    peak(({ batch }) => (batch.sites.length * each + batch.newAttachments * attachment) / Math.max(1, batch.work));
  const waves = played.map(({ wave }) => wave);
  const together = [...groupBy(waves, ({ start }) => start).values()];
  const first = together.map((some) =>
    some.reduce((sum, wave) => sum + Math.min(assumed.serversAtOnce, wave.batches.length), 0),
  );
  const atOnce = peak(() => 1);
  const demands: Record<string, number> = {
    'fargate-vcpu': atOnce * assumed.taskVcpu,
    'run-task-rate': Math.max(0, ...first),
    'fargate-launch-burst': Math.max(0, ...first),
    'map-children': Math.min(assumed.serversAtOnce, Math.max(0, ...waves.map((wave) => wave.batches.length))),
    'map-runs': most(
      played.map((one) => ({
        from: one.wave.start,
        to: one.batches.reduce((latest, { ends }) => Math.max(latest, ends), one.wave.start),
        rate: 1,
      })),
    ),
    'history-events': EVENTS_OF_A_TASK * Math.max(0, ...batches.map(({ batch }) => batch.tasks)),
    schedules: waves.length,
    'schedule-invocations': Math.max(0, ...together.map(({ length }) => length)),
    // A task that is done is recorded and rotated by a function, beside the others' tasks.
    'lambda-concurrency': atOnce,
    'kms-requests': requests(assumed.kmsRequests, 4),
    's3-writes': requests(assumed.s3Writes, 2),
    's3-reads': requests(assumed.s3Reads, 3),
  };
  return Object.entries(demands).map(([quota, demand]) => ({ quota, region, demand }));
}

/** What sites ask for by being there. */
export function demandsOfSites(sites: readonly DrawnSite[]): Demand[] {
  const servers = new Map<string, DrawnSite>();
  for (const site of sites) {
    const key = `${site.region} ${site.server}`;
    if (!servers.get(key)?.replicated) servers.set(key, site);
  }
  const regions = [...new Set(sites.flatMap(({ region, recoveryRegion }) => [region, recoveryRegion]))].sort();
  return regions.flatMap((region) => {
    const here = [...servers.values()].filter((site) => site.region === region).length;
    const replicas = [...servers.values()].filter((site) => site.replicated && site.recoveryRegion === region).length;
    const ofKeys = sites.filter((site) => site.region === region || site.recoveryRegion === region).length;
    const secrets = sites.filter((site) => site.region === region).length;
    return [
      { quota: 'rds-instances', region, demand: here + replicas },
      { quota: 'kms-keys', region, demand: ofKeys },
      { quota: 'secrets', region, demand: secrets },
    ];
  });
}

interface Interval {
  readonly from: number;
  readonly to: number;
  readonly rate: number;
}

/** The highest sum of the rates of intervals that overlap. */
export function most(intervals: readonly Interval[]): number {
  const changes = intervals.flatMap(({ from, to, rate }) => [
    { at: from, by: rate },
    { at: to, by: -rate },
  ]);
  // What ends makes room for what begins at the same moment.
  changes.sort((a, b) => a.at - b.at || a.by - b.by);
  let [now, highest] = [0, 0];
  for (const { by } of changes) highest = Math.max(highest, (now += by));
  return highest;
}
