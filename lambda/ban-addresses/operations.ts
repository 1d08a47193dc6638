import { rangeText } from '../shared/addresses';
import type { AddressRange } from '../shared/addresses';
import { inParallel } from '../../worker/parallel';
import { banned, judge, pardoned, type Ban, type Offence } from './judging';
import type { BanPolicy } from './policy';
import type { Operation } from './request';
import type { Means } from './settling';

/** Ranges that are taken to account at a time. */
const AT_ONCE = 8;
/** Somebody else wrote of the same range each time. */
const ATTEMPTS = 10;

export interface Judged {
  readonly bans: readonly Ban[];
  /** Offences of nobody that may be banned: allowed, private, or no address at all. */
  readonly ignored: number;
}

/** Takes offences to account, each range by itself. Killed and run again with the same offences, it counts none twice. */
export async function judgeAll(means: Means, policy: BanPolicy, offences: readonly Offence[]): Promise<Judged> {
  const byRange = new Map<string, { readonly range: AddressRange; readonly offences: Offence[] }>();
  let ignored = 0;
  for (const offence of offences) {
    const range = means.scope.rangeFor(offence.address);
    if (!range || means.scope.spares(range)) {
      ignored += 1;
      continue;
    }
    const key = rangeText(range);
    const known = byRange.get(key) ?? { range, offences: [] };
    known.offences.push(offence);
    byRange.set(key, known);
  }
  const never = new AbortController().signal;
  const bans = await inParallel([...byRange.values()], AT_ONCE, never, ({ range, offences: own }) =>
    judgeRange(means, policy, range, own),
  );
  return { bans: bans.flatMap((ban) => ban ?? []), ignored };
}

async function judgeRange(
  means: Means,
  policy: BanPolicy,
  range: AddressRange,
  offences: readonly Offence[],
): Promise<Ban | undefined> {
  const recent = offences.map(({ kind, at, id }) => ({ kind, at, id }));
  return retried(means, rangeText(range), async () => {
    const read = await means.registry.offender(range);
    const now = means.now();
    const { offender, ban } = judge(range, read.offender, recent, policy, now);
    // What is known already, or too old, is not written again.
    if (!ban && JSON.stringify(offender) === JSON.stringify(read.offender)) return { done: undefined };
    return (await means.registry.save(range, read, offender, now, ban)) && { done: ban };
  });
}

/** @throws if the address may not be banned. */
export async function banByHand(
  means: Means,
  policy: BanPolicy,
  { address, by, why, minutes }: Extract<Operation, { operation: 'ban' }>,
): Promise<Ban> {
  const range = rangeOf(means, address);
  if (means.scope.spares(range)) {
    throw new Error(
      `${address} is never banned: it is private, one of our own, or in 'bans.allowed' of platform.yaml; take it off that list first`,
    );
  }
  if (minutes !== undefined && minutes > policy.longestBanMinutes) {
    throw new Error(`${minutes} minutes is too long for a ban; ${policy.longestBanMinutes} are allowed, name fewer`);
  }
  return retried(means, address, async () => {
    const read = await means.registry.offender(range);
    const now = means.now();
    const given = { reason: 'manual', by, why, ...(minutes !== undefined && { minutes }) } as const;
    const { offender, ban } = banned(range, read.offender, policy, now, given);
    return (await means.registry.save(range, read, offender, now, ban)) && { done: ban };
  });
}

/** @returns the ban that was lifted; undefined if there was none. */
export async function unbanByHand(
  means: Means,
  { address, by, why }: Extract<Operation, { operation: 'unban' }>,
): Promise<Ban | undefined> {
  const range = rangeOf(means, address);
  return retried(means, address, async () => {
    const [ban, read] = [await means.registry.activeBan(range), await means.registry.offender(range)];
    if (!ban) return { done: undefined };
    const now = means.now();
    const lifting = { at: now.toISOString(), because: 'manual', by, why } as const;
    const pardon = { range, read, offender: pardoned(now) };
    return (await means.registry.lift(ban, lifting, pardon)) && { done: ban };
  });
}

/** What is banned for a single address; it may also be written as the list of bans shows it. */
function rangeOf({ scope }: Means, text: string): AddressRange {
  const range = scope.rangeFor(text);
  const ofAddress = scope.rangeFor(text.split('/')[0] ?? '');
  if (range && ofAddress && rangeText(range) === rangeText(ofAddress)) return range;
  throw new Error(`'${text}' is no single address; write one such as 203.0.113.7 or 2001:db8::7`);
}

/** Tries until nobody else has written in between. */
async function retried<T>(
  means: Means,
  what: string,
  attempt: () => Promise<{ readonly done: T } | false>,
): Promise<T> {
  for (let count = 1; count <= ATTEMPTS; count += 1) {
    const outcome = await attempt();
    if (outcome) return outcome.done;
    await means.pause(100 * count);
  }
  throw new Error(`Others wrote of ${what} ${ATTEMPTS} times while it was worked on; try again`);
}
