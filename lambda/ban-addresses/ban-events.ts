import type { BusEvent } from '../shared/event-bus';
import type { Ban } from './judging';

export const BAN_EVENTS = { source: 'cordon.web', banned: 'Address Banned' } as const;

/** What others are told of a ban: all of it, since an incident may begin with it. */
export function bannedEvent({ address, family, reason, count, since, until, by, why }: Ban): BusEvent {
  return {
    source: BAN_EVENTS.source,
    detailType: BAN_EVENTS.banned,
    detail: {
      ...{ address, family, reason, count, since, until },
      ...(by !== undefined && { by }),
      ...(why !== undefined && { why }),
      message: `${address} is banned until ${until} (${reason}, ban ${count} in a row)`,
    },
  };
}
