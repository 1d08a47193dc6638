import { verdict } from '../rule';
import type { Rule } from '../rule';

export const logKey: Rule = {
  id: 'CR-06.LogKey',
  keeps: ['CR-06', 'LG-02'],
  statement: 'Every log group is encrypted by a key of ours.',
  types: ['AWS::Logs::LogGroup'],
  judge({ properties }) {
    return verdict({ KmsKeyId: properties.KmsKeyId ? undefined : 'is missing; use PlatformLogGroup' });
  },
};
