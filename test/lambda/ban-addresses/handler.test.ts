import { randomUUID } from 'node:crypto';
import { captured } from '../support/captured';
import { BansWorld } from './bans-world';
import { logEvent } from './waf-log';

jest.setTimeout(60_000);

let world: BansWorld;
beforeAll(async () => {
  world = await BansWorld.start();
});
afterAll(() => world?.stop());
/** Nothing is banned, and nobody has been told of anything. */
beforeEach(async () => {
  await world.age(0);
  await settle();
  await world.events.take();
});

const call = async (event: unknown) => (await captured(() => world.handler(event))).result;
const settle = () => call({ operation: 'settle' });
const login = (ip: string, id: string = randomUUID()) => ({
  id,
  source: 'cordon.identity',
  'detail-type': 'Login Failed',
  detail: { ip, user: 'b2f4', site: 'acme', at: new Date().toISOString() },
});
const blocked = (...addresses: readonly string[]) =>
  logEvent(
    addresses.map((clientIp, index) => ({
      timestamp: Date.now() - index,
      action: 'BLOCK',
      terminatingRuleId: 'SqlInjection',
      httpRequest: { clientIp, requestId: randomUUID() },
    })),
  );
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const words = { by: 'Ada Byron', why: 'it tries all our doors' };

test('the third failed login puts an address into the list, and others are told (NW-05)', async () => {
  await call(login('203.0.113.1'));
  await call(login('203.0.113.1'));
  expect(await world.listed('ipv4')).toEqual([]);
  const { banned } = await call(login('203.0.113.1'));
  expect(banned).toMatchObject([{ address: '203.0.113.1/32', reason: 'failed-login', count: 1 }]);
  expect(await world.listed('ipv4')).toEqual(['203.0.113.1/32']);
  expect(await world.events.take()).toMatchObject([
    {
      source: 'cordon.web',
      'detail-type': 'Address Banned',
      detail: { address: '203.0.113.1/32', family: 'ipv4', reason: 'failed-login', count: 1, until: banned[0]?.until },
    },
  ]);
});

test('the same event delivered three times is one failed login', async () => {
  const event = login('203.0.113.2');
  for (let delivery = 0; delivery < 3; delivery += 1) expect((await call(event)).banned).toEqual([]);
});

test('blocked requests of the firewall’s log ban their clients, each family in its own list (NW-06, NW-12)', async () => {
  const event = blocked(...times(5, '203.0.113.3'), ...times(5, '2001:db8:3::3'), ...times(4, '203.0.113.4'));
  await call(event);
  expect(await world.listed('ipv4')).toEqual(['203.0.113.3/32']);
  expect(await world.listed('ipv6')).toEqual(['2001:db8:3::/64']);
  expect((await call(event)).banned).toEqual([]);
});

test('an allowed address is never banned, however often it fails, nor by hand', async () => {
  await call(blocked(...times(20, '198.51.100.9'), ...times(20, '10.16.3.4')));
  expect(await world.listed('ipv4')).toEqual([]);
  await expect(call({ operation: 'ban', address: '198.51.100.9', ...words })).rejects.toThrow(
    /never banned.*bans.allowed/,
  );
});

test('a ban that is over is lifted by the schedule, and the history says so', async () => {
  await call(blocked(...times(5, '203.0.113.5')));
  await world.age(1);
  const { result, metrics } = await captured(() => world.handler({ operation: 'settle' }));
  expect(result.lists).toMatchObject([
    { family: 'ipv4', removed: 1, lifted: 1 },
    { family: 'ipv6', removed: 0 },
  ]);
  expect(await world.listed('ipv4')).toEqual([]);
  expect(metrics).toEqual(
    expect.arrayContaining([
      { name: 'BannedAddresses', unit: 'Count', values: [0], dimensions: [{ family: 'ipv4' }] },
      { name: 'FullestBanList', unit: 'Percent', values: [0], dimensions: [{}] },
      { name: 'BansLifted', unit: 'Count', values: [1], dimensions: [{}] },
    ]),
  );
  const [overdue] = metrics.filter(({ name }) => name === 'BanOverdue');
  expect(overdue?.values[0]).toBeGreaterThanOrEqual(60);
  const history = await world.items('address#203.0.113.5/32');
  expect(history.find(({ sk }) => String(sk).startsWith('ban#'))).toMatchObject({ lifted: { because: 'expired' } });
});

