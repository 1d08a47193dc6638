import { rangeText } from '../shared/addresses';
import type { AddressFamily, AddressRange } from '../shared/addresses';
import type { BanPolicy } from './policy';

export const OFFENCE_KINDS = ['failed-login', 'flagged-request'] as const;
export type OffenceKind = (typeof OFFENCE_KINDS)[number];

/** Something that an address did, and that is not welcome. */
export interface Offence {
  readonly kind: OffenceKind;
  /** As the firewall or the application saw it. */
  readonly address: string;
  /** ISO 8601 instant. */
  readonly at: string;
  /** The same whenever it is reported again. */
  readonly id: string;
}

export type RecentOffence = Omit<Offence, 'address'>;

/** What is remembered of a range. */
export interface Offender {
  /** Of the kinds that have not led to a ban yet, within their time. */
  readonly recent: readonly RecentOffence[];
  /** Bans in a row, without a long time between them. */
  readonly bans: number;
  /** End of the latest ban. */
  readonly until?: string;
}

export interface Ban {
  /** Range, written canonically. */
  readonly address: string;
  readonly family: AddressFamily;
  readonly reason: OffenceKind | 'manual';
  /** The how manieth in a row it is; its length follows from it. */
  readonly count: number;
  readonly since: string;
  /** First instant at which it holds no more. */
  readonly until: string;
  /** Who banned by hand, and why. */
  readonly by?: string;
  readonly why?: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** What is reported later than this says nothing of the present: a queue that was emptied, a log that was replayed. */
const STALE_MINUTES = 60;

export const UNKNOWN: Offender = { recent: [], bans: 0 };

/**
 * Takes offences of one range to account (NW-05). Whatever is reported twice counts once, and what was done before the
 * end of a ban counts no more: a report that comes late does not lengthen it.
 */
export function judge(
  range: AddressRange,
  known: Offender,
  offences: readonly RecentOffence[],
  policy: BanPolicy,
  now: Date,
): { readonly offender: Offender; readonly ban?: Ban } {
  const time = now.getTime();
  const counts = ({ at }: RecentOffence) => {
    const then = Date.parse(at);
    return then > time - STALE_MINUTES * MINUTE && then <= time + MINUTE && (!known.until || at > known.until);
  };
  const recent = OFFENCE_KINDS.flatMap((kind) => {
    const all = [...known.recent, ...offences].filter((offence) => offence.kind === kind && counts(offence));
    return withinTime(all, limitOf(policy, kind).withinMinutes);
  });
  const reason = OFFENCE_KINDS.find(
    (kind) => recent.filter((offence) => offence.kind === kind).length >= limitOf(policy, kind).threshold,
  );
  if (!reason) return { offender: { ...known, recent } };
  return banned(range, known, policy, now, { reason });
}

/** @param given What a person decides: who, why, and for how long. Default length: that of the how manieth ban it is. */
export function banned(
  range: AddressRange,
  known: Offender,
  policy: BanPolicy,
  now: Date,
  given: Pick<Ban, 'reason' | 'by' | 'why'> & { readonly minutes?: number },
): { readonly offender: Offender; readonly ban: Ban } {
  const { minutes, ...words } = given;
  const forgotten = known.until && now.getTime() - Date.parse(known.until) > policy.forgetAfterDays * DAY;
  const count = (forgotten ? 0 : known.bans) + 1;
  // Doubling soon exceeds what a number holds exactly; the longest ban is reached long before.
  const doubled = policy.banMinutes * 2 ** Math.min(count - 1, 30);
  const length = Math.min(minutes ?? doubled, policy.longestBanMinutes);
  const until = new Date(now.getTime() + length * MINUTE).toISOString();
  const ban = { address: rangeText(range), family: range.family, count, since: now.toISOString(), until, ...words };
  return { offender: { recent: [], bans: count, until }, ban };
}

/** What remains of an offender once a person has lifted its ban: it was a mistake, so nothing is counted on. */
export function pardoned(now: Date): Offender {
  return { ...UNKNOWN, until: now.toISOString() };
}

export function limitOf(policy: BanPolicy, kind: OffenceKind): BanPolicy['failedLogins'] {
  return kind === 'failed-login' ? policy.failedLogins : policy.flaggedRequests;
}

/** Those that lie together with the latest one, each once. By their own times: logs arrive late, and all at once. */
function withinTime(offences: readonly RecentOffence[], minutes: number): RecentOffence[] {
  const once = [...new Map(offences.map((offence) => [offence.id, offence])).values()];
  const latest = Math.max(...once.map(({ at }) => Date.parse(at)));
  return once.filter(({ at }) => Date.parse(at) > latest - minutes * MINUTE);
}
