import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { freePort } from '../../rehearsal/embedded-process';
import { contentOf } from '../../lib/access/server-files';
import { answers, Folder, needRoot, programPath, run, Service, until } from './programs';
import type { Ended } from './programs';

/** A user without rights that every system has; it has no shell, so that a session ends at once. */
export const USER = 'nobody';

/** A real sshd on loopback with our settings. */
export class SshServer {
  public static async start(): Promise<SshServer> {
    needRoot();
    programPath('sshd');
    const server = new SshServer(await freePort());
    await server.prepare();
    server.service = new Service('sshd', ['-D', '-e', '-f', server.folder.at('sshd_config')], (line) =>
      server.log(line),
    );
    await until(
      'sshd answers',
      () => answers(server.port),
      20_000,
      () => server.service?.said ?? '',
    );
    return server;
  }

  public readonly folder = new Folder();
  private service: Service | undefined;

  private constructor(public readonly port: number) {}

  /** All that sshd has said, as syslog would write it. */
  public get logFile(): string {
    return this.folder.at('sshd.log');
  }

  public get said(): string {
    return this.service?.said ?? '';
  }

  /** Signs in, and ends the session at once. */
  public ssh(user: string, key: 'staff' | 'stranger' | 'none', options: readonly string[] = []): Promise<Ended> {
    const always = {
      UserKnownHostsFile: '/dev/null',
      StrictHostKeyChecking: 'no',
      IdentitiesOnly: 'yes',
      IdentityFile: key === 'none' ? 'none' : this.folder.at(key),
      BatchMode: 'yes',
      ConnectTimeout: '10',
    };
    const settings = Object.entries(always).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    const port = ['-p', String(this.port)];
    return run('ssh', ['-v', '-F', '/dev/null', ...options, ...settings, ...port, `${user}@127.0.0.1`, 'true'], {
      SSH_AUTH_SOCK: '',
    });
  }

  public async stop(): Promise<void> {
    await this.service?.stop();
    this.folder.remove();
  }

  private async prepare(): Promise<void> {
    const { folder, port } = this;
    // Where sshd shuts its unprivileged half in; made by its unit otherwise.
    mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    chmodSync(folder.path, 0o755);
    for (const name of ['host', 'staff', 'stranger'])
      await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', folder.at(name)]);
    writeFileSync(folder.at('00-cordon.conf'), contentOf('server/sshd.conf'));
    writeFileSync(folder.at('sshd.log'), '');
    const config = [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${folder.at('host')}`,
      'PidFile none',
      // In the place of EC2 Instance Connect: whoever signs in, a key was sent for them a moment ago.
      `AuthorizedKeysCommand ${programPath('cat')} ${folder.at('staff.pub')}`,
      `AuthorizedKeysCommandUser ${USER}`,
      `Include ${folder.at('00-cordon.conf')}`,
      // What images are often shipped with; the first value counts.
      'PasswordAuthentication yes',
      'PermitRootLogin yes',
      '',
    ];
    writeFileSync(folder.at('sshd_config'), config.join('\n'));
  }

  /** sshd leaves the time to syslog. */
  private log(line: string): void {
    const at = new Date().toISOString().replace('Z', '+00:00');
    appendFileSync(this.logFile, `${at} server sshd[1]: ${line.replace(/\r$/, '')}\n`);
  }
}
