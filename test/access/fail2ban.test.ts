import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { contentOf } from '../../lib/access/server-files';
import { Folder, run, Service, until } from './programs';
import { SshServer, USER } from './ssh-server';

jest.setTimeout(90_000);

/** Where failed attempts come from: an address of loopback that fail2ban doesn't take for its own machine's. */
const STRANGER = '127.0.0.77';
/** Failures that the jail lets pass. */
const PATIENCE = 5;

let server: SshServer;
let folder: Folder;
let guard: Service;

/** A real fail2ban with our jail: only where it reads and what a ban does are the test's. */
beforeAll(async () => {
  [server, folder] = [await SshServer.start(), new Folder()];
  configure(folder, { log: server.logFile });
  guard = new Service('fail2ban-server', ['-xf', ...control(), '-p', folder.at('pid'), 'start']);
  await until(
    'fail2ban watches the jail',
    async () => (await status()).code === 0,
    20_000,
    () => guard.said,
  );
});
afterAll(async () => {
  await guard?.stop();
  await server?.stop();
  folder?.remove();
});

/** The system's filters and actions, and our jail as it stands. */
function configure(into: Folder, { log }: { log: string }): void {
  cpSync('/etc/fail2ban', into.at('config'), { recursive: true });
  const write = (path: string, lines: string[]) => writeFileSync(into.at(`config/${path}`), `${lines.join('\n')}\n`);
  // What the distribution switches on by itself.
  mkdirSync(into.at('config/jail.d'), { recursive: true });
  write('jail.d/defaults-debian.conf', ['[DEFAULT]']);
  write('jail.d/cordon.local', [contentOf('server/fail2ban.local')]);
  write('jail.d/test.local', [
    '[sshd]',
    'backend = polling',
    `logpath = ${log}`,
    'banaction = record',
    // Else nothing on loopback is ever banned.
    'ignoreself = false',
  ]);
  write('action.d/record.conf', [
    '[Definition]',
    `actionban = echo "ban <ip>" >> ${into.at('bans')}`,
    `actionunban = echo "unban <ip>" >> ${into.at('bans')}`,
  ]);
  write('fail2ban.local', ['[Definition]', `logtarget = ${into.at('log')}`, 'dbfile = None']);
  writeFileSync(into.at('bans'), '');
}

function control(): string[] {
  return ['-c', folder.at('config'), '-s', folder.at('socket')];
}

const ask = (...words: string[]) => run('fail2ban-client', [...control(), ...words]);
const status = () => ask('status', 'sshd');
const setting = async (name: string) => (await ask('get', 'sshd', name)).stdout.trim();
const bans = () => readFileSync(folder.at('bans'), 'utf8').split('\n').filter(Boolean);
const failures = async () => Number(/Total failed:\s*(\d+)/.exec((await status()).stdout)?.[1]);

async function failToSignIn(times: number): Promise<void> {
  const before = await failures();
  for (let attempt = 0; attempt < times; attempt += 1) {
    const { stderr } = await server.ssh(USER, 'stranger', ['-b', STRANGER]);
    expect(stderr).toContain('Permission denied (publickey)');
  }
  await until(
    'fail2ban counts the failures',
    async () => (await failures()) - before >= times,
    20_000,
    () => server.said,
  );
}

test('NW-05: the jail is the one that servers get', async () => {
  expect(await setting('maxretry')).toBe(String(PATIENCE));
  expect(await setting('findtime')).toBe('600');
  expect(await setting('bantime')).toBe('900');
});

test('NW-05: bans with nftables, from the journal, on a server', async () => {
  const plain = new Folder();
  configure(plain, { log: '/dev/null' });
  writeFileSync(plain.at('config/jail.d/test.local'), '');
  const { code, stdout } = await run('fail2ban-client', ['-c', plain.at('config'), '-d']);
  plain.remove();
  expect(code).toBe(0);
  expect(stdout).toContain("['add', 'sshd', 'systemd']");
  expect(stdout).toContain("['set', 'sshd', 'addaction', 'nftables-multiport']");
});

test('NW-05: who fails to sign in again and again is banned, and others are not', async () => {
  await failToSignIn(PATIENCE - 1);
  expect(bans()).toEqual([]);
  await failToSignIn(1);
  await until('the ban', () => bans().includes(`ban ${STRANGER}`));
  expect((await status()).stdout).toMatch(new RegExp(`Banned IP list:\\s*${STRANGER}\\s*$`, 'm'));
  expect((await server.ssh(USER, 'staff')).stderr).toContain('Authenticated to');
});

test('NW-05: is let in again once the time of the ban is over', async () => {
  await ask('set', 'sshd', 'unbanip', STRANGER);
  await until('the ban is lifted by hand', () => bans().includes(`unban ${STRANGER}`));
  writeFileSync(folder.at('bans'), '');
  // Of the jail's fifteen minutes, seconds: more than it takes to read the log, or the ban is over before it begins.
  await ask('set', 'sshd', 'bantime', '5');
  await failToSignIn(PATIENCE);
  await until('the ban', () => bans().includes(`ban ${STRANGER}`));
  await until('the end of the ban', () => bans().includes(`unban ${STRANGER}`));
  expect((await status()).stdout).toMatch(/Currently banned:\s*0/);
});

test('NW-05: a colleague who signs in by key is never counted', async () => {
  const before = await failures();
  for (let time = 0; time < PATIENCE; time += 1) await server.ssh(USER, 'staff', ['-b', '127.0.0.78']);
  await failToSignIn(1);
  expect((await failures()) - before).toBe(1);
});
