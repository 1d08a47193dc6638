import { textOf } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

export const recordsMasked: Rule = {
  id: 'LG-03.RecordsMasked',
  keeps: ['LG-03'],
  statement: 'What the application logs has passwords, tokens and keys masked.',
  types: ['AWS::Logs::LogGroup'],
  judge({ properties }) {
    const { LogGroupName, DataProtectionPolicy } = properties;
    if (!textOf(LogGroupName).includes('/application/')) return undefined;
    const masks = JSON.stringify(DataProtectionPolicy ?? {}).includes('"Deidentify"');
    return verdict({ DataProtectionPolicy: masks ? undefined : 'masks nothing; use recordProtection' });
  },
};
