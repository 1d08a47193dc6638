import { overlap, rangeText, readRange } from '../../../lambda/shared/addresses';
import type { AddressFamily } from '../../../lambda/shared/addresses';
import type { Problem } from '../problems';
import type { Check } from './input';

/** A wider range is no office: whoever writes one has bans switched off for half of a country. */
const WIDEST: Readonly<Record<AddressFamily, number>> = { ipv4: 16, ipv6: 32 };

/** NW-05: what is never banned is a range, and one that is meant. */
export const allowedRanges: Check = ({ config: { bans } }) =>
  bans.allowed.flatMap(({ range: text }, index): Problem[] => {
    const path = ['bans', 'allowed', index, 'range'];
    const range = readRange(text);
    if (!range) {
      const message = `'${text}' is no address or range; one such as 203.0.113.0/28 or 2001:db8::/48 is expected; correct it`;
      return [{ path, message }];
    }
    const { family, length } = range;
    if (length < WIDEST[family]) {
      const message = `'${text}' has the size /${length}; /${WIDEST[family]} or smaller is allowed; name the ranges that you mean`;
      return [{ path, message }];
    }
    const start = rangeText(range);
    if (readRange(start.split('/')[0] ?? '')?.first !== readRange(text.split('/')[0] ?? '')?.first) {
      return [
        { path, message: `'${text}' does not begin where its size does; ${start} does; write that or choose another` },
      ];
    }
    const other = bans.allowed.slice(0, index).find((earlier) => {
      const found = readRange(earlier.range);
      return found && found.length >= WIDEST[found.family] && overlap(found, range);
    });
    if (!other) return [];
    return [
      { path, message: `'${text}' overlaps ${other.range} (${other.what}); one of them is enough; remove the other` },
    ];
  });

/** Doubling leads upwards. */
export const longestBanLongest: Check = ({ config: { bans } }) =>
  bans.longestBanMinutes >= bans.banMinutes
    ? []
    : [
        {
          path: ['bans', 'longestBanMinutes'],
          message: `${bans.longestBanMinutes} is less than the ${bans.banMinutes} minutes of a first ban ('banMinutes'); raise it`,
        },
      ];
