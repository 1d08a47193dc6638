import { retentionOf, STORE_TYPES } from '../../privacy/retention-register';
import { verdict } from '../rule';
import type { Rule } from '../rule';

export const retentionStated: Rule = {
  id: 'TN-19.RetentionStated',
  keeps: ['TN-19'],
  statement: 'Every store says how long it keeps what it holds, by a setting or by a declared reason.',
  // A rule of their own reads those of log groups, which never have a reason to be kept for ever.
  types: STORE_TYPES.filter((type) => type !== 'AWS::Logs::LogGroup'),
  judge(resource) {
    return verdict({
      Retention: retentionOf(resource)
        ? undefined
        : 'is stated nowhere: neither do its settings delete what it holds, nor is a reason declared; set a lifecycle for all of it, or call declareRetention',
    });
  },
};
