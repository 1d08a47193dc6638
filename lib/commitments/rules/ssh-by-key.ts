import { verdict } from '../rule';
import type { Rule } from '../rule';

/** Lines of the settings of sshd without which a server may be signed in to otherwise. */
const NEEDED = ['PermitRootLogin no', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no'];
/** What a server runs instead that nobody signs in to. */
const CLOSED = 'systemctl mask --now sshd';

interface Data {
  readonly KeyName?: unknown;
  readonly UserData?: unknown;
}

export const sshByKey: Rule = {
  id: 'NW-04.SshByKey',
  keeps: ['NW-04'],
  statement: 'A server lets nobody in by password or as root, keeps no key, and is set up so before it serves.',
  types: ['AWS::EC2::LaunchTemplate'],
  judge({ properties }) {
    const { KeyName, UserData } = (properties.LaunchTemplateData ?? {}) as Data;
    const lines = textOf(UserData).split('\n');
    const lacks = NEEDED.filter((line) => !lines.includes(line));
    return verdict({
      'LaunchTemplateData.KeyName':
        KeyName === undefined ? undefined : 'puts a key on every server that never changes; leave it out',
      'LaunchTemplateData.UserData':
        lines.includes(CLOSED) || lacks.length === 0
          ? undefined
          : `does not say '${lacks.join("', '")}' to sshd; begin with the setup of lib/access`,
    });
  },
};

/** The text of user data, with a word in the place of what is known at deployment only. */
function textOf(value: unknown): string {
  const encoded = (value as { 'Fn::Base64'?: unknown } | undefined)?.['Fn::Base64'];
  if (typeof encoded === 'string') return encoded;
  const [, parts = []] = ((encoded as { 'Fn::Join'?: [string, unknown[]] } | undefined)?.['Fn::Join'] ?? []) as [
    string?,
    unknown[]?,
  ];
  return parts.map((part) => (typeof part === 'string' ? part : 'unknown')).join('');
}
