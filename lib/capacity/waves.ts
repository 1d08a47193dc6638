import { DateTime } from 'luxon';
import { SITES_AT_ONCE } from '../../lambda/plan-wave/planning';
import { isSaturday, runAt, type Run } from '../../lambda/shared/slots';
import { groupBy } from '../config/group-by';
import { serverSize, type Assumptions } from './assumptions';
import type { DrawnSite } from './population';

/** The sites of one server in a wave: what one execution of the map works on. Times are in seconds from its first task. */
export interface Batch {
  readonly server: string;
  readonly sites: readonly DrawnSite[];
  /** From the moment that the task works until its last backup begins. */
  readonly lastBegins: number;
  readonly lastEnds: number;
  /** Work on the server: backups, and at night the proof of one site and the copies. */
  readonly work: number;
  /** Tasks that are launched one after the other. */
  readonly tasks: number;
  /** All of it, if nothing is waited for. */
  readonly seconds: number;
  readonly newAttachments: number;
}

/** The backups of one time zone in one region at one time of its day. */
export interface Wave {
  readonly region: string;
  readonly timeZone: string;
  readonly run: Run;
  /** Seconds since 1970. */
  readonly start: number;
  readonly batches: readonly Batch[];
}

/** All waves of a local date, in the order in which they begin. */
export function wavesOf(sites: readonly DrawnSite[], date: string, assumed: Assumptions): Wave[] {
  const due = sites.flatMap((site) =>
    site.backupTimes.map((time) => ({ site, key: `${site.region} ${site.timeZone} ${time}` })),
  );
  return [...groupBy(due, ({ key }) => key)]
    .map(([key, all]): Wave => {
      const members = all.map(({ site }) => site);
      const [region = '', timeZone = '', time = ''] = key.split(' ');
      const run = runAt(time);
      const start = DateTime.fromISO(`${date}T${time}`, { zone: timeZone }).toSeconds();
      return { region, timeZone, run, start, batches: batchesOf(members, { date, run, assumed }) };
    })
    .sort((a, b) => a.start - b.start || compare(a.region + a.timeZone, b.region + b.timeZone));
}

interface Circumstances {
  readonly date: string;
  readonly run: Run;
  readonly assumed: Assumptions;
}

/** As the planner makes them: server by server, in parts where there are too many sites. */
function batchesOf(members: readonly DrawnSite[], circumstances: Circumstances): Batch[] {
  return [...groupBy(members, ({ server }) => server)]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([server, sites]) => {
      const parts = Math.ceil(sites.length / SITES_AT_ONCE);
      const size = Math.ceil(sites.length / parts);
      return Array.from({ length: parts }, (_, part) =>
        batchOf(server, sites.slice(part * size, (part + 1) * size), circumstances),
      );
    });
}

function batchOf(server: string, sites: readonly DrawnSite[], { date, run, assumed }: Circumstances): Batch {
  const { vcpu, diskRate } = serverSize(sites[0]?.instanceType ?? '');
  const atOnce = Math.min(assumed.sitesAtOnce, vcpu);
  const rateOf = (rate: number) => Math.min(rate, diskRate / atOnce) * 1e6;
  const fresh = sites.map((site) => newAttachmentBytes(site, date, assumed));
  const backups = sites.map((site, index) => {
    const listed = site.attachmentBytes / assumed.attachmentBytes / assumed.listRate;
    const copied = (fresh[index] ?? 0) / (assumed.attachmentRate * 1e6);
    return assumed.siteSeconds + site.databaseBytes / rateOf(assumed.dumpRate) + listed + copied;
  });
  const { lastBegins, lastEnds } = inTurn(backups, atOnce);
  const night = run === 'night';
  const [first] = sites;
  const proof =
    night && first
      ? first.databaseBytes / rateOf(assumed.restoreRate) +
        Math.min(first.attachmentBytes, assumed.proofAttachmentBytes) / (assumed.attachmentRate * 1e6)
      : 0;
  const copied = night ? sites.filter(({ nightlyCopies }) => nightlyCopies > 0) : [];
  const copies = copied.map(({ databaseBytes }) => assumed.siteSeconds + databaseBytes / rateOf(assumed.restoreRate));
  const work = lastEnds + proof + inTurn(copies, atOnce).lastEnds;
  const tasks = 1 + (night ? 1 : 0) + (copies.length > 0 ? 1 : 0);
  const seconds = tasks * assumed.launchSeconds + work + sites.length * assumed.rotateSiteSeconds;
  const newAttachments = fresh.reduce((sum, bytes) => sum + bytes, 0) / assumed.attachmentBytes;
  return { server, sites, lastBegins, lastEnds, work, tasks, seconds, newAttachments };
}

/** Bytes that a backup copies: what is new since the last one that might; above the limit that is Saturday's (D6). */
function newAttachmentBytes(site: DrawnSite, date: string, { newAttachments }: Assumptions): number {
  const limit = site.dailyAttachmentsLimit;
  const daily = limit === null || site.databaseBytes + site.attachmentBytes <= limit;
  if (!daily && !isSaturday(date)) return 0;
  return site.attachmentBytes * newAttachments * (daily ? 1 : 7);
}

/** When the last of some jobs begins and ends that are done in turn, so many at a time. */
export function inTurn(seconds: readonly number[], atOnce: number): { lastBegins: number; lastEnds: number } {
  const free = new Array<number>(Math.max(1, Math.min(atOnce, seconds.length))).fill(0);
  let [lastBegins, lastEnds] = [0, 0];
  for (const job of seconds) {
    const slot = free.indexOf(Math.min(...free));
    const begins = free[slot] ?? 0;
    free[slot] = begins + job;
    lastBegins = Math.max(lastBegins, begins);
    lastEnds = Math.max(lastEnds, begins + job);
  }
  return { lastBegins, lastEnds };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
