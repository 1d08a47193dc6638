import { verdict } from '../rule';
import type { Rule } from '../rule';

export const logRetention: Rule = {
  id: 'TN-19.LogRetention',
  keeps: ['TN-19'],
  statement: 'Every log group forgets: nothing is kept for ever.',
  types: ['AWS::Logs::LogGroup'],
  judge({ properties }) {
    return verdict({
      RetentionInDays: properties.RetentionInDays
        ? undefined
        : 'is missing, so its entries are kept for ever; use PlatformLogGroup',
    });
  },
};
