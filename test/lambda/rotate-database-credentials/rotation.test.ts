import { Client } from 'pg';
import { rotate } from '../../../lambda/rotate-database-credentials/rotation';
import type { RotationRequest } from '../../../lambda/rotate-database-credentials/rotation';
import type { SecretVersions } from '../../../lambda/shared/secret-versions';
import { singleUser } from '../../../lambda/rotate-database-credentials/single-user';
import { startPostgres } from '../../support/postgres';
import type { PostgresServer } from '../../support/postgres';
import { FakeSecret } from './fake-secret';

jest.setTimeout(60_000);

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
const FIRST = 'the-first-password-of-all';
let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
  // Like the master user of RDS, it may create roles and is no superuser.
  await server.run('create role "master user" login createrole');
});
afterAll(() => server?.stop());
beforeEach(() => server.run(`alter role "master user" password '${FIRST}'`));

const content = (password: string, rest: object = {}) => ({
  engine: 'postgres',
  host: server.host,
  port: server.port,
  username: 'master user',
  password,
  ...rest,
});
const newSecret = (password = FIRST) => {
  const secret = new FakeSecret(JSON.stringify(content(password)));
  secret.begin('second');
  return secret;
};
const passwordOf = (secret: FakeSecret, label: string) =>
  (JSON.parse(secret.valueOf(label) ?? '{}') as { password?: string }).password;
const step = (name: RotationRequest['Step'], secret: SecretVersions, version = 'second') =>
  rotate({ Step: name, SecretId: 'the-secret', ClientRequestToken: version }, secret, singleUser(server.authority));

async function accepts(password: string | undefined): Promise<boolean> {
  const { host, port, authority } = server;
  const ssl = { ca: authority };
  const client = new Client({ host, port, user: 'master user', password, database: 'postgres', ssl });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

test('a rotation replaces the password of the server, and the secret says so', async () => {
  const secret = newSecret();
  for (const name of STEPS) expect(await step(name, secret)).toBe('done');
  const current = passwordOf(secret, 'AWSCURRENT');
  expect(current).not.toBe(FIRST);
  expect(await accepts(current)).toBe(true);
  expect(await accepts(FIRST)).toBe(false);
  expect(passwordOf(secret, 'AWSPREVIOUS')).toBe(FIRST);
  expect(JSON.parse(secret.valueOf('AWSCURRENT')!)).toMatchObject(content(current!));
});

test('one rotation follows another', async () => {
  const secret = newSecret();
  for (const version of ['second', 'third']) {
    secret.begin(version);
    for (const name of STEPS) await step(name, secret, version);
    expect(await accepts(passwordOf(secret, 'AWSCURRENT'))).toBe(true);
  }
});

test('every step can be repeated and settles on the same password', async () => {
  const secret = newSecret();
  await step('createSecret', secret);
  const pending = passwordOf(secret, 'AWSPENDING');
  for (const name of STEPS) for (let time = 0; time < 2; time++) await step(name, secret);
  expect(await step('createSecret', secret)).toBe('nothing to do');
  expect(passwordOf(secret, 'AWSCURRENT')).toBe(pending);
  expect(await accepts(pending)).toBe(true);
});

test('a crash before or after any call to Secrets Manager is made good by trying again', async () => {
  let crashes = 0;
  for (let crashAt = 1; ; crashAt++) {
    await server.run(`alter role "master user" password '${FIRST}'`);
    const secret = newSecret();
    let calls = 0;
    const crash = () => {
      if (++calls === crashAt) throw new Error('crashed');
    };
    const crashing = new Proxy(secret, {
      get:
        (target, name: keyof SecretVersions) =>
        async (...args: unknown[]) => {
          crash();
          const answer = await (target[name] as (...a: unknown[]) => Promise<unknown>).apply(target, args);
          crash();
          return answer;
        },
    });
    for (const name of STEPS) {
      await step(name, crashing).catch(() => {
        crashes++;
        return step(name, crashing);
      });
    }
    expect(await accepts(passwordOf(secret, 'AWSCURRENT'))).toBe(true);
    expect(passwordOf(secret, 'AWSCURRENT')).not.toBe(FIRST);
    if (calls < crashAt) break;
  }
  expect(crashes).toBeGreaterThan(20);
});

test('a server restored to a moment before the last rotation takes the previous password', async () => {
  const secret = newSecret();
  for (const name of STEPS) await step(name, secret);
  await server.run(`alter role "master user" password '${FIRST}'`);
  secret.begin('third');
  for (const name of STEPS) await step(name, secret, 'third');
  expect(await accepts(passwordOf(secret, 'AWSCURRENT'))).toBe(true);
});

test('a server that accepts none of the passwords is an error that says what to do and shows no password', async () => {
  const secret = newSecret('not-the-password-of-the-server');
  await step('createSecret', secret);
  const error = await step('setSecret', secret).catch((e: Error) => e);
  expect(String(error)).toMatch(/accepts neither .* of master user; set its master password/);
  expect(String(error)).not.toContain('not-the-password-of-the-server');
  expect(String(error)).not.toContain(passwordOf(secret, 'AWSPENDING'));
});

test('a password that was never set does not pass the test step', async () => {
  const secret = newSecret();
  await step('createSecret', secret);
  await expect(step('testSecret', secret)).rejects.toThrow('refuses to sign in master user');
});

test('a server that cannot be reached is an error, not a refused password', async () => {
  const secret = new FakeSecret(JSON.stringify(content(FIRST, { port: 1 })));
  secret.begin('second');
  await step('createSecret', secret);
  await expect(step('setSecret', secret)).rejects.toThrow('ECONNREFUSED');
});

test('the pending version may not name another server: it would be sent the current password', async () => {
  const secret = newSecret();
  await secret.writePending('second', JSON.stringify(content('x', { host: 'elsewhere.example' })));
  await expect(step('setSecret', secret)).rejects.toThrow('names another server than the current one');
});

test('a server whose certificate is for another name is not given a password', async () => {
  const secret = new FakeSecret(JSON.stringify(content(FIRST, { host: '127.1' })));
  secret.begin('second');
  await step('createSecret', secret);
  await expect(step('setSecret', secret)).rejects.toThrow(/does not match certificate/);
});

test('a server whose certificate comes from an unknown authority is not given a password', async () => {
  const secret = newSecret();
  await step('createSecret', secret);
  const request = { Step: 'setSecret', SecretId: 'the-secret', ClientRequestToken: 'second' } as const;
  await expect(rotate(request, secret, singleUser())).rejects.toThrow(/unable to|self-signed/);
});

test('the server, which logs every statement, never sees the new password', async () => {
  const secret = newSecret();
  for (const name of STEPS) await step(name, secret);
  const log = server.log();
  expect(log).toMatch(/alter role "master user" with password 'SCRAM-SHA-256\$4096:/);
  expect(log).not.toContain(passwordOf(secret, 'AWSCURRENT'));
});

test.each([
  ['rotation is switched off', (secret: FakeSecret) => (secret.rotationEnabled = false), 'rotation of the-secret is'],
  ['the version is unknown', (secret: FakeSecret) => secret.versions.delete('second'), 'has no version second'],
  [
    'the version is not pending',
    (secret: FakeSecret) => secret.begin('another'),
    'second of the-secret is not pending',
  ],
])('nothing is rotated when %s', async (_, arrange, message) => {
  const secret = newSecret();
  arrange(secret);
  for (const name of STEPS) await expect(step(name, secret)).rejects.toThrow(message);
  expect(await accepts(FIRST)).toBe(true);
});
