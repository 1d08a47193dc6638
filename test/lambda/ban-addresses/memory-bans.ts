import type { ActiveBan, Lifting, ReadOffender } from '../../../lambda/ban-addresses/ban-registry';
import { UNKNOWN, type Ban, type Offender } from '../../../lambda/ban-addresses/judging';
import { BanScope, type BanPolicy } from '../../../lambda/ban-addresses/policy';
import type { Means } from '../../../lambda/ban-addresses/settling';
import { rangeText } from '../../../lambda/shared/addresses';
import type { AddressFamily, AddressRange } from '../../../lambda/shared/addresses';

/** A ban, and how it ended if it did. */
export interface PastBan extends Ban {
  readonly lifted?: Lifting;
}

/** Registry, lists and clock in memory, for years that pass in a moment. */
export class MemoryBans {
  public readonly lists: Record<AddressFamily, readonly string[]> = { ipv4: [], ipv6: [] };
  public readonly history: PastBan[] = [];
  public readonly announced: Ban[] = [];
  public readonly means: Means;
  private readonly offenders = new Map<string, ReadOffender>();
  private readonly active = new Map<string, ActiveBan>();

  constructor(
    policy: BanPolicy,
    public now: Date,
  ) {
    this.means = {
      registry: this.registry(),
      lists: { ipv4: this.list('ipv4'), ipv6: this.list('ipv6') },
      scope: new BanScope(policy),
      announce: (bans) => Promise.resolve(void this.announced.push(...bans)),
      now: () => this.now,
      pause: () => Promise.resolve(),
    };
  }

  private registry(): Means['registry'] {
    const remember = (address: string, read: ReadOffender, offender: Offender) => {
      if ((this.offenders.get(address)?.revision ?? 0) !== read.revision) return false;
      this.offenders.set(address, { offender, revision: read.revision + 1 });
      return true;
    };
    return {
      offender: (range) => Promise.resolve(this.offenders.get(rangeText(range)) ?? { offender: UNKNOWN, revision: 0 }),
      save: (range: AddressRange, read: ReadOffender, offender: Offender, _now: Date, ban?: Ban) => {
        const written = remember(rangeText(range), read, offender);
        if (written && ban) {
          this.active.set(ban.address, { ...ban, announced: false });
          this.history.push(ban);
        }
        return Promise.resolve(written);
      },
      active: (family) => Promise.resolve([...this.active.values()].filter((ban) => ban.family === family)),
      activeBan: (range) => Promise.resolve(this.active.get(rangeText(range))),
      lift: (ban, lifted, pardon) => {
        if (this.active.get(ban.address)?.since !== ban.since) return Promise.resolve(false);
        if (pardon && !remember(ban.address, pardon.read, pardon.offender)) return Promise.resolve(false);
        this.active.delete(ban.address);
        const index = this.history.findIndex(({ address, since }) => address === ban.address && since === ban.since);
        this.history[index] = { ...(this.history[index] as Ban), lifted };
        return Promise.resolve(true);
      },
      noteAnnounced: (ban) => {
        const known = this.active.get(ban.address);
        if (known) this.active.set(ban.address, { ...known, announced: true });
        return Promise.resolve();
      },
    };
  }

  private list(family: AddressFamily): Means['lists'][AddressFamily] {
    return {
      read: () => Promise.resolve({ addresses: new Set(this.lists[family]), token: '' }),
      write: (addresses) => {
        this.lists[family] = addresses;
        return Promise.resolve(true);
      },
    };
  }
}
