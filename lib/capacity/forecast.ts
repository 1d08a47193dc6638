import { groupBy } from '../config/group-by';
import type { Quotas } from '../quotas/quotas';
import type { Assumptions } from './assumptions';
import { demandsOfNight, demandsOfSites, type Demand } from './demand';
import { limitOf } from './limits';
import { lastBegins, lastEnds, NO_LIMITS, playRegion, type Limits, type PlayedWave } from './night';
import type { DrawnSite } from './population';
import { wavesOf } from './waves';

/** A night's last backup has begun an hour after its schedule (BK-01) ... */
const HOUR = 3600;
/** ... and ended before people come to work, four hours after it. */
const MORNING = 4 * HOUR;

/** What becomes of the sites of a time zone in a region. */
export interface ZoneForecast {
  readonly region: string;
  readonly timeZone: string;
  readonly run: string;
  readonly sites: number;
  readonly servers: number;
  /** Seconds after the schedule at which the last backup begins, and ends. */
  readonly lastBegins: number;
  readonly lastEnds: number;
  readonly withinTheHour: boolean;
  readonly byMorning: boolean;
  /** Servers whose task was refused for longer than it is tried: their sites have no backup. */
  readonly refused: number;
}

/** A limit, in the region in which it is farthest from enough. */
export interface LimitForecast extends Demand {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** About the number of sites from which on it is not enough. Absent where it is enough for all. */
  readonly breaksAt?: number;
  /** What to do, where it is not enough. */
  readonly remedy?: string;
}

export interface Forecast {
  readonly date: string;
  readonly sites: number;
  /** With the quotas as they are. */
  readonly asTheyAre: readonly ZoneForecast[];
  /** Once AWS has raised all that is short. */
  readonly raised: readonly ZoneForecast[];
  /** Those that break come first, the first of them first. */
  readonly limits: readonly LimitForecast[];
  /** About the number of sites from which on a promise is broken however much AWS raises, and what helps. */
  readonly promise?: { readonly breaksAt: number; readonly remedy: string };
}

export interface Circumstances {
  readonly date: string;
  readonly quotas: Quotas;
  readonly assumed: Assumptions;
}

/** Forecasts a night of these sites. */
export function forecast(sites: readonly DrawnSite[], circumstances: Circumstances): Forecast {
  const { date, assumed, quotas } = circumstances;
  const counts = ladder(sites.length);
  const demandsAt = remember((count) => demands(sites.slice(0, count), circumstances));
  const limits = worst(demandsAt(sites.length), quotas).map((limit): LimitForecast => {
    if (limit.demand <= limit.value) return limit;
    const broken = (count: number) =>
      demandsAt(count).some(
        ({ quota, region, demand }) => quota === limit.quota && demand > limitOf(quotas, quota, region).value,
      );
    const { remedy } = limitOf(quotas, limit.quota, limit.region);
    return { ...limit, breaksAt: firstOf(counts, broken), remedy: remedy(limit.demand) };
  });
  const order = (limit: LimitForecast) => limit.breaksAt ?? Infinity;
  return {
    date,
    sites: sites.length,
    asTheyAre: zones(sites, circumstances, (region) => limitsOf(region, quotas, assumed)),
    raised: zones(sites, circumstances, () => NO_LIMITS),
    limits: limits.sort((a, b) => order(a) - order(b) || b.demand / b.value - a.demand / a.value),
    promise: brokenPromise(sites, counts, circumstances),
  };
}

export function limitsOf(region: string, quotas: Quotas, { taskVcpu }: Assumptions): Limits {
  return {
    tasks: Math.floor(quotas.value('fargate-vcpu', region) / taskVcpu),
    startsPerSecond: quotas.value('run-task-rate', region),
  };
}

