import { textOf } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

export const replicasElsewhere: Rule = {
  id: 'BK-13.ReplicasElsewhere',
  keeps: ['BK-13', 'AV-04'],
  statement: 'A replica of a database server stands in another region, under a key of that region.',
  types: ['AWS::RDS::DBInstance'],
  judge({ properties, stack }) {
    const source = textOf(properties.SourceDBInstanceIdentifier);
    if (source === '') return undefined;
    const region = /^arn:[^:]+:rds:([^:]+):/.exec(source)?.[1];
    return verdict({
      SourceDBInstanceIdentifier:
        region !== undefined && region !== stack.location.region
          ? undefined
          : `is ${source}; name the server by its ARN in another region than ${stack.location.region}`,
      KmsKeyId: properties.KmsKeyId === undefined ? 'is missing, so the replica would not be under our key' : undefined,
    });
  },
};
