import { verdict } from '../rule';
import type { Rule } from '../rule';

export const databaseStandby: Rule = {
  id: 'AV-01.DatabaseStandby',
  keeps: ['AV-01', 'AV-02', 'DR-10'],
  statement:
    'Every database server has a standby in a second zone, which has all of its data and takes over by itself.',
  types: ['AWS::RDS::DBInstance'],
  judge({ properties }) {
    // A replica is itself what takes over from another region.
    if (properties.SourceDBInstanceIdentifier !== undefined) return undefined;
    return verdict({
      MultiAZ:
        properties.MultiAZ === true
          ? undefined
          : `is ${JSON.stringify(properties.MultiAZ ?? 'missing')}, so that the loss of a zone stops its sites; set it to true`,
    });
  },
};
