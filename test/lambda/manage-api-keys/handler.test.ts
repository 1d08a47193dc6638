import type { handler as Handler } from '../../../lambda/manage-api-keys/handler';
import { create, KEYS_AT_ONCE, list, revoke, rotate, type IssuedKey } from '../../../lambda/manage-api-keys/keys';
import { matchesSecret, parseApiKey } from '../../../lambda/shared/identity/api-key';
import { isValid } from '../../../lambda/shared/identity/api-keys';
import { captured } from '../support/captured';
import { IdentityWorld } from '../support/identity-world';

jest.setTimeout(60_000);

let world: IdentityWorld;
let handler: typeof Handler;
beforeAll(async () => {
  world = await IdentityWorld.start();
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/manage-api-keys/handler'));
});
afterAll(() => world?.stop());

const on = (day: string) => new Date(`${day}T12:00:00Z`);
const means = (day = '2026-01-01') => ({ keys: world.keys, expireDays: 90, overlapDays: 14, now: () => on(day) });

test('a key is shown once, and only a salted hash of it is kept (ID-05, CR-08)', async () => {
  const issued = await create('hashed', 'erp', means());
  const presented = parseApiKey(issued.key);
  expect(presented).toMatchObject({ site: 'hashed', id: issued.id });
  const stored = await world.keys.find('hashed', issued.id);
  expect(JSON.stringify(stored)).not.toContain(presented?.secret);
  expect(matchesSecret(presented!.secret, stored!)).toBe(true);
  expect(matchesSecret(`${presented!.secret.slice(1)}x`, stored!)).toBe(false);
  expect(await list('hashed', means())).toEqual([
    {
      site: 'hashed',
      id: issued.id,
      name: 'erp',
      createdAt: '2026-01-01T12:00:00.000Z',
      expiresAt: '2026-04-01T12:00:00.000Z',
    },
  ]);
});

test('the same secret never has the same hash', async () => {
  const [one, two] = await Promise.all([create('salted', 'a', means()), create('salted', 'b', means())]);
  const stored = await Promise.all([one, two].map(({ id }) => world.keys.find('salted', id)));
  expect(stored[0]?.salt).not.toBe(stored[1]?.salt);
});

test('rotated, the old key works for the overlap and not a moment longer; the new one for its whole life (ID-05)', async () => {
  const old = await create('rotated', 'erp', means());
  const next = await rotate('rotated', old.id, means('2026-02-01'));
  const stored = (await world.keys.find('rotated', old.id))!;
  expect(stored).toMatchObject({ replacedBy: next.id, expiresAt: '2026-02-15T12:00:00.000Z' });
  expect(isValid(stored, new Date('2026-02-15T11:59:59.999Z'))).toBe(true);
  expect(isValid(stored, new Date('2026-02-15T12:00:00.000Z'))).toBe(false);
  expect(next.expiresAt).toBe('2026-05-02T12:00:00.000Z');
});

test('a rotation never makes the old key last longer', async () => {
  const old = await create('late', 'erp', means());
  await rotate('late', old.id, means('2026-03-30'));
  expect((await world.keys.find('late', old.id))?.expiresAt).toBe(old.expiresAt);
});

test('a key is rotated once, and one that is over not at all', async () => {
  const old = await create('once', 'erp', means());
  const next = await rotate('once', old.id, means());
  await expect(rotate('once', old.id, means())).rejects.toThrow(`if ${next.id} was lost, rotate that one`);
  await expect(rotate('once', next.id, means('2026-07-01'))).rejects.toThrow('opens nothing any more');
});

test('two rotations at once make one successor', async () => {
  const old = await create('raced', 'erp', means());
  const results = await Promise.allSettled([rotate('raced', old.id, means()), rotate('raced', old.id, means())]);
  const made = results.filter((result): result is PromiseFulfilledResult<IssuedKey> => result.status === 'fulfilled');
  expect(made).toHaveLength(1);
  expect((await world.keys.find('raced', old.id))?.replacedBy).toBe(made[0]?.value.id);
  expect(await list('raced', means())).toHaveLength(2);
});

test('revoked, a key is over since then, however often it is revoked', async () => {
  const { id } = await create('revoked', 'erp', means());
  await revoke('revoked', id, means('2026-02-01'));
  const again = await revoke('revoked', id, means('2026-02-02'));
  expect(again.revokedAt).toBe('2026-02-01T12:00:00.000Z');
  expect(isValid(again, on('2026-02-01'))).toBe(false);
});

test('a site has no more keys than programs', async () => {
  for (let made = 0; made < KEYS_AT_ONCE; made++) await create('many', `program ${made}`, means());
  await expect(create('many', 'one more', means())).rejects.toThrow('revoke one that nobody uses');
  await expect(create('many', 'after all are over', means('2026-08-01'))).resolves.toBeDefined();
});

test('a key is found under its own site only (TN-06)', async () => {
  const { id } = await create('own', 'erp', means());
  await expect(rotate('other', id, means())).rejects.toThrow(`other has no key ${id}`);
  await expect(revoke('other', id, means())).rejects.toThrow(`other has no key ${id}`);
});

test('asked as a function, it does what is asked and logs no secret (LG-03)', async () => {
  const { result, lines } = await captured(() => handler({ action: 'create', site: 'acme', name: 'erp' }));
  const { id, key } = result as IssuedKey;
  expect(JSON.stringify(lines)).not.toContain(parseApiKey(key)?.secret);
  expect((await captured(() => handler({ action: 'list', site: 'acme' }))).result).toHaveLength(1);
  await captured(() => handler({ action: 'rotate', site: 'acme', id }));
  await captured(() => handler({ action: 'revoke', site: 'acme', id }));
  expect((await captured(() => handler({ action: 'list', site: 'acme' }))).result).toHaveLength(2);
});

test.each([
  [{ action: 'create', site: 'acme', name: ' ' }, 'The request is wrong: name: '],
  [{ action: 'rotate', site: 'acme', id: 'x' }, 'The request is wrong: id: must be the id of a key'],
  [{ action: 'steal', site: 'acme' }, 'The request is wrong: action: '],
])('%j is refused', async (event, message) => {
  await expect(handler(event)).rejects.toMatchObject({
    name: 'Refused',
    message: expect.stringContaining(message) as string,
  });
});
