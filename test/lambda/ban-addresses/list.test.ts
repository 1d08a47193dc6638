import { planList } from '../../../lambda/ban-addresses/settling';
import type { ActiveBan } from '../../../lambda/ban-addresses/ban-registry';
import { BanScope } from '../../../lambda/ban-addresses/policy';
import { POLICY } from './policies';

const NOW = new Date('2026-03-08T12:00:00.000Z');
const ban = (address: string, minutes: number): ActiveBan => ({
  address,
  family: 'ipv4',
  reason: 'flagged-request',
  count: 1,
  since: '2026-03-08T11:00:00.000Z',
  until: new Date(NOW.getTime() + minutes * 60_000).toISOString(),
  announced: true,
});
const plan = (bans: readonly ActiveBan[], capacity?: number) => planList(bans, new BanScope(POLICY), NOW, capacity);
const addresses = (bans: readonly { readonly address: string }[]) => bans.map(({ address }) => address);

test('a list that is full keeps out those who are banned longest, and says how many it had to let in', () => {
  const bans = [ban('203.0.113.1/32', 10), ban('203.0.113.2/32', 30), ban('203.0.113.3/32', 20)];
  const { listed, evicted, ended } = plan(bans, 2);
  expect(addresses(listed)).toEqual(['203.0.113.2/32', '203.0.113.3/32']);
  expect(evicted).toBe(1);
  expect(ended).toEqual([]);
});

test('ten thousand and one bans fill a list of ten thousand', () => {
  const bans = Array.from({ length: 10_001 }, (_, index) => ban(`203.${index >> 8}.${index & 255}.1/32`, 1 + index));
  const { listed, evicted } = plan(bans);
  expect(listed).toHaveLength(10_000);
  expect(evicted).toBe(1);
  expect(addresses(listed)).not.toContain('203.0.0.1/32');
});

test('the order of bans in the registry makes no difference, even where they end together', () => {
  const bans = [ban('203.0.113.1/32', 10), ban('203.0.113.2/32', 10), ban('203.0.113.3/32', 10)];
  expect(addresses(plan(bans, 2).listed)).toEqual(addresses(plan(bans.toReversed(), 2).listed));
});

test('a ban ends at the moment that it says, and what is overdue is measured', () => {
  const { listed, ended, overdueSeconds } = plan([ban('203.0.113.1/32', 0), ban('203.0.113.2/32', -7)]);
  expect(listed).toEqual([]);
  expect(ended.map(({ lifting }) => lifting.because)).toEqual(['expired', 'expired']);
  expect(overdueSeconds).toBe(7 * 60);
});

test('an address that the config has allowed since is let go, and not counted as overdue', () => {
  const { listed, ended, overdueSeconds } = plan([ban('198.51.100.9/32', 30)]);
  expect(listed).toEqual([]);
  expect(ended).toMatchObject([{ lifting: { because: 'allowed' } }]);
  expect(overdueSeconds).toBe(0);
});
