import type { handler as Handler } from '../../../lambda/close-site-accounts/handler';
import { authorize } from '../../../lambda/authorize-request/authorization';
import { create } from '../../../lambda/manage-api-keys/keys';
import { invite } from '../../../lambda/manage-site-users/users';
import { usersOfSite } from '../../../lambda/shared/identity/pool-users';
import type { Registry } from '../../../lambda/shared/registry/registry';
import { createRegistry } from '../../support/registry-table';
import { captured } from '../support/captured';
import { hostOf, IdentityWorld } from '../support/identity-world';
import { serverRecord, siteRecord } from '../support/site-records';

jest.setTimeout(60_000);

let world: IdentityWorld;
let registry: Registry;
let handler: typeof Handler;
beforeAll(async () => {
  world = await IdentityWorld.start();
  const created = await createRegistry(world.aws);
  ({ registry } = created);
  process.env.REGISTRY_TABLE = created.table;
  await registry.describeServer(serverRecord('shared-1'));
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/close-site-accounts/handler'));
});
afterAll(() => world?.stop());

const close = async () => (await captured(() => handler())).result;
const keyMeans = () => ({ keys: world.keys, expireDays: 90, overlapDays: 14, now: () => new Date() });
const usersOf = (site: string) => usersOfSite(world.cognito, world.pool, site);

/** A site with a user and a key of its own. */
async function site(id: string, state: 'active' | 'retired' | 'erased') {
  await registry.describeSite(siteRecord(id, { state }));
  const client = await world.open(id);
  await invite({ action: 'invite', site: id, email: `ann@${id}.example`, roles: ['admin'] }, world.means);
  const { key } = await create(id, 'erp', keyMeans());
  return { client, key };
}

const opens = (id: string, key: string) =>
  authorize(
    { site: id, authorization: `ApiKey ${key}` },
    {
      verify: () => Promise.reject(new Error('no token is asked for here')),
      siteOfClient: (client) => world.clients.siteOfClient(client),
      findKey: (of, key) => world.keys.find(of, key),
      now: () => new Date(),
    },
  );

test('an erased site leaves no account, no client and no key that opens anything (TN-20)', async () => {
  const { client, key } = await site('gone', 'erased');
  expect(await usersOf('gone')).toHaveLength(1);
  expect(await close()).toEqual({ closed: ['gone'] });
  expect(await usersOf('gone')).toEqual([]);
  expect(await opens('gone', key)).toEqual({ denied: 'invalid-key' });
  expect(await world.clients.siteOfClient(client)).toBeUndefined();
  expect(await world.clients.siteOfHost(hostOf('gone'))).toBeUndefined();
  // Which key was whose, and when, stays known.
  expect(await world.keys.ofSite('gone')).toEqual([expect.objectContaining({ site: 'gone', name: 'erp' })]);
  expect(await close()).toEqual({ closed: [] });
});

test('a site that is not erased keeps everything, though it may be out of service or begin alike', async () => {
  await site('live-on', 'erased');
  const kept = [await site('live', 'active'), await site('live-one', 'retired')];
  expect(await close()).toEqual({ closed: ['live-on'] });
  for (const [index, id] of ['live', 'live-one'].entries()) {
    expect(await usersOf(id)).toHaveLength(1);
    expect(await opens(id, kept[index]!.key)).toHaveProperty('allowed');
    expect(await world.clients.siteOfClient(kept[index]!.client)).toBe(id);
  }
});

test.each(['AdminDeleteUser', 'DeleteGroup', 'DeleteUserPoolClient'])(
  'killed at %s, the next one goes on',
  async (call) => {
    const id = `killed-${call.toLowerCase()}`;
    const { client } = await site(id, 'erased');
    world.door.failAt = call;
    await expect(close()).rejects.toThrow('killed here');
    expect(await close()).toEqual({ closed: [id] });
    expect(await usersOf(id)).toEqual([]);
    expect(await world.clients.siteOfClient(client)).toBeUndefined();
  },
);
