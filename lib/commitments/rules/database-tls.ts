import { verdict } from '../rule';
import type { Rule } from '../rule';

const GROUP = 'AWS::RDS::DBParameterGroup';

export const databaseTls: Rule = {
  id: 'CR-04.DatabaseTls',
  keeps: ['CR-04', 'BK-21'],
  statement: 'A database server refuses every connection without TLS.',
  types: [GROUP, 'AWS::RDS::DBInstance'],
  judge({ type, properties, stack }, assembly) {
    if (type === GROUP) {
      const value = (properties.Parameters as Record<string, unknown> | undefined)?.['rds.force_ssl'];
      // The default depends on the major version, and scanners read the literal.
      return verdict({
        'Parameters.rds.force_ssl':
          value === '1' ? undefined : `is ${JSON.stringify(value ?? 'missing')}; set it to the string "1"`,
      });
    }
    const group = assembly.target(properties.DBParameterGroupName, stack);
    return verdict({
      DBParameterGroupName:
        group?.type === GROUP ? undefined : 'names no parameter group of this app, so it may accept plain connections',
    });
  },
};
