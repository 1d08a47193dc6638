import { LOG_PEERS } from '../../lambda/renew-log-certificates/log-certificates';
import { PORTS } from '../network/network';
import { contentOf, writeFiles } from './server-files';
import type { ServerFile } from './server-files';

/** Where rsyslog and the script that fetches its certificate expect it. */
const CERTIFICATE_FILES: readonly ServerFile[] = [
  { source: 'server/fetch-certificate.sh', path: '/usr/local/sbin/cordon-fetch-certificate', mode: '0755' },
  { source: 'server/fetch-certificate.service', path: '/etc/systemd/system/cordon-fetch-certificate.service' },
  { source: 'server/fetch-certificate.timer', path: '/etc/systemd/system/cordon-fetch-certificate.timer' },
];

const SERVER_FILES: readonly ServerFile[] = [
  // Before all others: sshd takes the first value of a setting, and cloud-init writes some, too.
  { source: 'server/sshd.conf', path: '/etc/ssh/sshd_config.d/00-cordon.conf', mode: '0600' },
  { source: 'server/fail2ban.local', path: '/etc/fail2ban/jail.d/cordon.local' },
  { source: 'server/rsyslog.conf', path: '/etc/rsyslog.d/60-cordon.conf' },
  ...CERTIFICATE_FILES,
];

const LOG_SERVER_FILES: readonly ServerFile[] = [
  { source: 'log-server/rsyslog.conf', path: '/etc/rsyslog.d/60-cordon.conf' },
  { source: 'log-server/archive.sh', path: '/usr/local/sbin/cordon-archive', mode: '0755' },
  { source: 'log-server/archive.service', path: '/etc/systemd/system/cordon-archive.service' },
  { source: 'log-server/archive-last.service', path: '/etc/systemd/system/cordon-archive-last.service' },
  { source: 'log-server/archive.timer', path: '/etc/systemd/system/cordon-archive.timer' },
  { source: 'log-server/agent.json', path: '/etc/cordon/agent.json' },
  { source: 'log-server/logrotate.conf', path: '/etc/logrotate.d/cordon' },
  ...CERTIFICATE_FILES,
];

export interface ServerSetupProps {
  readonly region: string;
  /** Name of the secret with the certificate that it sends messages by. */
  readonly secret: string;
  /** Host name of the log servers. */
  readonly logServers: string;
}

/** What a server runs at its first start: SSH by key only (NW-04), bans (NW-05) and messages to the log servers (LG-04). */
export function serverSetup({ region, secret, logServers }: ServerSetupProps): string[] {
  const values = {
    REGION: region,
    SECRET: secret,
    TARGET: logServers,
    PORT: String(PORTS.syslog),
    SERVER_NAME: LOG_PEERS.server,
  };
  return [...writeFiles(SERVER_FILES, values), contentOf('server/setup.sh')];
}

export interface LogServerSetupProps {
  readonly region: string;
  /** Name of the secret with the certificate that it takes messages by. */
  readonly secret: string;
  /** Log group for messages. */
  readonly logGroup: string;
  /** Bucket of the archive. */
  readonly archive: string;
  /** ARN of the archive's key. */
  readonly key: string;
}

/** What a log server runs at its first start. */
export function logServerSetup({ region, secret, logGroup, archive, key }: LogServerSetupProps): string[] {
  const values = {
    REGION: region,
    SECRET: secret,
    PORT: String(PORTS.syslog),
    CLIENT_NAME: LOG_PEERS.client,
    LOG_GROUP: logGroup,
    BUCKET: archive,
    KEY: key,
  };
  return [...writeFiles(LOG_SERVER_FILES, values), contentOf('log-server/setup.sh')];
}
