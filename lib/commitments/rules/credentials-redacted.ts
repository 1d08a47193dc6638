import { verdict } from '../rule';
import type { Rule } from '../rule';

interface Redacted {
  readonly SingleHeader?: { readonly Name?: string };
}

/** Headers that let whoever has them in. */
const HEADERS = ['authorization', 'cookie'];

export const credentialsRedacted: Rule = {
  id: 'LG-03.CredentialsRedacted',
  keeps: ['LG-03'],
  statement: 'A firewall logs no header by which somebody signs in.',
  types: ['AWS::WAFv2::LoggingConfiguration'],
  judge({ properties }) {
    const { RedactedFields = [] } = properties as { RedactedFields?: readonly Redacted[] };
    const redacted = RedactedFields.map(({ SingleHeader }) => SingleHeader?.Name?.toLowerCase());
    return verdict(
      Object.fromEntries(
        HEADERS.map((name) => [
          `RedactedFields.${name}`,
          redacted.includes(name) ? undefined : 'is not redacted, so that sessions are in the log; use FirewallLog',
        ]),
      ),
    );
  },
};
