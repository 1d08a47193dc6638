import { verify } from '../../../lambda/renew-log-certificates/certificate';
import { LOG_PEERS } from '../../../lambda/renew-log-certificates/log-certificates';
import type { LogPeer, PeerSecret } from '../../../lambda/renew-log-certificates/log-certificates';
import { AUTHORITY_YEARS, CERTIFICATE_DAYS, renew } from '../../../lambda/renew-log-certificates/renewal';
import { FakeSecret } from '../rotate-database-credentials/fake-secret';

const NOW = new Date('2026-03-07T10:00:00Z');
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);

/** What a new secret begins with. */
const RANDOM = 'kU3!x^random~text';
let secrets: Record<LogPeer, FakeSecret>;
let authority: string;
let writes: number;

beforeEach(() => {
  secrets = { server: new FakeSecret(RANDOM), client: new FakeSecret(RANDOM) };
  [authority, writes] = [RANDOM, 0];
});

const store = {
  read: () => Promise.resolve({ value: authority, version: `${writes}` }),
  write: (value: string, after: string) => {
    // Secrets Manager takes the first.
    if (after === `${writes}`) [authority, writes] = [value, writes + 1];
    return Promise.resolve();
  },
};

function step(peer: LogPeer, version: string, Step: (typeof STEPS)[number], now = NOW) {
  const request = { Step, SecretId: `the-${peer}`, ClientRequestToken: version };
  return renew(request, { peer, secret: secrets[peer], authority: store, now });
}

async function renewal(peer: LogPeer, version: string, now = NOW): Promise<PeerSecret> {
  secrets[peer].begin(version);
  for (const Step of STEPS) await step(peer, version, Step, now);
  return current(peer);
}

const current = (peer: LogPeer) => JSON.parse(secrets[peer].valueOf('AWSCURRENT')!) as PeerSecret;
const holds = (peer: LogPeer, { ca, ...identity }: PeerSecret, at: Date) => verify(identity, ca, LOG_PEERS[peer], at);

test('LG-04: the first renewal makes the authority, and all that follow use it', async () => {
  const [server, client] = [await renewal('server', 'v1'), await renewal('client', 'v1')];
  const again = await renewal('server', 'v2');
  expect(new Set([server.ca, client.ca, again.ca]).size).toBe(1);
  expect(writes).toBe(1);
  expect(again.key).not.toBe(server.key);
  // Each end can check the other.
  holds('server', server, NOW);
  holds('client', client, NOW);
});

test('LG-04: two first renewals at once end with one authority', async () => {
  for (const peer of ['server', 'client'] as const) secrets[peer].begin('v1');
  await Promise.all([step('server', 'v1', 'createSecret'), step('client', 'v1', 'createSecret')]);
  for (const peer of ['server', 'client'] as const)
    for (const Step of ['testSecret', 'finishSecret'] as const) await step(peer, 'v1', Step);
  expect(current('server').ca).toBe(current('client').ca);
  expect(writes).toBe(1);
});

test('no peer’s secret holds the key of the authority', async () => {
  const server = await renewal('server', 'v1');
  const { key } = JSON.parse(authority) as { key: string };
  expect(JSON.stringify(server)).not.toContain(JSON.stringify(key).slice(1, -1));
  expect(Object.keys(server).sort()).toEqual(['ca', 'certificate', 'key']);
});

test('a certificate outlives two renewals that fail', async () => {
  const server = await renewal('server', 'v1');
  expect(CERTIFICATE_DAYS).toBeGreaterThanOrEqual(3 * 30);
  holds('server', server, days(CERTIFICATE_DAYS - 1));
  expect(() => holds('server', server, days(CERTIFICATE_DAYS + 1))).toThrow('not valid');
});

test('every step can be repeated, and broken off after', async () => {
  secrets.server.begin('v1');
  expect(await step('server', 'v1', 'createSecret')).toBe('done');
  const pending = secrets.server.valueOf('AWSPENDING');
  expect(await step('server', 'v1', 'createSecret')).toBe('nothing to do');
  expect(secrets.server.valueOf('AWSPENDING')).toBe(pending);
  for (const Step of ['setSecret', 'testSecret', 'testSecret', 'finishSecret'] as const)
    await step('server', 'v1', Step);
  expect(secrets.server.valueOf('AWSCURRENT')).toBe(pending);
  for (const Step of STEPS) expect(await step('server', 'v1', Step)).toBe('nothing to do');
});

test('what is no good never becomes the current one', async () => {
  const good = await renewal('server', 'v1');
  const client = await renewal('client', 'v1');
  for (const [version, value] of Object.entries({
    other: JSON.stringify(client),
    text: RANDOM,
    half: JSON.stringify({ ca: good.ca }),
  })) {
    secrets.server.begin(version);
    await secrets.server.writePending(version, value);
    await expect(step('server', version, 'testSecret')).rejects.toThrow(/no good|holds no certificate/);
  }
  expect(current('server')).toEqual(good);
});

test('a version that is not pending is refused', async () => {
  await expect(step('server', 'v9', 'createSecret')).rejects.toThrow('has no version v9');
});

test('says in time that the authority has to be replaced, and makes none that would part the servers', async () => {
  await renewal('server', 'v1');
  const late = days(AUTHORITY_YEARS * 365 - CERTIFICATE_DAYS + 3);
  secrets.server.begin('v2');
  await expect(step('server', 'v2', 'createSecret', late)).rejects.toThrow('replace it as the runbook says');
  expect(writes).toBe(1);
});
