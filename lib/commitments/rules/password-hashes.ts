import { verdict } from '../rule';
import type { Rule } from '../rule';

/** Parameters of PostgreSQL by which it keeps and asks for passwords as salted hashes alone. */
const PARAMETERS = { password_encryption: 'scram-sha-256', 'rds.accepted_password_auth_method': 'scram' } as const;

export const passwordHashes: Rule = {
  id: 'CR-08.PasswordHashes',
  keeps: ['CR-08'],
  statement: 'A database server keeps passwords as salted hashes, and takes none that it knows in another form.',
  types: ['AWS::RDS::DBParameterGroup'],
  judge({ properties }) {
    const { Parameters = {} } = properties as { Parameters?: Readonly<Record<string, unknown>> };
    return verdict(
      Object.fromEntries(
        Object.entries(PARAMETERS).map(([name, wanted]) => [
          `Parameters.${name}`,
          Parameters[name] === wanted
            ? undefined
            : `is ${JSON.stringify(Parameters[name] ?? 'missing')}; set it to ${JSON.stringify(wanted)}`,
        ]),
      ),
    );
  },
};
