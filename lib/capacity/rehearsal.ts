import { z } from 'zod';
import { groupBy } from '../config/group-by';
import { ASSUMPTIONS } from './assumptions';
import { table } from './render';
import { inTurn } from './waves';

/** How far a forecast may be from what was measured. */
const TOLERANCE = 0.2;
const AT_ONCE = ASSUMPTIONS.sitesAtOnce.value;
/** Fewer bytes tell nothing of the rate of a dump: what is measured is noise. */
const TELLING_BYTES = 20e6;

const backupSchema = z.object({
  site: z.string(),
  timeZone: z.string(),
  localDate: z.string(),
  run: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  databaseBytes: z.number().nonnegative(),
  attachmentsIncluded: z.boolean(),
});
type Backup = z.infer<typeof backupSchema>;

const reportSchema = z.object({
  backups: z.array(backupSchema).min(1, 'must have backups; run the rehearsal again to have them reported'),
  nights: z.object({ failed: z.array(z.object({ date: z.string(), timeZone: z.string() })) }).optional(),
});
export type MeasuredNights = z.infer<typeof reportSchema>;

/** Reads the report of a rehearsal. @throws Error that says what is missing. */
export function parseReport(text: string): MeasuredNights {
  const result = reportSchema.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new Error(`This is not the report of a rehearsal: ${issues.slice(0, 3).join('; ')}`);
}

/** A wave of one time zone, as it was forecast and as it was. */
export interface ComparedWave {
  readonly timeZone: string;
  readonly run: string;
  readonly sites: number;
  /** Waves that were measured. */
  readonly nights: number;
  /** Seconds from the beginning of the first backup to the end of the last. */
  readonly predicted: number;
  readonly measured: number;
}

export interface Comparison {
  /** What the first half of the nights tell: seconds that every site takes, that lie between two, and MB/s of a database. */
  readonly siteSeconds: number;
  readonly secondsBetween: number;
  readonly dumpRate?: number;
  /** The other half of the nights. */
  readonly waves: readonly ComparedWave[];
  /** Of all waves together, how far the forecast is from what was measured, as a share of it. */
  readonly deviation: number;
  readonly agrees: boolean;
}

/**
 * Holds the simulation against a rehearsal. How long a site takes is learnt from every other night; how long the waves of
 * the nights between them take is then forecast as it is for AWS, and compared with what was measured of them. Nights on
 * which something failed on purpose are left out.
 */
export function compareWithRehearsal({ backups, nights }: MeasuredNights): Comparison {
  const failed = new Set(nights?.failed.map(({ date, timeZone }) => `${date} ${timeZone}`));
  const good = backups.filter(({ localDate, timeZone }) => !failed.has(`${localDate} ${timeZone}`));
  const zones = [...groupBy(good, ({ timeZone, run }) => `${timeZone} ${run}`).values()].map(wholeWaves);
  const learnt = zones.flatMap((waves) => waves.filter((_, index) => index % 2 === 0));
  const { siteSeconds, secondsPerByte } = learn(learnt);
  const between = median(learnt.flatMap(pauses));
  const waves = zones.flatMap((all): ComparedWave[] => {
    const others = all.filter((_, index) => index % 2 === 1);
    const [first] = others;
    if (!first) return [];
    const { timeZone, run } = first[0]!;
    const predicted = others.map((wave) => {
      const seconds = inOrder(wave).map(({ databaseBytes }) => between + siteSeconds + databaseBytes * secondsPerByte);
      return inTurn(seconds, AT_ONCE).lastEnds - between;
    });
    const measured = others.map(lengthOf);
    return [
      {
        timeZone,
        run,
        sites: first.length,
        nights: others.length,
        predicted: mean(predicted),
        measured: median(measured),
      },
    ];
  });
  if (waves.length === 0)
    throw new Error('The rehearsal has too few nights: each zone needs two that nothing disturbed');
  const total = (of: (wave: ComparedWave) => number) => waves.reduce((sum, wave) => sum + of(wave), 0);
  const deviation = total(({ predicted }) => predicted) / total(({ measured }) => measured) - 1;
  return {
    siteSeconds,
    secondsBetween: between,
    ...(secondsPerByte > 0 && { dumpRate: 1 / secondsPerByte / 1e6 }),
    waves,
    deviation,
    agrees: Math.abs(deviation) <= TOLERANCE,
  };
}

