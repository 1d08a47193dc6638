import { PRICES } from '../cost/price-table';
import { QUOTAS_AS_OF } from '../quotas/quota-table';
import { SUPPORT, SUPPORT_TABLE } from './support-table';
import type { Support } from './support-table';
import type { Use } from './uses';

/** Days before an end: the synth warns, later the tests fail. */
export const LEAD_DAYS = { warning: 90, failure: 60 } as const;

/** After so many days a date has to be compared with its source again: ends are put off, and brought forward. */
export const REVIEW_DAYS = 365;

/** Tables of this project that are right on a day only, by their path. */
const DATED_TABLES: Readonly<Record<string, string>> = {
  'lib/cost/aws-prices.yaml': PRICES.asOf,
  'lib/quotas/aws-quotas.yaml': QUOTAS_AS_OF,
};

export interface SupportOptions {
  /** `yyyy-mm-dd`. */
  readonly today: string;
  /** Days before an end that there must be still. */
  readonly leadDays: number;
  /** @default - the table */
  readonly support?: readonly Support[];
  /** Dates of tables by path. @default - those of the project */
  readonly tables?: Readonly<Record<string, string>>;
}

/** What the platform uses and others will soon no longer support, or nobody knows until when; one sentence each. */
export function supportProblems(uses: readonly Use[], options: SupportOptions): string[] {
  const { today, leadDays, support = SUPPORT, tables = DATED_TABLES } = options;
  const rows = new Map(support.map((row) => [row.uses, row]));
  const ending = uses.flatMap(({ what, where, ends: own }): string[] => {
    const row = rows.get(what);
    if (own === undefined && !row) {
      return [
        `'${what}', used by ${where}, is not in ${SUPPORT_TABLE}; add it, with the end of its support and source`,
      ];
    }
    const ends = own ?? row?.ends;
    if (ends === undefined) return [];
    const days = daysFrom(today, ends);
    if (days > leadDays) return [];
    const when =
      days < 0 ? `has been without support since ${ends}` : `is supported until ${ends}, for ${days} days more`;
    return [`'${what}', used by ${where}, ${when}; change to what succeeds it`];
  });
  const reviewed = (name: string, date: string, remedy: string): string[] =>
    daysFrom(date, today) > REVIEW_DAYS + LEAD_DAYS.failure - leadDays
      ? [`${name} was last compared with its source on ${date}; ${remedy}`]
      : [];
  return [
    ...ending,
    ...support.flatMap(({ uses: name, reviewed: date, source }) =>
      reviewed(`'${name}' in ${SUPPORT_TABLE}`, date, `look at ${source} and put the date right`),
    ),
    ...Object.entries(tables).flatMap(([path, date]) =>
      reviewed(path, date, 'compare its rows with their sources and put `asOf` right'),
    ),
  ];
}

/** Rows of the table that are about nothing that is used. */
export function unusedSupport(uses: readonly Use[], support: readonly Support[] = SUPPORT): string[] {
  return support.filter((row) => uses.every(({ what }) => what !== row.uses)).map((row) => row.uses);
}

function daysFrom(start: string, end: string): number {
  return Math.round((Date.parse(end) - Date.parse(start)) / 86_400_000);
}
