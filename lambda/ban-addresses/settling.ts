import { ADDRESS_FAMILIES, readRange } from '../shared/addresses';
import type { AddressFamily } from '../shared/addresses';
import { inParallel } from '../../worker/parallel';
import type { BanList } from './ban-list';
import { LIST_CAPACITY } from './ban-list';
import type { ActiveBan, BanRegistry, Lifting } from './ban-registry';
import type { Ban } from './judging';
import type { BanScope } from './policy';

/** What bans are carried out with. */
export interface Means {
  readonly registry: Pick<BanRegistry, 'offender' | 'save' | 'active' | 'activeBan' | 'lift' | 'noteAnnounced'>;
  readonly lists: Readonly<Record<AddressFamily, Pick<BanList, 'read' | 'write'>>>;
  readonly scope: BanScope;
  /** Tells others of a ban. */
  readonly announce: (bans: readonly Ban[]) => Promise<void>;
  readonly now: () => Date;
  /** Waits for so many milliseconds at most. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** What a list was found to be, and what was done about it. */
export interface Settled {
  readonly family: AddressFamily;
  /** Addresses in the list now. */
  readonly listed: number;
  /** Added to the list, and taken from it. */
  readonly added: number;
  readonly removed: number;
  /** Bans that have ended. */
  readonly lifted: number;
  /** Bans that hold, for which there is no room in the list. */
  readonly evicted: number;
  /** Seconds for which the ban that was forgotten longest has held too long. */
  readonly overdueSeconds: number;
}

/** As many conflicts in a row as a busy minute of an attack may bring. */
const ATTEMPTS = 12;
const LONGEST_PAUSE = 1500;
const AT_ONCE = 8;

/** Brings the lists in line with the registry, which is the truth, ends what has expired, and tells of what is new. */
export async function settle(means: Means): Promise<Settled[]> {
  const settled: Settled[] = [];
  // One after the other: the firewall takes one change a second.
  for (const family of ADDRESS_FAMILIES) settled.push(await settleFamily(means, family));
  return settled;
}

async function settleFamily(means: Means, family: AddressFamily): Promise<Settled> {
  for (let attempt = 1; ; attempt += 1) {
    // The list first: whoever bans after the registry is read changes the list after this, and the token is void.
    const { addresses, token } = await means.lists[family].read();
    const active = await means.registry.active(family);
    const now = means.now();
    const plan = planList(active, means.scope, now);
    const wanted = new Set(plan.listed.map(({ address }) => address));
    const added = [...wanted].filter((address) => !addresses.has(address)).length;
    const removed = [...addresses].filter((address) => !wanted.has(address)).length;
    const changed = added + removed > 0;
    if (changed && !(await means.lists[family].write([...wanted], token))) {
      if (attempt === ATTEMPTS)
        throw new Error(`The list of banned ${family} addresses changed ${ATTEMPTS} times while it was worked on`);
      await means.pause(LONGEST_PAUSE);
      continue;
    }
    await tellOfNew(means, plan.listed);
    const lifted = await liftEnded(means, plan.ended);
    const { evicted, overdueSeconds } = plan;
    return { family, listed: wanted.size, added, removed, lifted, evicted, overdueSeconds };
  }
}

interface ListPlan {
  readonly listed: readonly ActiveBan[];
  readonly ended: readonly { readonly ban: ActiveBan; readonly lifting: Lifting }[];
  readonly evicted: number;
  readonly overdueSeconds: number;
}

/**
 * Which bans belong into the list. If there are more than it takes, those that end soonest stay out: they lose least.
 * What the config has allowed since is let go.
 */
export function planList(
  active: readonly ActiveBan[],
  scope: BanScope,
  now: Date,
  capacity: number = LIST_CAPACITY,
): ListPlan {
  const at = now.toISOString();
  const spared = ({ address }: ActiveBan) => {
    const range = readRange(address);
    return range === undefined || scope.spares(range);
  };
  const ended = active.flatMap((ban): ListPlan['ended'] => {
    if (ban.until <= at) return [{ ban, lifting: { at, because: 'expired' } }];
    return spared(ban) ? [{ ban, lifting: { at, because: 'allowed' } }] : [];
  });
  const over = new Set(ended.map(({ ban }) => ban));
  const holding = active
    .filter((ban) => !over.has(ban))
    .sort((a, b) => compare(b.until, a.until) || compare(a.address, b.address));
  const overdue = ended.map(({ ban }) => now.getTime() - Date.parse(ban.until));
  return {
    listed: holding.slice(0, capacity),
    ended,
    evicted: Math.max(0, holding.length - capacity),
    overdueSeconds: Math.max(0, ...overdue) / 1000,
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

async function liftEnded({ registry }: Means, ended: ListPlan['ended']): Promise<number> {
  const never = new AbortController().signal;
  const lifted = await inParallel(ended, AT_ONCE, never, ({ ban, lifting }) => registry.lift(ban, lifting));
  return lifted.filter(Boolean).length;
}

/** Once they hold. Should this be killed in between, the next run tells of them, perhaps again. */
async function tellOfNew({ registry, announce }: Means, listed: readonly ActiveBan[]): Promise<void> {
  const unannounced = listed.filter(({ announced }) => !announced);
  if (unannounced.length === 0) return;
  await announce(unannounced);
  const never = new AbortController().signal;
  await inParallel(unannounced, AT_ONCE, never, (ban) => registry.noteAnnounced(ban));
}