export function renderComparison({
  siteSeconds,
  secondsBetween,
  dumpRate,
  waves,
  deviation,
  agrees,
}: Comparison): string {
  const percent = (share: number) => `${share > 0 ? '+' : ''}${Math.round(share * 100)} %`;
  const rate =
    dumpRate === undefined ? 'databases too small to tell a rate' : `${Math.round(dumpRate)} MB/s of a database`;
  return [
    `Learnt from every other night: ${siteSeconds.toFixed(2)} s a site and ${secondsBetween.toFixed(2)} s between two, ${rate}.`,
    '',
    ...table(
      ['time zone', 'run', 'sites', 'nights', 'predicted (s)', 'measured (s)', 'deviation'],
      waves.map(({ timeZone, run, sites, nights, predicted, measured }) => [
        timeZone,
        run,
        String(sites),
        String(nights),
        predicted.toFixed(2),
        measured.toFixed(2),
        percent(predicted / measured - 1),
      ]),
    ),
    '',
    `All waves together: ${percent(deviation)}; the simulation ${agrees ? 'agrees' : 'does NOT agree'} within ${TOLERANCE * 100} %.`,
  ].join('\n');
}

/** The waves of a zone of which every site's backup was kept, old to new. */
function wholeWaves(backups: readonly Backup[]): Backup[][] {
  const waves = [...groupBy(backups, ({ localDate }) => localDate)].sort(([a], [b]) => (a < b ? -1 : 1));
  const most = Math.max(...waves.map(([, wave]) => wave.length));
  return waves.map(([, wave]) => wave).filter(({ length }) => length === most);
}

/** Least squares over the sites' medians: what every site takes, and what each byte of its database adds. */
function learn(waves: readonly (readonly Backup[])[]): { siteSeconds: number; secondsPerByte: number } {
  const points = [...groupBy(waves.flat(), ({ site }) => site).values()].map((ofSite) => ({
    bytes: median(ofSite.map(({ databaseBytes }) => databaseBytes)),
    seconds: median(ofSite.map(secondsOf)),
  }));
  const [bytes, seconds] = [mean(points.map((one) => one.bytes)), mean(points.map((one) => one.seconds))];
  const spread = points.reduce((sum, one) => sum + (one.bytes - bytes) ** 2, 0);
  const together = points.reduce((sum, one) => sum + (one.bytes - bytes) * (one.seconds - seconds), 0);
  const tells = Math.max(...points.map((one) => one.bytes)) >= TELLING_BYTES && spread > 0 && together > 0;
  const secondsPerByte = tells ? together / spread : 0;
  return { siteSeconds: Math.max(0, seconds - secondsPerByte * bytes), secondsPerByte };
}

/** Seconds from the end of a backup to the beginning of the next in its place: leases, keys, and what is cleared away. */
function pauses(wave: readonly Backup[]): number[] {
  const begins = wave.map(({ startedAt }) => Date.parse(startedAt)).sort((a, b) => a - b);
  const ends = wave.map(({ finishedAt }) => Date.parse(finishedAt)).sort((a, b) => a - b);
  return begins.slice(AT_ONCE).map((begin, index) => Math.max(0, begin - (ends[index] ?? begin)) / 1000);
}

/** In the order in which a run of the worker takes them. */
function inOrder(wave: readonly Backup[]): Backup[] {
  return [...wave].sort((a, b) => (a.site < b.site ? -1 : 1));
}

function lengthOf(wave: readonly Backup[]): number {
  const begins = Math.min(...wave.map(({ startedAt }) => Date.parse(startedAt)));
  return (Math.max(...wave.map(({ finishedAt }) => Date.parse(finishedAt))) - begins) / 1000;
}

function secondsOf({ startedAt, finishedAt }: Backup): number {
  return (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @returns 0 of nothing */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
