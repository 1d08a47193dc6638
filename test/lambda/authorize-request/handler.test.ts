import type { handler as Handler } from '../../../lambda/authorize-request/handler';
import { create, revoke } from '../../../lambda/manage-api-keys/keys';
import { captured } from '../support/captured';
import { hostOf, IdentityWorld } from '../support/identity-world';

jest.setTimeout(60_000);

let world: IdentityWorld;
let handler: typeof Handler;
beforeAll(async () => {
  world = await IdentityWorld.start();
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/authorize-request/handler'));
  for (const site of ['acme', 'bold']) await world.open(site);
});
afterAll(() => world?.stop());

const means = () => ({ keys: world.keys, expireDays: 90, overlapDays: 14, now: () => new Date() });
const ask = (host: string, authorization?: string) => captured(() => handler({ headers: { host, authorization } }));

test('a key is let in at its site, until it is revoked (ID-05)', async () => {
  const { id, key } = await create('acme', 'erp', means());
  const allowed = { isAuthorized: true, context: { site: 'acme', key: id } };
  expect((await ask(hostOf('acme'), `ApiKey ${key}`)).result).toEqual(allowed);
  await revoke('acme', id, means());
  expect((await ask(hostOf('acme'), `ApiKey ${key}`)).result).toEqual({ isAuthorized: false, context: {} });
});

test('a key at another site is refused and counted, and nothing of it is logged (TN-06, LG-03)', async () => {
  const { key } = await create('acme', 'erp', means());
  const { result, metrics, lines } = await ask(hostOf('bold'), `ApiKey ${key}`);
  expect(result).toEqual({ isAuthorized: false, context: {} });
  expect(metrics).toContainEqual({
    name: 'RequestsDenied',
    unit: 'Count',
    values: [1],
    dimensions: [{ reason: 'other-site' }],
  });
  expect(JSON.stringify(lines)).not.toContain(key.slice(-43));
});

test('a request to a host of no site, or without any host, is refused (TN-26)', async () => {
  expect((await ask('nobody.example', 'Bearer x')).result.isAuthorized).toBe(false);
  expect((await captured(() => handler({ headers: {} }))).result.isAuthorized).toBe(false);
});

test('a token that is none is refused without asking anybody (TN-26)', async () => {
  expect((await ask(hostOf('acme'), 'Bearer a.b.c')).result.isAuthorized).toBe(false);
});
