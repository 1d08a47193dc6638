import {
  banned,
  judge,
  pardoned,
  UNKNOWN,
  type Offender,
  type RecentOffence,
} from '../../../lambda/ban-addresses/judging';
import { BanScope } from '../../../lambda/ban-addresses/policy';
import { rangeText, readRange } from '../../../lambda/shared/addresses';
import type { AddressRange } from '../../../lambda/shared/addresses';
import { POLICY } from './policies';

const ADDRESS = readRange('203.0.113.7') as AddressRange;
const at = (minute: number) => new Date(Date.UTC(2026, 2, 8, 12, minute));
const login = (minute: number, id = `login-${minute}`): RecentOffence => ({
  kind: 'failed-login',
  at: at(minute).toISOString(),
  id,
});
const request = (minute: number, id: string): RecentOffence => ({ ...login(minute, id), kind: 'flagged-request' });
const judged = (offences: readonly RecentOffence[], now: Date, known: Offender = UNKNOWN) =>
  judge(ADDRESS, known, offences, POLICY, now);

test('an address is banned for an hour at the third failed login within ten minutes (NW-05)', () => {
  const two = judged([login(0), login(5)], at(5));
  expect(two.ban).toBeUndefined();
  expect(judged([login(9)], at(9), two.offender).ban).toEqual({
    address: '203.0.113.7/32',
    family: 'ipv4',
    reason: 'failed-login',
    count: 1,
    since: at(9).toISOString(),
    until: at(69).toISOString(),
  });
});

test('failed logins that lie further apart bring no ban', () => {
  const { offender } = judged([login(0), login(5)], at(5));
  expect(judged([login(10)], at(10), offender)).toEqual({ offender: { recent: [login(5), login(10)], bans: 0 } });
});

test('offences of the two kinds are counted apart, each by its own limit', () => {
  const mixed = [login(0), login(1), ...[1, 2, 3, 4].map((minute) => request(minute, `request-${minute}`))];
  const { offender, ban } = judged(mixed, at(4));
  expect(ban).toBeUndefined();
  expect(judged([request(4, 'fifth')], at(5), offender).ban?.reason).toBe('flagged-request');
});

test('what is reported twice counts once', () => {
  const { offender } = judged([login(0), login(1)], at(1));
  expect(judged([login(0), login(1)], at(2), offender)).toEqual({ offender });
});

test('a log that arrives twenty minutes late is judged by the times in it', () => {
  expect(judged([login(0), login(3), login(6)], at(26)).ban?.since).toBe(at(26).toISOString());
});

test('what is reported more than an hour late, or of the future, is left out', () => {
  expect(judged([login(0), login(1), login(2)], at(65))).toEqual({ offender: UNKNOWN });
  expect(judged([login(30), login(31), login(32)], at(0))).toEqual({ offender: UNKNOWN });
});

test('what was done while the ban held does not lead to the next one', () => {
  const { offender } = judged([login(0), login(1), login(2)], at(2));
  const during = [login(3), login(30), login(61)];
  expect(judged(during, at(62), offender)).toEqual({ offender: { recent: [], bans: 1, until: at(62).toISOString() } });
  expect(judged([login(63), login(64), login(65)], at(65), offender).ban?.count).toBe(2);
});

test('each further ban is twice as long, up to the longest, until a month has passed without one', () => {
  let known: Offender = UNKNOWN;
  const lengths: number[] = [];
  let now = at(0);
  for (let count = 0; count < 5; count += 1) {
    const { offender, ban } = banned(ADDRESS, known, POLICY, now, { reason: 'failed-login' });
    lengths.push((Date.parse(ban.until) - Date.parse(ban.since)) / 60_000);
    [known, now] = [offender, new Date(Date.parse(ban.until) + 60_000)];
  }
  expect(lengths).toEqual([60, 120, 240, 300, 300]);
  const later = new Date(Date.parse(known.until as string) + 31 * 24 * 3600_000);
  expect(banned(ADDRESS, known, POLICY, later, { reason: 'failed-login' }).ban.count).toBe(1);
});

test('after a pardon the next ban is a first one, and nothing done before it counts', () => {
  const known = pardoned(at(5));
  expect(judged([login(3), login(4), login(5)], at(6), known).ban).toBeUndefined();
  expect(judged([login(6), login(7), login(8)], at(8), known).ban?.count).toBe(1);
});

describe('who may be banned', () => {
  const scope = new BanScope(POLICY);
  const banRange = (address: string) => {
    const range = scope.rangeFor(address);
    return range && !scope.spares(range) ? rangeText(range) : undefined;
  };

  test('an IPv4 address by itself, an IPv6 address with all that its subscriber has', () => {
    expect(banRange('203.0.113.7')).toBe('203.0.113.7/32');
    expect(banRange('2001:db8:7:8:9:a:b:c')).toBe('2001:db8:7:8::/64');
    expect(banRange('::ffff:203.0.113.7')).toBe('203.0.113.7/32');
  });

  test.each([
    ['of an allowed range', '198.51.100.9'],
    ['of an allowed IPv6 range', '2001:db8:51:1::1'],
    ['whose subscriber has an allowed address, too', '2001:db8:52::1'],
    ['of a private network', '10.16.3.4'],
    ['of carriers', '100.64.0.1'],
    ['of this machine', '127.0.0.1'],
    ['of this machine, by IPv6', '::1'],
    ['of a link', 'fe80::1'],
    ['of a private IPv6 network', 'fd00::1'],
    ['that is none', 'unknown'],
  ])('never an address %s', (_, address) => {
    expect(banRange(address)).toBeUndefined();
  });

  test('a range that is wrongly configured is an error, not a hole', () => {
    expect(() => new BanScope({ ...POLICY, allowed: ['198.51.100'] })).toThrow(/'198.51.100' is no address or range/);
  });
});
