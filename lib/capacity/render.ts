import { ASSUMPTIONS, type Assumptions } from './assumptions';
import type { Forecast, LimitForecast, ZoneForecast } from './forecast';

/** The forecast for people. */
export function renderForecast({ date, sites, asTheyAre, raised, limits, promise }: Forecast): string {
  const broken = limits.filter(({ breaksAt }) => breaksAt !== undefined);
  const [first] = broken;
  return [
    `${count(sites)} sites in the nights of ${date}`,
    '',
    first
      ? `First to break: ${first.name} in ${first.region}, at about ${count(first.breaksAt ?? 0)} sites.`
      : 'No quota breaks.',
    '',
    ...table(['limit', 'region', 'have', 'need', 'breaks at', 'what to do'], limits.map(limitRow)),
    '',
    promise
      ? `However much AWS raises, not every backup is in time from about ${count(promise.breaksAt)} sites on: ${promise.remedy}.`
      : 'Once AWS has raised what is short, every last backup begins within the hour (BK-01) and ends by 8 in the morning.',
    '',
    'With the quotas as they are',
    '',
    ...zoneTable(asTheyAre),
    '',
    'Once they are raised',
    '',
    ...zoneTable(raised),
  ].join('\n');
}

/** What a forecast rests on. */
export function renderAssumptions(assumed: Assumptions): string {
  return table(
    ['assumed', '', 'unit', 'source'],
    Object.entries(ASSUMPTIONS).map(([name, { value, unit, source }]) => {
      const used = assumed[name as keyof Assumptions];
      return [name, String(used), unit, used === value ? source : 'given with --assume'];
    }),
  ).join('\n');
}

function limitRow({ name, region, value, demand, unit, breaksAt, remedy = '' }: LimitForecast): string[] {
  const need = demand < 10 ? String(Math.round(demand * 10) / 10) : count(demand);
  return [name, region, `${count(value)} ${unit}`, need, breaksAt === undefined ? '-' : count(breaksAt), remedy];
}

function zoneTable(zones: readonly ZoneForecast[]): string[] {
  return table(
    ['region', 'time zone', 'run', 'sites', 'servers', 'last begins', 'last ends', 'in time?'],
    zones.map((zone) => [
      zone.region,
      zone.timeZone,
      zone.run,
      count(zone.sites),
      count(zone.servers),
      clock(zone, zone.lastBegins),
      clock(zone, zone.lastEnds),
      verdict(zone),
    ]),
  );
}

function verdict({ refused, withinTheHour, byMorning }: ZoneForecast): string {
  const troubles = [
    ...(refused > 0 ? [`${count(refused)} servers given up: their tasks are refused for too long`] : []),
    ...(withinTheHour ? [] : ['begins after the hour']),
    ...(byMorning ? [] : ['ends after the morning']),
  ];
  return troubles.length > 0 ? troubles.join('; ') : 'yes';
}

/** Local time of the schedule's day. No clock is changed between a schedule and the morning after it (D4). */
function clock({ run }: ZoneForecast, seconds: number): string {
  const minutes = (run === 'night' ? 4 : 16) * 60 + Math.ceil(seconds / 60);
  const days = Math.floor(minutes / 1440);
  const time = [Math.floor((minutes % 1440) / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return days > 0 ? `${time} +${days} d` : time;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
