import { verdict } from '../rule';
import type { Rule } from '../rule';

export const noUsers: Rule = {
  id: 'ID-01.NoUsers',
  keeps: ['ID-01', 'ID-03', 'ID-04'],
  statement: 'Nobody has an AWS user: people sign in through the identity provider, programs have roles.',
  types: ['AWS::IAM::User', 'AWS::IAM::AccessKey', 'AWS::IAM::UserToGroupAddition', 'AWS::IAM::Group'],
  judge({ type }) {
    return verdict({ '': `${type} stands for a password or key that never expires; use a role` });
  },
};
