import { mkdirSync, writeFileSync } from 'node:fs';
import { SIGN_OF_LIFE_MINUTES } from '../../lib/access/server-access';
import { contentOf } from '../../lib/access/server-files';
import { logServerSetup, serverSetup } from '../../lib/access/server-setup';
import { Machine, UNITS } from './machine';

jest.setTimeout(60_000);

const web = serverSetup({
  region: 'ap-southeast-2',
  secret: 'cordon/production/logs/client',
  logServers: 'logs.example',
});
const log = logServerSetup({
  region: 'ap-southeast-2',
  secret: 'cordon/production/logs/server',
  logGroup: '/cordon/production/messages',
  archive: 'cordon-production-archive',
  key: 'arn:aws:kms:ap-southeast-2:111111111111:key/1',
});

/** Bytes of user data that EC2 takes. */
const LIMIT = 16_384;
/** What the rest of user data may need: the first line, and commands of other rooms. */
const RESERVE = 4_096;

test.each([
  ['a web server', web],
  ['a log server', log],
])('the setup of %s leaves room in user data, and has a value everywhere', (_name, setup) => {
  const text = setup.join('\n');
  expect(Buffer.byteLength(text)).toBeLessThan(LIMIT - RESERVE);
  expect(text).not.toMatch(/@[A-Z_]+@/);
});

test('LG-04: a server gives signs of life as often as the alarms presume that count them', () => {
  const seconds = SIGN_OF_LIFE_MINUTES * 60;
  expect(contentOf('server/rsyslog.conf', { TARGET: 'a', PORT: '1', SERVER_NAME: 'b' })).toContain(
    `module(load="immark" interval="${seconds}")`,
  );
});

test('a file without one of its values is an error', () => {
  expect(() => contentOf('server/rsyslog.conf', { TARGET: 'logs.example' })).toThrow('needs a value for @PORT@');
});

describe('a web server at its first start', () => {
  const guarded = { nft: '', sshd: '' };

  test('NW-04, NW-05, LG-04: gets the files as they stand here', async () => {
    const machine = new Machine(guarded);
    expect(await machine.run(web)).toMatchObject({ code: 0, stderr: '' });
    const sshd = machine.file('etc/ssh/sshd_config.d/00-cordon.conf');
    expect(sshd).toEqual({ text: contentOf('server/sshd.conf'), mode: '600' });
    expect(machine.file('etc/fail2ban/jail.d/cordon.local').text).toBe(contentOf('server/fail2ban.local'));
    const { text } = machine.file('etc/rsyslog.d/60-cordon.conf');
    expect(text).toContain('target="logs.example"');
    expect(text).toContain('port="6514"');
    expect(machine.file('usr/local/sbin/cordon-fetch-certificate').mode).toBe('755');
    expect(machine.file('etc/systemd/system/cordon-fetch-certificate.service').text).toContain(
      'cordon-fetch-certificate ap-southeast-2 cordon/production/logs/client\n',
    );
    machine.folder.remove();
  });

  test('NW-04: opens SSH with its settings, under guard', async () => {
    const machine = new Machine(guarded);
    await machine.run(web);
    const calls = machine.calls();
    for (const call of ['restart rsyslog', 'restart fail2ban', 'restart ssh.service', 'enable fail2ban'])
      expect(calls).toContain(`systemctl ${call}`);
    expect(calls.filter((call) => call.includes('mask'))).toEqual([]);
    machine.folder.remove();
  });

  test.each<[string, () => Machine]>([
    ['sshd refuses its settings', () => new Machine({ ...guarded, logger: '', sshd: 'exit 255' })],
    [
      'fail2ban does not start',
      () => new Machine({ ...guarded, logger: '', systemctl: `${UNITS}; [ "$*" != "restart fail2ban" ]` }),
    ],
    ['there is no nftables', () => new Machine({ logger: '', sshd: '' }, 'nft')],
  ])('NW-04: keeps SSH shut where %s', async (_name, start) => {
    const machine = start();
    expect(await machine.run(web)).toMatchObject({ code: 0 });
    const calls = machine.calls();
    expect(calls).toContain('systemctl mask --now ssh.service');
    expect(calls).not.toContain('systemctl restart ssh.service');
    expect(calls.join()).toContain('SSH is closed');
    machine.folder.remove();
  });
});

test('a log server at its first start gets its files, and shuts SSH', async () => {
  const machine = new Machine({ dnf: '' });
  mkdirSync(machine.folder.at('opt/aws/amazon-cloudwatch-agent/bin'), { recursive: true });
  const agent = machine.folder.at('opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl');
  writeFileSync(agent, '#!/bin/bash\n', { mode: 0o755 });
  expect(await machine.run(log)).toMatchObject({ code: 0 });
  expect(machine.calls()).toEqual(
    expect.arrayContaining([
      'dnf install -y rsyslog rsyslog-gnutls amazon-cloudwatch-agent logrotate',
      'systemctl restart rsyslog',
      'systemctl mask --now sshd',
    ]),
  );
  const config = JSON.parse(machine.file('etc/cordon/agent.json').text) as object;
  expect(JSON.stringify(config)).toContain('"log_group_name":"/cordon/production/messages"');
  machine.folder.remove();
});

describe('what fetches a certificate', () => {
  const secret = (key: string) => JSON.stringify({ ca: 'the CA\n', certificate: 'the certificate\n', key });
  let machine: Machine;
  const fetch = () =>
    machine.bash(['lib/access/server/fetch-certificate.sh', 'ap-southeast-2', 'cordon/production/logs/client'], {
      CORDON_CERTIFICATES: machine.folder.at('records'),
    });
  const holds = (value: string) => machine.program('aws', `cat <<'EOF'\n${value}\nEOF`);
  const restarts = () => machine.calls().filter((call) => call === 'systemctl try-restart rsyslog').length;

  beforeEach(() => {
    machine = new Machine();
    holds(secret('the key\n'));
  });
  afterEach(() => machine.folder.remove());

  test('LG-04: stores it for root alone, and has rsyslog use it', async () => {
    expect(await fetch()).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(machine.file('records/ca.pem')).toEqual({ text: 'the CA\n', mode: '600' });
    expect(machine.file('records/certificate.pem').text).toBe('the certificate\n');
    expect(machine.file('records/key.pem')).toEqual({ text: 'the key\n', mode: '600' });
    expect(machine.calls()[0]).toContain(
      'get-secret-value --region ap-southeast-2 --secret-id cordon/production/logs/client',
    );
    expect(restarts()).toBe(1);
  });

  test('leaves rsyslog alone until there is a new one', async () => {
    await fetch();
    await fetch();
    expect(restarts()).toBe(1);
    holds(secret('another key\n'));
    await fetch();
    expect(restarts()).toBe(2);
    expect(machine.file('records/key.pem').text).toBe('another key\n');
  });

  test.each([
    ['is none yet', 'echo "random text"'],
    ['lacks a part', `echo '{"ca": "x"}'`],
    ['is not to be had', 'exit 254'],
  ])('keeps the old one where a new one %s', async (_name, does) => {
    await fetch();
    machine.program('aws', does);
    expect((await fetch()).code).not.toBe(0);
    expect(machine.file('records/key.pem').text).toBe('the key\n');
    expect(restarts()).toBe(1);
  });
});
