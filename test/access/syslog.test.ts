import { connect } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect as connectByTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Identity } from '../../lambda/renew-log-certificates/certificate';
import { LOG_PEERS } from '../../lambda/renew-log-certificates/log-certificates';
import { ARCHIVED } from '../../lib/access/log-server-alarms';
import { freePort } from '../../rehearsal/embedded-process';
import { matchesFilter } from '../audit/filter-pattern';
import { until } from './programs';
import { Authority, LogServer, Sender } from './syslog-machines';

jest.setTimeout(60_000);

const [ours, theirs] = [new Authority(), new Authority()];
let port: number;
let server: LogServer;
let sender: Sender;

beforeAll(async () => {
  port = await freePort();
  server = new LogServer(port, { identity: ours.server(), authority: ours });
  sender = new Sender(port, { identity: ours.client(), authority: ours });
  await server.run();
  await sender.run();
});
afterAll(async () => {
  await sender?.remove();
  await server?.remove();
});

/** Sends a line as syslog over TCP has it, and waits until the server has had its say. */
function send(text: string, options?: ConnectionOptions): Promise<'sent' | 'refused'> {
  const line = `<13>1 2026-01-01T00:00:00Z mallory app - - - ${text}`;
  return new Promise((resolve) => {
    const target = { host: '127.0.0.1', port };
    const socket = options ? connectByTls({ ...target, servername: LOG_PEERS.server, ...options }) : connect(target);
    socket.once(options ? 'secureConnect' : 'connect', () => socket.write(`${line.length} ${line}`));
    socket.once('error', () => resolve('refused'));
    socket.once('close', () => resolve('refused'));
    void sleep(500).then(() => {
      resolve('sent');
      socket.destroy();
    });
  });
}

/** What a client shows that trusts our authority. */
const as = (identity?: Identity, more: ConnectionOptions = {}): ConnectionOptions => ({
  ca: ours.certificate,
  ...(identity && { cert: identity.certificate, key: identity.key }),
  ...more,
});
const arrived = (text: string) =>
  until(
    `'${text}' arrives`,
    () => server.find(text),
    20_000,
    () => server.said,
  );

test('rsyslog takes both configs as they are, and would find a mistake', async () => {
  for (const machine of [server, sender]) expect(await machine.check()).toMatchObject({ code: 0 });
  const wrong = new LogServer(port, { identity: ours.server(), authority: ours });
  const file = wrong.folder.at('rsyslog.conf');
  writeFileSync(file, readFileSync(file, 'utf8').replace('type="omfile"', 'type="omfilm"'));
  expect((await wrong.check()).code).not.toBe(0);
  await wrong.remove();
});

test('LG-04: a message arrives over TLS, with host, program, severity, time and address', async () => {
  await sender.log('Accepted "publickey" for Jörg from 10.16.0.9', 'sshd');
  const message = await arrived('Accepted');
  expect(message).toMatchObject({ host: 'web-1', from: '127.0.0.1', program: 'sshd', severity: 'notice' });
  expect(message.message.trim()).toBe('Accepted "publickey" for Jörg from 10.16.0.9');
  expect(Math.abs(Date.parse(message.at) - Date.now())).toBeLessThan(60_000);
});

test('LG-02: it lies in the file of its quarter of an hour, which goes into the archive', async () => {
  const quarter = () => {
    const now = new Date();
    return `${now.toISOString().slice(0, 13)}-0${Math.floor(now.getUTCMinutes() / 15)}.log`;
  };
  const before = quarter();
  await sender.log('for the archive');
  await arrived('for the archive');
  const files = await until('the file', () =>
    Object.entries(server.archived()).find(([, all]) => all.some(({ message }) => message.includes('for the archive'))),
  );
  expect([before, quarter()]).toContain(files[0]);
});

test('LG-04: what a log server says itself goes the same way', async () => {
  await server.log('session opened for user root', 'sudo');
  const message = await arrived('session opened for user root');
  expect(message).toMatchObject({ host: 'log-1', program: 'sudo', severity: 'notice' });
  await until('it is on its way to the archive', () =>
    Object.values(server.archived())
      .flat()
      .some(({ message }) => message.includes('session opened for user root')),
  );
});

test('LG-04: the alarm counts what a log server says of the archive, and nothing else', async () => {
  await server.log('moved 2026-01-01T00-01 into the archive', 'cordon-archive');
  await server.log('Finished Moves messages of servers into the archive.', 'systemd');
  const counted = async (text: string) => matchesFilter(ARCHIVED, { ...(await arrived(text)) });
  expect(await counted('moved 2026-01-01T00-01')).toBe(true);
  expect(await counted('Finished Moves')).toBe(false);
});

test('LG-04: a server that has nothing to say gives a sign of life', async () => {
  const quiet = new Sender(port, { identity: ours.client(), authority: ours }, { heartbeat: 1 });
  quiet.start();
  const { message, host } = await arrived('-- MARK --');
  await quiet.remove();
  expect({ message: message.trim(), host }).toEqual({ message: '-- MARK --', host: 'web-1' });
});

describe('who may send', () => {
  test('a client with a certificate of ours', async () => {
    expect(await send('by hand', as(ours.client()))).toBe('sent');
    await arrived('by hand');
  });

  test.each<[string, () => ConnectionOptions | undefined]>([
    ['in the clear', () => undefined],
    ['without a certificate', () => as()],
    ['with a certificate of an unknown authority', () => as(theirs.client())],
    ['with a certificate of ours that is not for a client', () => as(ours.issue('other.cordon.internal', 'client'))],
    [
      'by an old version of TLS',
      () => as(ours.client(), { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }),
    ],
    ['by a cipher of 128 bits', () => as(ours.client(), { ciphers: 'TLS_AES_128_GCM_SHA256', minVersion: 'TLSv1.3' })],
  ])('LG-04: nobody sends %s', async (name, options) => {
    const text = `smuggled ${name}`;
    await send(text, options());
    // What comes after it has arrived, so this would have as well.
    await send(`after ${name}`, as(ours.client()));
    await arrived(`after ${name}`);
    expect(server.find(text)).toBeUndefined();
  });

  test('by TLS 1.2, with AES of 256 bits', async () => {
    expect(await send('by TLS 1.2', as(ours.client(), { maxVersion: 'TLSv1.2' }))).toBe('sent');
    await arrived('by TLS 1.2');
  });
});

describe('messages wait on the disk of their server', () => {
  test('LG-04: while no log server answers, even if it stops itself, and arrive later', async () => {
    await server.stop();
    // TCP takes a message on a connection that has just broken, and says so only when the next one is sent.
    await sender.log('on its way when the server went');
    await sleep(1_000);
    for (let n = 0; n < 20; n += 1) await sender.log(`in the outage ${n}.`);
    await sleep(500);
    await sender.stop();
    await server.run();
    await sender.run();
    for (let n = 0; n < 20; n += 1) await arrived(`in the outage ${n}.`);
  });

  test('LG-04: while what answers is none of our log servers', async () => {
    const [impostorPort, own] = [await freePort(), { identity: ours.client(), authority: ours }];
    // It would take messages from our clients.
    const impostor = new LogServer(impostorPort, { identity: theirs.server(), authority: ours });
    const another = new Sender(impostorPort, own);
    await impostor.run();
    await another.run();
    await another.log('a secret');
    await until('the sender refuses the server', () => /certificate|not permitted|error/i.test(another.said));
    await sleep(2_000);
    expect(impostor.messages()).toEqual([]);
    await another.remove();
    await impostor.remove();
  });
});
