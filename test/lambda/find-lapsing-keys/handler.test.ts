import type { handler as Handler } from '../../../lambda/find-lapsing-keys/handler';
import { lapsing, noticeBefore } from '../../../lambda/find-lapsing-keys/lapsing';
import { create, revoke, rotate } from '../../../lambda/manage-api-keys/keys';
import { captured } from '../support/captured';
import { IdentityWorld } from '../support/identity-world';

jest.setTimeout(60_000);

let world: IdentityWorld;
let handler: typeof Handler;
beforeAll(async () => {
  world = await IdentityWorld.start();
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/find-lapsing-keys/handler'));
});
afterAll(() => world?.stop());

const DAY = 24 * 60 * 60 * 1000;
/** A key that ends so many days from now. */
const endingIn = (days: number, site = 'acme') => {
  const means = { keys: world.keys, expireDays: days, overlapDays: 1, now: () => new Date() };
  return create(site, 'erp', means);
};

test('a key that ends within two weeks is told of, unless somebody has seen to it (ID-05)', async () => {
  const means = { keys: world.keys, expireDays: 90, overlapDays: 14, now: () => new Date() };
  const soon = await endingIn(13, 'soon');
  await endingIn(15, 'later');
  await rotate('rotated', (await endingIn(10, 'rotated')).id, means);
  await revoke('revoked', (await endingIn(10, 'revoked')).id, means);
  const { result, metrics } = await captured(() => handler());
  expect(result).toEqual({ lapsing: 1 });
  expect((await world.events.take()).map(({ detail }) => detail)).toEqual([
    { site: 'soon', key: soon.id, name: 'erp', expiresAt: soon.expiresAt },
  ]);
  expect(metrics).toContainEqual(expect.objectContaining({ name: 'LapsingApiKeys', values: [1] }));
});

test('a key that has ended is past help', () => {
  const now = new Date('2026-03-07T10:00:00Z');
  const key = { site: 'acme', id: '0123456789abcdef', name: 'erp', createdAt: '2026-01-01T00:00:00.000Z' };
  const ends = (instant: number) => lapsing([{ ...key, expiresAt: new Date(instant).toISOString() }], now).length;
  expect(ends(now.getTime())).toBe(0);
  expect(ends(now.getTime() + 1)).toBe(1);
  expect(Date.parse(noticeBefore(now)) - now.getTime()).toBe(14 * DAY);
});
