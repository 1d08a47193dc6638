import { textOf } from '../assembly';
import type { Assembly, StackTemplate } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { statementsOf } from './policy-statements';
import type { Statement } from './policy-statements';
import { denialsOf, ROLE, signIns } from './staff-role';

/** Seconds that a session lasts at the most; also what IAM takes where nothing is said. */
const LONGEST = 3600;

export const staffConfined: Rule = {
  id: 'ID-07.StaffConfined',
  keeps: ['ID-07'],
  statement:
    'A session of staff bears a person’s name, ends within an hour, and reaches no region outside its environment.',
  types: [ROLE],
  judge(role, assembly) {
    const ways = signIns(role);
    if (ways.length === 0) return undefined;
    const { MaxSessionDuration: seconds = LONGEST, AssumeRolePolicyDocument } = role.properties as {
      MaxSessionDuration?: number;
      AssumeRolePolicyDocument?: unknown;
    };
    const tagging = statementsOf(AssumeRolePolicyDocument).filter((one) => allows(one, 'sts:TagSession'));
    return verdict({
      MaxSessionDuration: seconds <= LONGEST ? undefined : `is ${seconds}; ${LONGEST} seconds or less are allowed`,
      'AssumeRolePolicyDocument.SourceIdentity': ways.every(namesPerson)
        ? undefined
        : 'lets people in without a name; ask for sts:SourceIdentity',
      'AssumeRolePolicyDocument.TagSession': tagging.every(({ Condition }) => onlyTag(Condition))
        ? undefined
        : 'lets people bring tags of their own, which open what tags open; allow mfa alone',
      ManagedPolicyArns: regionProblem(denialsOf(role, assembly), role.stack, assembly),
    });
  },
};

function allows({ Effect, Action }: Statement, action: string): boolean {
  return Effect === 'Allow' && [Action].flat().includes(action);
}

function namesPerson({ Condition }: Statement): boolean {
  return Condition?.StringLike?.['sts:SourceIdentity'] === '?*';
}

function onlyTag(condition: Statement['Condition']): boolean {
  const keys = condition?.['ForAllValues:StringEquals']?.['aws:TagKeys'];
  return [keys].flat().join() === 'mfa';
}

function regionProblem(denials: readonly Statement[], stack: StackTemplate, { stacks }: Assembly): string | undefined {
  const elsewhere = denials
    .map(({ NotAction, Condition }) => NotAction && Condition?.StringNotEquals?.['aws:RequestedRegion'])
    .find((regions) => regions !== undefined);
  if (elsewhere === undefined) return 'deny no region; add the safeguards of staff';
  const own = stacks
    .filter(({ environment }) => environment === stack.environment)
    .map(({ location }) => location.region);
  const foreign = [elsewhere]
    .flat()
    .map((part) => textOf(part))
    .filter((region) => !own.includes(region));
  if (foreign.length === 0) return undefined;
  return `let staff work in ${foreign.join(', ')}, where ${stack.environment} has nothing; name its regions alone`;
}