function demands(sites: readonly DrawnSite[], { date, assumed }: Circumstances): Demand[] {
  const regions = groupBy(wavesOf(sites, date, assumed), ({ region }) => region);
  const ofNights = [...regions].flatMap(([region, waves]) =>
    demandsOfNight(region, playRegion(waves, NO_LIMITS, assumed), assumed),
  );
  return [...ofNights, ...demandsOfSites(sites)];
}

/** Of each quota the region that needs the most of what it has. */
function worst(all: readonly Demand[], quotas: Quotas): LimitForecast[] {
  return [...groupBy(all, ({ quota }) => quota)].map(([id, ofQuota]) => {
    const limits = ofQuota.map((demand) => ({ ...limitOf(quotas, id, demand.region), ...demand }));
    const [first] = limits.sort((a, b) => b.demand / b.value - a.demand / a.value);
    const { quota, region, demand, name, unit, value } = first!;
    return { quota, region, demand, name, unit, value };
  });
}

function zones(
  sites: readonly DrawnSite[],
  { date, assumed }: Circumstances,
  limits: (region: string) => Limits,
): ZoneForecast[] {
  const regions = groupBy(wavesOf(sites, date, assumed), ({ region }) => region);
  return [...regions]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([region, waves]) => playRegion(waves, limits(region), assumed).map((played) => zoneOf(played, assumed)));
}

function zoneOf(played: PlayedWave, { refusedMinutes }: Assumptions): ZoneForecast {
  const { wave, batches } = played;
  const [begins, ends] = [lastBegins(played) - wave.start, lastEnds(played) - wave.start];
  return {
    region: wave.region,
    timeZone: wave.timeZone,
    run: wave.run,
    sites: batches.reduce((sum, { batch }) => sum + batch.sites.length, 0),
    servers: new Set(batches.map(({ batch }) => batch.server)).size,
    lastBegins: begins,
    lastEnds: ends,
    withinTheHour: begins <= HOUR,
    byMorning: ends <= MORNING,
    refused: batches.filter((one) => one.begins - one.asked > refusedMinutes * 60).length,
  };
}

/** The promise is broken by what is our own to change: the width of waves, or how many sites a server has. */
function brokenPromise(
  sites: readonly DrawnSite[],
  counts: readonly number[],
  circumstances: Circumstances,
): Forecast['promise'] {
  const keeps = (count: number, serversAtOnce: number) => {
    const assumed = { ...circumstances.assumed, serversAtOnce };
    const all = zones(sites.slice(0, count), { ...circumstances, assumed }, () => NO_LIMITS);
    return all.every(({ withinTheHour, byMorning }) => withinTheHour && byMorning);
  };
  const { serversAtOnce } = circumstances.assumed;
  if (keeps(sites.length, serversAtOnce)) return undefined;
  const widths = [2, 4, 8, 16, 32, 64, 128, 256].map((times) => times * serversAtOnce);
  const width = widths.find((wide) => keeps(sites.length, wide));
  const remedy =
    width === undefined
      ? 'no width of a wave helps, since servers take too long for their sites: fewer sites on each (maxSites), or a larger instanceType'
      : `raise serversAtOnce of the backup wave in lib/sites/site-waves.ts from ${serversAtOnce} to ${width}, and Fargate's vCPU with it`;
  return { breaksAt: firstOf(counts, (count) => !keeps(count, serversAtOnce)), remedy };
}

/** Counts of sites that are tried, each some 5 % above the one before. */
function ladder(count: number): number[] {
  const steps: number[] = [];
  for (let step = 1; step < count; step = Math.max(step + 1, Math.round(step * 1.05))) steps.push(step);
  return [...steps, count];
}

/** The first count for which something holds that holds for the last one. */
function firstOf(counts: readonly number[], holds: (count: number) => boolean): number {
  let [low, high] = [0, counts.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(counts[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return counts[high] ?? 0;
}

function remember<T>(calculate: (count: number) => T): (count: number) => T {
  const known = new Map<number, T>();
  return (count) => {
    const value = known.get(count) ?? calculate(count);
    known.set(count, value);
    return value;
  };
}
