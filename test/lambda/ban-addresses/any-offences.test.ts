import fc from 'fast-check';
import type { Ban } from '../../../lambda/ban-addresses/judging';
import { judgeAll, unbanByHand } from '../../../lambda/ban-addresses/operations';
import { BanScope } from '../../../lambda/ban-addresses/policy';
import { settle } from '../../../lambda/ban-addresses/settling';
import { rangeText, readRange } from '../../../lambda/shared/addresses';
import type { AddressRange } from '../../../lambda/shared/addresses';
import { BAN_SCHEDULE_MINUTES } from '../../../lib/web/address-bans';
import { MemoryBans } from './memory-bans';
import { POLICY } from './policies';

const RUNS = 60;
const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 8);
const ALLOWED = ['198.51.100.3', '2001:db8:51:7::1', '10.16.0.9'];
const SPARED = new Set(ALLOWED.map((address) => rangeText(new BanScope(POLICY).rangeFor(address) as AddressRange)));
const OTHERS = [
  '203.0.113.7',
  '203.0.113.8',
  '::ffff:203.0.113.7',
  '2001:db8:9:9::1',
  '2001:db8:9:9:a::b',
  '2001:db8:9:8::1',
];

/** Something that happens so many minutes after what was before. */
interface Happening {
  readonly after: number;
  readonly address: string;
  /** So many offences, reported so many minutes late; or a pardon. */
  readonly offences: number;
  readonly late: number;
  readonly kind: 'failed-login' | 'flagged-request';
  readonly pardon: boolean;
}

const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.record({
    after: fc.oneof({ weight: 5, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: fc.nat(240) }),
    address: fc.constantFrom(...ALLOWED, ...OTHERS),
    offences: fc.integer({ min: 1, max: 6 }),
    late: fc.nat(8),
    kind: fc.constantFrom('failed-login' as const, 'flagged-request' as const),
    pardon: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
  }),
  { minLength: 20, maxLength: 50 },
);

/** Lets them happen, with a settlement every few minutes; looks at the lists each minute. */
async function live(all: readonly Happening[], look: (bans: MemoryBans, minute: number) => void): Promise<MemoryBans> {
  const bans = new MemoryBans(POLICY, new Date(START));
  let minute = 0;
  const pass = async (minutes: number) => {
    for (const end = minute + minutes; minute < end;) {
      minute += 1;
      bans.now = new Date(START + minute * MINUTE);
      if (minute % BAN_SCHEDULE_MINUTES === 0) await settle(bans.means);
      look(bans, minute);
    }
  };
  for (const [index, { after, address, offences, late, kind, pardon }] of all.entries()) {
    await pass(after);
    if (pardon) {
      await unbanByHand(bans.means, { operation: 'unban', address, by: 'Ada Byron', why: 'it was their own office' });
      await settle(bans.means);
    } else {
      const at = new Date(bans.now.getTime() - late * MINUTE).toISOString();
      const done = Array.from({ length: offences }, (_, count) => ({ kind, address, at, id: `${index}-${count}` }));
      // Reported twice, as it may be.
      for (let report = 0; report < 2; report += 1) {
        const { bans: begun } = await judgeAll(bans.means, POLICY, done);
        if (begun.length > 0) await settle(bans.means);
      }
    }
    look(bans, minute);
  }
  await pass(POLICY.longestBanMinutes + BAN_SCHEDULE_MINUTES);
  return bans;
}

const listed = ({ lists }: MemoryBans) => [...lists.ipv4, ...lists.ipv6];

/** What is wrong with the lists at a moment, in words. */
function wrongs(bans: MemoryBans): string[] {
  const at = bans.now.toISOString();
  const late = new Date(bans.now.getTime() - BAN_SCHEDULE_MINUTES * MINUTE).toISOString();
  const begun = bans.history.filter(({ since, until }) => since <= at && until > late);
  const allowance = new Set(begun.filter(({ lifted }) => !lifted || lifted.at > late).map(({ address }) => address));
  const holding = begun.filter(({ until, lifted }) => until > at && !lifted).map(({ address }) => address);
  const present = new Set(listed(bans));
  const families = (['ipv4', 'ipv6'] as const).flatMap((family) =>
    bans.lists[family].filter((address) => readRange(address)?.family !== family),
  );
  return [
    ...[...present].filter((address) => !allowance.has(address)).map((address) => `${at} ${address} is kept too long`),
    ...holding.filter((address) => !present.has(address)).map((address) => `${at} ${address} is let in too early`),
    ...[...present].filter((address) => SPARED.has(address)).map((address) => `${address} is allowed`),
    ...families.map((address) => `${address} is in the list of the other family`),
  ];
}

test('the lists keep out whom a ban holds for, for no longer than it and one schedule, and never the allowed (NW-05)', async () => {
  let banned = 0;
  await fc.assert(
    fc.asyncProperty(happenings, async (all) => {
      const wrong: string[] = [];
      const { history } = await live(all, (bans) => wrong.push(...wrongs(bans)));
      banned += history.length;
      expect(wrong).toEqual([]);
    }),
    { numRuns: RUNS },
  );
  // Else it would have been about nothing.
  expect(banned).toBeGreaterThan(RUNS);
});

test('each ban has the length that its number in a row says, is told of once, and ends', async () => {
  await fc.assert(
    fc.asyncProperty(happenings, async (all) => {
      const bans = await live(all, () => undefined);
      for (const { count, since, until } of bans.history) {
        const minutes = Math.min(POLICY.banMinutes * 2 ** (count - 1), POLICY.longestBanMinutes);
        expect(Date.parse(until) - Date.parse(since)).toBe(minutes * MINUTE);
      }
      const name = ({ address, since }: Ban) => `${address} ${since}`;
      expect(bans.announced.map(name).sort()).toEqual(bans.history.map(name).sort());
      expect(listed(bans)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
