import { verdict } from '../rule';
import type { Rule } from '../rule';
import { covers } from './policy-statements';
import type { Statement } from './policy-statements';
import { denialsOf, ROLE, signIns } from './staff-role';

export const secondFactor: Rule = {
  id: 'ID-03.SecondFactor',
  keeps: ['ID-03', 'NW-08'],
  statement:
    'Nobody takes a role of staff without a second factor, and a session that shows none is denied everything.',
  types: [ROLE],
  judge(role, assembly) {
    const ways = signIns(role);
    if (ways.length === 0) return undefined;
    return verdict({
      AssumeRolePolicyDocument: ways.every(asksForIt)
        ? undefined
        : 'lets people in whose provider does not say mfa; ask for aws:RequestTag/mfa to be true',
      ManagedPolicyArns: denialsOf(role, assembly).some(deniesWithout)
        ? undefined
        : 'hold no policy that denies all to a session without the tag mfa; add the safeguards of staff',
    });
  },
};

function asksForIt({ Condition }: Statement): boolean {
  return Condition?.StringEquals?.['aws:RequestTag/mfa'] === 'true';
}

function deniesWithout(statement: Statement): boolean {
  const { Resource, Condition = {} } = statement;
  const everything = covers(statement, 'any:Action') && Resource === '*';
  const unless = Condition.StringNotEquals?.['aws:PrincipalTag/mfa'] === 'true';
  return everything && unless && Object.keys(Condition).length === 1;
}