test('what somebody wrote into the list, or took from it, is put right by the schedule', async () => {
  await call(blocked(...times(5, '203.0.113.6')));
  await world.tamper('ipv4', ['192.0.2.1/32']);
  await settle();
  expect(await world.listed('ipv4')).toEqual(['203.0.113.6/32']);
});

test('a list that is right is left alone', async () => {
  await call(blocked(...times(5, '203.0.113.6')));
  const before = world.waf.updates;
  await settle();
  expect(world.waf.updates).toBe(before);
});

test('an operator bans and pardons by hand, and who and why is kept', async () => {
  const { banned } = await call({ operation: 'ban', address: '2001:DB8:7::7', minutes: 30, ...words });
  expect(banned).toMatchObject([{ address: '2001:db8:7::/64', reason: 'manual', ...words }]);
  expect(await world.listed('ipv6')).toEqual(['2001:db8:7::/64']);
  const pardon = { by: 'Grace Hopper', why: 'it was the new office' };
  expect((await call({ operation: 'unban', address: '2001:db8:7::7', ...pardon })).unbanned).toHaveLength(1);
  expect(await world.listed('ipv6')).toEqual([]);
  const history = await world.items('address#2001:db8:7::/64');
  expect(history.find(({ sk }) => String(sk).startsWith('ban#'))).toMatchObject({
    ...words,
    lifted: { because: 'manual', ...pardon },
  });
  expect((await call({ operation: 'unban', address: '2001:db8:7::7', ...pardon })).unbanned).toEqual([]);
});

test('a ban by hand can be lifted by the text that the list shows, and no range can be banned', async () => {
  const { banned } = await call({ operation: 'ban', address: '203.0.113.8', ...words });
  const address = banned[0]?.address;
  expect((await call({ operation: 'unban', address, ...words })).unbanned).toHaveLength(1);
  await expect(call({ operation: 'ban', address: '203.0.113.0/24', ...words })).rejects.toThrow(/no single address/);
  const long = { operation: 'ban', address: '203.0.113.8', minutes: 301, ...words };
  await expect(call(long)).rejects.toThrow(/301 minutes is too long for a ban; 300 are allowed/);
});

test('many invocations at once lose no ban, though each list changes under the others’ hands', async () => {
  const addresses = Array.from({ length: 6 }, (_, index) => `203.0.113.${100 + index}`);
  const conflicts = world.waf.conflicts;
  await captured(() => Promise.all(addresses.map((address) => world.handler(blocked(...times(5, address))))));
  expect(await world.listed('ipv4')).toEqual(addresses.map((address) => `${address}/32`).sort());
  expect(world.waf.conflicts).toBeGreaterThan(conflicts);
});

test('offences of one address that arrive in two invocations at once are all counted, and bring one ban', async () => {
  const offences = times(2, undefined).map(() => blocked(...times(3, '203.0.113.9')));
  const answers = await captured(() => Promise.all(offences.map((event) => world.handler(event))));
  expect(answers.result.flatMap(({ banned }) => banned)).toHaveLength(1);
  expect(await world.items('active#')).toHaveLength(1);
});

test('a ban whose announcement was lost is told of by the next run', async () => {
  await call(blocked(...times(5, '203.0.113.10')));
  await world.events.take();
  await world.forgetAnnouncements();
  await settle();
  expect(await world.events.take()).toMatchObject([{ detail: { address: '203.0.113.10/32' } }]);
  await settle();
  expect(await world.events.take()).toEqual([]);
});

test('no address is ever logged: it stands in the registry', async () => {
  const { lines } = await captured(() => world.handler(blocked(...times(5, '203.0.113.11'), '198.51.100.9')));
  expect(lines.length).toBeGreaterThan(0);
  expect(JSON.stringify(lines)).not.toMatch(/203\.0\.113|198\.51\.100/);
});
