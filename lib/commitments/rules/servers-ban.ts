import { verdict } from '../rule';
import type { Rule } from '../rule';
import { userDataOf } from './user-data';

/** Where the settings of fail2ban begin and end in the user data. */
const JAIL = /^\[sshd\]$/;
const END = /^CORDON$/;

/** Attempts after which an address is banned, at the most. */
const ATTEMPTS = 10;

/** What a server runs instead that nobody signs in to. */
const CLOSED = 'systemctl mask --now sshd';

export const serversBan: Rule = {
  id: 'NW-05.ServersBan',
  keeps: ['NW-05'],
  statement: 'A server bans an address for a while that fails to sign in time and again, or has no SSH.',
  types: ['AWS::EC2::LaunchTemplate'],
  judge({ properties }) {
    const lines = userDataOf(properties);
    return verdict({ 'LaunchTemplateData.UserData': lines.includes(CLOSED) ? undefined : problem(lines) });
  },
};

function problem(lines: readonly string[]): string | undefined {
  const first = lines.findIndex((line) => JAIL.test(line));
  if (first < 0) return 'has no jail [sshd] for fail2ban; begin with the setup of lib/access';
  const rest = lines.slice(first + 1);
  const settings = new Map(
    rest
      .slice(
        0,
        rest.findIndex((line) => END.test(line)),
      )
      .flatMap((line): [string, string][] => {
        const [, name, value] = /^(\w+)\s*=\s*(.+)$/.exec(line) ?? [];
        return name === undefined || value === undefined ? [] : [[name, value.trim()]];
      }),
  );
  const wrong = [
    settings.get('enabled') === 'true' ? [] : 'enabled = true',
    Number(settings.get('maxretry')) <= ATTEMPTS ? [] : `maxretry of ${ATTEMPTS} or less`,
    // For ever is not for a while, and an address changes hands.
    /^[1-9]\d*[smhd]$/.test(settings.get('bantime') ?? '') ? [] : 'a bantime that ends',
  ].flat();
  return wrong.length === 0
    ? undefined
    : `gives fail2ban no ${wrong.join(', no ')} for sshd; begin with the setup of lib/access`;
}
