import { verdict } from '../rule';
import type { Rule } from '../rule';

const GROUP = 'AWS::RDS::DBParameterGroup';

export const databaseTls: Rule = {
  id: 'CR-04.DatabaseTls',
  keeps: ['CR-04', 'CR-03', 'BK-21'],
  statement: 'A database server refuses every connection without TLS, or with less than TLS 1.2.',
  types: [GROUP, 'AWS::RDS::DBInstance'],
  judge({ type, properties, stack }, assembly) {
    if (type === GROUP) {
      const { Parameters = {} } = properties as { Parameters?: Readonly<Record<string, unknown>> };
      const { 'rds.force_ssl': forced, ssl_min_protocol_version: least } = Parameters;
      // The defaults depend on the major version, and scanners read the literal.
      return verdict({
        'Parameters.rds.force_ssl':
          forced === '1' ? undefined : `is ${JSON.stringify(forced ?? 'missing')}; set it to the string "1"`,
        'Parameters.ssl_min_protocol_version': /^TLSv1\.[23]$/.test(String(least))
          ? undefined
          : `is ${JSON.stringify(least ?? 'missing')}; TLSv1.2 and TLSv1.3 are allowed`,
      });
    }
    const group = assembly.target(properties.DBParameterGroupName, stack);
    return verdict({
      DBParameterGroupName:
        group?.type === GROUP ? undefined : 'names no parameter group of this app, so it may accept plain connections',
    });
  },
};
