import { textOf } from '../assembly';
import type { Assembly } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { statementsOf } from './policy-statements';
import type { Statement } from './policy-statements';
import { isDelivery } from './stages';

export const deliveryConfined: Rule = {
  id: 'IR-08.DeliveryConfined',
  keeps: ['IR-08'],
  statement:
    'Of the account that delivers, only the build for an environment comes into it, by a role that trusts it alone.',
  types: ['AWS::IAM::Role'],
  judge({ properties, stack }, assembly) {
    const account = assembly.stages.find(isDelivery)?.stacks[0]?.location.account;
    if (account === undefined || account === stack.location.account) return undefined;
    const trusting = statementsOf(properties.AssumeRolePolicyDocument).filter(
      ({ Effect, Principal }) => Effect === 'Allow' && textOf(namesIn(Principal)).includes(account),
    );
    if (trusting.length === 0) return undefined;
    const builds = buildRoles(assembly, account, stack.environment);
    return verdict(
      Object.fromEntries(
        trusting.map((statement, index) => [`AssumeRolePolicyDocument.${index}`, problem(statement, builds)]),
      ),
    );
  },
};

function namesIn(principal: Statement['Principal']): string {
  return JSON.stringify(principal ?? '');
}

/** ARNs of the roles of builds for an environment. */
function buildRoles({ stages }: Assembly, account: string, environment: string): string[] {
  return (stages.find(isDelivery)?.stacks ?? [])
    .flatMap(({ resources }) => [...resources.values()])
    .filter(
      ({ type, properties }) => type === 'AWS::IAM::Role' && textOf(properties.RoleName).endsWith(`-to-${environment}`),
    )
    .map(({ properties }) => `arn:aws:iam::${account}:role/${textOf(properties.RoleName)}`);
}

function problem({ Condition }: Statement, builds: readonly string[]): string | undefined {
  const trusted = textOf(Condition?.ArnEquals?.['aws:PrincipalArn']);
  if (!builds.includes(trusted)) {
    return `trusts ${trusted || 'the whole account that delivers'}; name the role of the one build by aws:PrincipalArn`;
  }
  const known = Condition?.StringEquals?.['sts:ExternalId'];
  return known === undefined ? 'asks for no external id; ask for that of the environment by sts:ExternalId' : undefined;
}
