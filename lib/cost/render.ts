import { table } from '../capacity/render';
import { groupBy } from '../config/group-by';
import type { CostLine, Estimate } from './estimate';
import { PRICES, priceOf } from './price-table';
import { USAGE, type Usage } from './usage';

/** Items that are shown of a region; the rest is one line. */
const SHOWN = 8;

/** The estimate for people. */
export function renderEstimate({ lines, sites, notPriced }: Estimate): string {
  const environments = groupBy(lines, ({ environment }) => environment);
  const blocks = [...environments].map(([environment, ofEnvironment]) => {
    const count = sites[environment] ?? 0;
    const own = total(ofEnvironment.filter(({ type }) => type === 'sites'));
    const all = total(ofEnvironment);
    const each =
      count > 0 ? `, ${dollars(all / count)} a site, ${dollars(own / count)} of it its own (${count} sites)` : '';
    return [
      `${environment}: ${dollars(all)} a month${each}`,
      ...[...regionsOf(ofEnvironment)].flatMap(renderRegion),
      '',
    ];
  });
  const unverified = [...new Set(lines.map(({ item }) => item))].filter((item) => !priceOf(item).verified);
  return [
    ...blocks.flat(),
    `All: ${dollars(total(lines))} a month. List prices of ${PRICES.asOf} in US dollars, before tax and discounts.`,
    `Not verified: ${unverified.map((item) => priceOf(item).name).join('; ')}; and every factor of a region but ${PRICES.region}'s.`,
    `Not priced: support, tax, subscriptions of third parties${notPriced.map((type) => `, ${type}`).join('')}.`,
  ].join('\n');
}

/** What a change makes dearer or cheaper, in whichever environment and region. */
export function renderDifference(base: Estimate, now: Estimate): string {
  const key = ({ environment, region, item }: CostLine) => [environment, region, item].join('\n');
  const [before, after] = [groupBy(base.lines, key), groupBy(now.lines, key)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  const rows = keys.flatMap((one) => {
    const [was, is] = [total(before.get(one) ?? []), total(after.get(one) ?? [])];
    if (Math.abs(is - was) < 0.005) return [];
    const [environment = '', region = '', item = ''] = one.split('\n');
    return [[environment, region, priceOf(item).name, dollars(was), dollars(is), signed(is - was)]];
  });
  if (rows.length === 0) return 'The change costs nothing more and nothing less.';
  const difference = signed(total(now.lines) - total(base.lines));
  return [
    ...table(['environment', 'region', 'item', 'before', 'after', 'a month'], rows),
    '',
    `All: ${difference} a month`,
  ].join('\n');
}

/** What an estimate rests on. */
export function renderUsage(usage: Usage): string {
  return table(
    ['used in a month', '', 'unit'],
    Object.entries(USAGE).map(([name, { unit }]) => [name, String(usage[name as keyof Usage]), unit]),
  ).join('\n');
}

type Groups = ReadonlyMap<string, readonly CostLine[]>;

function regionsOf(lines: readonly CostLine[]): Groups {
  return groupBy(lines, ({ region }) => region);
}

function renderRegion([region, lines]: [string, readonly CostLine[]]): string[] {
  const items = [...groupBy(lines, ({ item }) => item)]
    .map(([item, some]) => ({ item, quantity: some.reduce((sum, one) => sum + one.quantity, 0), cost: total(some) }))
    .sort((a, b) => b.cost - a.cost);
  const rows = items.slice(0, SHOWN).map(({ item, quantity, cost }) => {
    const { name, unit } = priceOf(item);
    return [`    ${name}`, `${Math.round(quantity * 10) / 10} x ${unit}`, dollars(cost)];
  });
  const rest = items.slice(SHOWN);
  if (rest.length > 0)
    rows.push([`    ${rest.length} more`, '', dollars(rest.reduce((sum, { cost }) => sum + cost, 0))]);
  return table([`  ${region}`, '', dollars(total(lines))], rows);
}

function total(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { cost }) => sum + cost, 0);
}

function dollars(value: number): string {
  return `$${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

function signed(value: number): string {
  return value < 0 ? `-${dollars(-value)}` : `+${dollars(value)}`;
}
