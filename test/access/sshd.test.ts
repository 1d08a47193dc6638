import { contentOf } from '../../lib/access/server-files';
import { freePort } from '../../rehearsal/embedded-process';
import { run } from './programs';
import { SshServer, USER } from './ssh-server';

jest.setTimeout(60_000);

let server: SshServer;
beforeAll(async () => {
  server = await SshServer.start();
});
afterAll(() => server?.stop());

describe('the settings of sshd', () => {
  const settings = contentOf('server/sshd.conf')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/\s+/) as [string, string]);
  let effective: string[];
  beforeAll(async () => {
    const { code, stdout, stderr } = await run('sshd', ['-T', '-f', server.folder.at('sshd_config')]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    effective = stdout.toLowerCase().split('\n');
  });

  test.each(settings)('NW-04: %s is %s, whatever comes after it', (name, value) => {
    const said = effective.filter((line) => line.startsWith(`${name.toLowerCase()} `));
    expect(said).toEqual([`${name} ${value}`.toLowerCase()]);
  });

  test('NW-04: root, passwords and forwarding are among them', () => {
    expect(Object.fromEntries(settings)).toMatchObject({
      PermitRootLogin: 'no',
      PasswordAuthentication: 'no',
      KbdInteractiveAuthentication: 'no',
      AllowAgentForwarding: 'no',
      AllowTcpForwarding: 'no',
      LogLevel: 'VERBOSE',
    });
  });
});

describe('a real sshd', () => {
  test('NW-04: lets the holder of a key in, and records which key it was', async () => {
    const { stderr } = await server.ssh(USER, 'staff');
    expect(stderr).toContain('Authenticated to 127.0.0.1');
    expect(server.said).toMatch(new RegExp(`Accepted publickey for ${USER} from .* ED25519 SHA256:`));
  });

  test.each([
    ['without a key', USER, 'none'],
    ['with a key that nobody sent', USER, 'stranger'],
    ['as root, with the very key that lets others in', 'root', 'staff'],
  ] as const)('NW-04: refuses to sign in %s', async (_name, user, key) => {
    const { code, stderr } = await server.ssh(user, key);
    expect(code).toBe(255);
    expect(stderr).not.toContain('Authenticated to');
    expect(stderr).toContain('Permission denied (publickey)');
  });

  test.each(['password', 'keyboard-interactive'])('NW-04: offers no %s', async (method) => {
    const options = ['-o', `PreferredAuthentications=${method}`, '-o', 'PubkeyAuthentication=no'];
    const { code, stderr } = await server.ssh(USER, 'none', options);
    expect(code).toBe(255);
    expect(stderr).toContain('Authentications that can continue: publickey\r\n');
    expect(stderr).not.toContain(`Next authentication method: ${method}`);
  });

  test.each([
    ['cipher', 'Ciphers=aes128-ctr'],
    ['MAC', 'MACs=hmac-sha1'],
    ['key exchange', 'KexAlgorithms=diffie-hellman-group14-sha256'],
    ['host key', 'HostKeyAlgorithms=ecdsa-sha2-nistp256'],
  ])('NW-04: agrees on no weaker %s', async (_name, option) => {
    // The cipher that is agreed on otherwise brings a MAC of its own.
    const cipher = option.startsWith('MACs') ? ['-o', 'Ciphers=aes256-ctr'] : [];
    const { code, stderr } = await server.ssh(USER, 'staff', ['-o', option, ...cipher]);
    expect(code).toBe(255);
    expect(stderr).toContain('no matching');
  });

  test('NW-07: is no way on to other machines', async () => {
    const elsewhere = await freePort();
    const { stderr } = await server.ssh(USER, 'staff', ['-W', `127.0.0.1:${elsewhere}`]);
    expect(stderr).toContain('Authenticated to 127.0.0.1');
    expect(stderr).toContain('administratively prohibited');
  });
});
