import { GetIPSetCommand, UpdateIPSetCommand } from '@aws-sdk/client-wafv2';
import type { WAFV2Client } from '@aws-sdk/client-wafv2';
import { rangeText, readRange } from '../shared/addresses';
import type { AddressFamily } from '../shared/addresses';
import type { BanLists } from './environment';

/** The firewall takes no longer list. */
export const LIST_CAPACITY = 10_000;

/** What a list holds, and the token that a change of just this state takes. */
export interface ListState {
  readonly addresses: ReadonlySet<string>;
  readonly token: string;
}

/** One list of banned addresses of the firewall. */
export class BanList {
  constructor(
    private readonly client: WAFV2Client,
    private readonly list: BanLists[AddressFamily],
  ) {}

  public async read(): Promise<ListState> {
    const { IPSet, LockToken } = await this.client.send(new GetIPSetCommand(this.identity));
    if (!IPSet || !LockToken) throw new Error(`The firewall tells nothing of its list ${this.list.name}`);
    // IPv6 addresses come back written out in full.
    const texts = (IPSet.Addresses ?? []).map((text) => {
      const range = readRange(text);
      return range ? rangeText(range) : text;
    });
    return { addresses: new Set(texts), token: LockToken };
  }

  /** @returns whether it was written; not if the list has changed since it was read. */
  public async write(addresses: readonly string[], token: string): Promise<boolean> {
    try {
      await this.client.send(
        // A description that is not repeated is lost.
        new UpdateIPSetCommand({ ...this.identity, ...DESCRIBED, Addresses: [...addresses], LockToken: token }),
      );
      return true;
    } catch (error) {
      if ((error as Error).name === 'WAFOptimisticLockException') return false;
      throw error;
    }
  }

  private get identity() {
    return { Name: this.list.name, Id: this.list.id, Scope: 'REGIONAL' as const };
  }
}

const DESCRIBED = { Description: 'Banned addresses, managed by the ban operation' };
