import { RECOVERY_TIME_HOURS } from '../../backup/retention';
import type { Drill } from '../drill';
import { markup, type Content } from '../markup';
import type { Figure } from './figure';
import { line, round, svg, text, WIDTHS, type Form } from './svg';

/** Hours that may be lost: between two backups of a site (BK-01), and where two a day are ordered (BK-12). */
const LOSS_HOURS = { nightly: 24, 'twice-daily': 12 } as const;
/** Drills that are drawn; the table has them all. */
const NEWEST = 12;
const SECONDS = 3600;

interface Scale {
  readonly title: string;
  /** Where it ends. */
  readonly end: number;
  readonly at: (value: number) => number;
  readonly ticks: readonly (readonly [number, string])[];
  readonly limits: readonly (readonly [number, string])[];
  readonly shown: (value: number) => string;
}

/** What was lost and how long it took, drill by drill, against what is promised (DR-01, BK-01, BK-12). */
export function recoveryTimes(drills: readonly Drill[]): Figure {
  const title = 'What drills lost, and how long they took';
  const newest = [...drills].reverse().slice(0, NEWEST);
  const description = newest
    .map(
      ({ at, sites, regionSeconds }) =>
        `${at.slice(0, 10)}: at most ${hours(most(sites.map(({ rpoHours }) => rpoHours)))} lost, ${regionSeconds === undefined ? 'not all sites recovered' : `recovered in ${duration(regionSeconds)}`}`,
    )
    .join('; ');
  const draw = (form: Form) => svg({ form, title, description, ...chart(newest, form) });
  return { name: 'recovery-times', title, wide: draw('wide'), narrow: draw('narrow'), traces: [] };
}

function chart(drills: readonly Drill[], form: Form): { height: number; content: Content } {
  const wide = form === 'wide';
  const label = wide ? 150 : 0;
  const room = wide ? (WIDTHS.wide - label) / 2 - VALUE - 30 : WIDTHS.narrow - 16 - VALUE;
  const left = wide ? label : 8;
  const lost = panel(lostScale(drills, left, room), drills, wide, 0, (drill) =>
    drill.sites.map(({ rpoHours, site }) => ({ value: rpoHours, what: site })),
  );
  const second = wide ? { x: label + room + VALUE + 40, y: 0 } : { x: 8, y: lost.height + 24 };
  const took = panel(tookScale(second.x, room), drills, wide, second.y, (drill) => [
    ...drill.sites.map(({ rtoSeconds, site }) => ({ value: rtoSeconds, what: site })),
    ...(drill.regionSeconds === undefined ? [] : [{ value: drill.regionSeconds, what: 'whole region', whole: true }]),
  ]);
  const names = wide ? drills.map((drill, i) => text({ x: 0, y: rowAt(0, i, true) + 4 }, dateOf(drill), 'line')) : [];
  return { height: second.y + took.height, content: [names, lost.content, took.content] };
}

/** Room for what was measured, beside a panel. */
const VALUE = 64;
const HEAD = 62;
function rowAt(y: number, index: number, wide: boolean): number {
  return y + HEAD + 18 + index * (wide ? 30 : 46) + (wide ? 0 : 14);
}

interface Point {
  readonly value: number;
  readonly what: string;
  /** The region as a whole. @default - a site */
  readonly whole?: boolean;
}

function panel(
  scale: Scale,
  drills: readonly Drill[],
  wide: boolean,
  y: number,
  pointsOf: (drill: Drill) => readonly Point[],
): { height: number; content: Content } {
  const foot = rowAt(y, drills.length, wide) - (wide ? 8 : 24);
  const start = scale.at(scale.ticks[0]![0]);
  return {
    height: foot - y + 24,
    content: [
      text({ x: start, y: y + 16 }, scale.title, 'title'),
      scale.ticks.map(([value, name]) => [
        line({ x: scale.at(value), y: y + HEAD }, { x: scale.at(value), y: foot }, 'rule'),
        text({ x: scale.at(value), y: foot + 16 }, name, 'small', value === scale.ticks[0]![0] ? 'start' : 'middle'),
      ]),
      scale.limits.map(([value, name]) => [
        line({ x: scale.at(value), y: y + HEAD - 12 }, { x: scale.at(value), y: foot }, 'limit'),
        text({ x: scale.at(value) + 4, y: y + HEAD - 16 }, name, 'small', 'end'),
      ]),
      drills.map((drill, row) => {
        const at = rowAt(y, row, wide);
        const points = pointsOf(drill);
        const worst = Math.max(...points.map(({ value }) => value));
        const kind = drill.met ? 'measured' : 'measured missed';
        return [
          wide ? undefined : text({ x: start, y: at - 14 }, dateOf(drill), 'label'),
          line({ x: start, y: at }, { x: scale.end, y: at }, 'rule'),
          points.map((point) =>
            dot(scale.at(point.value), at, point.whole ? 6 : 4, kind, `${point.what}: ${scale.shown(point.value)}`),
          ),
          points.length > 0 && text({ x: scale.end + VALUE, y: at + 4 }, scale.shown(worst), 'line', 'end'),
          '\n',
        ];
      }),
    ],
  };
}

function dot(x: number, y: number, radius: number, kind: string, what: string): Content {
  return markup`<circle class="${kind}" cx="${round(x)}" cy="${round(y)}" r="${radius}"><title>${what}</title></circle>`;
}

function lostScale(drills: readonly Drill[], left: number, room: number): Scale {
  const worst = most(drills.flatMap(({ sites }) => sites.map(({ rpoHours }) => rpoHours)));
  const end = Math.max(30, Math.ceil(worst / 6) * 6 + 6);
  const step = end > 60 ? 24 : 6;
  return {
    title: 'Lost (RPO), and the most of it',
    end: left + room,
    at: (value) => left + (value / end) * room,
    ticks: Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => [i * step, `${i * step} h`] as const),
    limits: [
      [LOSS_HOURS['twice-daily'], 'twice a day: 12 h'],
      [LOSS_HOURS.nightly, 'promised: 24 h'],
    ],
    shown: hours,
  };
}

/** From a second to a day, each tenfold as long as the last. */
function tookScale(left: number, room: number): Scale {
  const end = Math.log(24 * SECONDS);
  return {
    title: 'Took (RTO), and the whole region',
    end: left + room,
    at: (value) => left + (Math.log(Math.max(1, value)) / end) * room,
    ticks: [
      [1, '1 s'],
      [10, '10 s'],
      [60, '1 min'],
      [600, '10 min'],
      [SECONDS, '1 h'],
    ],
    limits: [[RECOVERY_TIME_HOURS * SECONDS, `promised: ${RECOVERY_TIME_HOURS} h`]],
    shown: duration,
  };
}

function most(values: readonly number[]): number {
  return Math.max(0, ...values);
}

function hours(value: number): string {
  return `${value.toFixed(1)} h`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 2 * SECONDS ? `${(seconds / 60).toFixed(0)} min` : hours(seconds / SECONDS);
}

function dateOf({ at, kind }: Drill): string {
  return `${at.slice(0, 10)} ${kind}`;
}
