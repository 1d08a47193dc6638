import { verdict } from '../rule';
import type { Rule } from '../rule';
import { userDataOf } from './user-data';

/** Lines of the settings of sshd without which a server may be signed in to otherwise. */
const NEEDED = ['PermitRootLogin no', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no'];
/** What a server runs instead that nobody signs in to. */
const CLOSED = 'systemctl mask --now sshd';

export const sshByKey: Rule = {
  id: 'NW-04.SshByKey',
  keeps: ['NW-04'],
  statement: 'A server lets nobody in by password or as root, keeps no key, and is set up so before it serves.',
  types: ['AWS::EC2::LaunchTemplate'],
  judge({ properties }) {
    const { KeyName } = (properties.LaunchTemplateData ?? {}) as { KeyName?: unknown };
    const lines = userDataOf(properties);
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
