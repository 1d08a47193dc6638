import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { issue } from '../../lambda/renew-log-certificates/certificate';
import type { Identity, Purpose } from '../../lambda/renew-log-certificates/certificate';
import { LOG_PEERS } from '../../lambda/renew-log-certificates/log-certificates';
import { contentOf } from '../../lib/access/server-files';
import { answers, Folder, run, Service, until } from './programs';

/** What a record is in the archive and in the log group. */
export interface Message {
  readonly host: string;
  readonly from: string;
  readonly program: string;
  readonly severity: string;
  readonly message: string;
  readonly at: string;
  readonly received: string;
}

const HOUR = 3_600_000;

/** An authority of certificates as a region has one, made by the code that makes them there. */
export class Authority {
  private readonly own = this.issue('Cordon log authority', 'authority');

  public get certificate(): string {
    return this.own.certificate;
  }

  public issue(name: string, purpose: Purpose): Identity {
    const now = Date.now();
    const wanted = { name, purpose, from: new Date(now - HOUR), until: new Date(now + HOUR) };
    return issue(wanted, purpose === 'authority' ? undefined : this.own);
  }

  public server(): Identity {
    return this.issue(LOG_PEERS.server, 'server');
  }

  public client(): Identity {
    return this.issue(LOG_PEERS.client, 'client');
  }
}

/** What a machine shows, and which authority it trusts. */
export interface Trust {
  readonly identity: Identity;
  readonly authority: Authority;
}

/** A machine with a real rsyslog. */
abstract class Machine {
  public readonly folder = new Folder();
  private service: Service | undefined;

  constructor(trust: Trust) {
    mkdirSync(this.folder.at('records'));
    mkdirSync(this.folder.at('spool'));
    writeFileSync(this.folder.at('records/ca.pem'), trust.authority.certificate);
    writeFileSync(this.folder.at('records/certificate.pem'), trust.identity.certificate);
    writeFileSync(this.folder.at('records/key.pem'), trust.identity.key);
  }

  public get said(): string {
    return this.service?.said ?? '';
  }

  public check() {
    return run('rsyslogd', ['-N1', '-f', this.folder.at('rsyslog.conf')]);
  }

  public start(): void {
    this.service = new Service('rsyslogd', ['-n', '-f', this.folder.at('rsyslog.conf'), '-i', this.folder.at('pid')]);
  }

  public async stop(): Promise<void> {
    await this.service?.stop();
  }

  public async remove(): Promise<void> {
    await this.stop();
    this.folder.remove();
  }

  /** Has a program of this machine say something. */
  public log(text: string, program = 'app') {
    return run('logger', ['--socket', this.folder.at('socket'), '-t', program, '-p', 'auth.notice', '--', text]);
  }

  /** What programs of the machine write to. The image's own config does this, with the socket of the system. */
  protected socketOf(host: string): string {
    return [
      'module(load="imuxsock" SysSock.Use="off")',
      `input(type="imuxsock" Socket="${this.folder.at('socket')}" useSysTimeStamp="off")`,
      `global(localHostname="${host}")`,
      '',
    ].join('\n');
  }

  /** Writes a config as a server gets it, but for where it finds its files. */
  protected configure(source: string, values: Record<string, string>, before = ''): void {
    const content = contentOf(source, values)
      .replaceAll('/etc/cordon/records', this.folder.at('records'))
      .replaceAll('/var/spool/cordon', this.folder.at('spool'))
      .replaceAll('/var/log/cordon', this.folder.at('log'));
    writeFileSync(this.folder.at('rsyslog.conf'), before + content);
  }
}

/** A log server as it stands in a region. */
export class LogServer extends Machine {
  constructor(
    private readonly port: number,
    trust: Trust,
  ) {
    super(trust);
    const values = { PORT: String(port), CLIENT_NAME: LOG_PEERS.client };
    this.configure('log-server/rsyslog.conf', values, this.socketOf('log-1'));
  }

  public async run(): Promise<void> {
    this.start();
    await until(
      'the log server answers',
      () => answers(this.port),
      20_000,
      () => this.said,
    );
  }

  /** What the agent hands on. */
  public messages(): Message[] {
    return parse(this.read('log/messages.log'));
  }

  /** What goes into the archive, by file. */
  public archived(): Record<string, Message[]> {
    const folder = this.folder.at('log/records');
    return Object.fromEntries(readdirSync(folder).map((name) => [name, parse(this.read(`log/records/${name}`))]));
  }

  public find(text: string): Message | undefined {
    return this.messages().find(({ message }) => message.includes(text));
  }

  private read(name: string): string {
    try {
      return readFileSync(this.folder.at(name), 'utf8');
    } catch {
      return '';
    }
  }
}

export interface SenderOptions {
  /** Seconds between signs of life. @default - as on servers */
  readonly heartbeat?: number;
}

/** A server that sends its messages on. */
export class Sender extends Machine {
  constructor(port: number, trust: Trust, { heartbeat }: SenderOptions = {}) {
    super(trust);
    const values = { TARGET: '127.0.0.1', PORT: String(port), SERVER_NAME: LOG_PEERS.server };
    this.configure('server/rsyslog.conf', values, this.socketOf('web-1'));
    const file = this.folder.at('rsyslog.conf');
    const faster = readFileSync(file, 'utf8')
      .replace('action.resumeInterval="10"', 'action.resumeInterval="1"')
      .replace('interval="300"', `interval="${heartbeat ?? 300}"`);
    writeFileSync(file, faster);
  }

  public async run(): Promise<void> {
    this.start();
    await until(
      'the sender takes messages',
      async () => (await this.log('ready')).code === 0,
      20_000,
      () => this.said,
    );
  }
}

function parse(text: string): Message[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Message);
}
