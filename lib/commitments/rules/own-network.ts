import { overlap, rangeOf } from '../../network/cidr';
import type { Assembly, TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

const VPC = 'AWS::EC2::VPC';
const TYPES = [VPC, 'AWS::EC2::VPCCidrBlock'];

export const ownNetwork: Rule = {
  id: 'NW-01.OwnNetwork',
  keeps: ['NW-01', 'TN-07'],
  statement: 'A region of an environment has one network, whose addresses no other network of the platform has.',
  types: TYPES,
  judge(network, assembly) {
    const others = networksOf(assembly).filter((other) => !isSame(network, other));
    const second = others.find(({ type, stack }) => type === VPC && stack.stage === network.stack.stage);
    return verdict({
      ...(network.type === VPC
        ? { '': second && `stands beside ${second.logicalId} in ${second.stack.stage}, which has a network already` }
        : {}),
      CidrBlock: rangeProblem(network, others),
    });
  },
};

function rangeProblem({ properties, type }: TemplateResource, others: readonly TemplateResource[]): string | undefined {
  const { CidrBlock: own } = properties;
  if (type !== VPC && own === undefined) return undefined;
  if (typeof own !== 'string') return 'is missing; write the range of the config, so that others can keep clear of it';
  const clash = others.find(
    ({ properties: { CidrBlock } }) => typeof CidrBlock === 'string' && overlap(rangeOf(own), rangeOf(CidrBlock)),
  );
  return clash && `${own} overlaps ${String(clash.properties.CidrBlock)} of ${clash.stack.stage}; choose another range`;
}

function isSame(a: TemplateResource, b: TemplateResource): boolean {
  return a.stack === b.stack && a.logicalId === b.logicalId;
}

const networksIn = new WeakMap<Assembly, readonly TemplateResource[]>();

/** All networks of the platform and their further ranges. */
function networksOf(assembly: Assembly): readonly TemplateResource[] {
  const known = networksIn.get(assembly);
  if (known) return known;
  const networks = assembly.resources.filter(({ type }) => TYPES.includes(type));
  networksIn.set(assembly, networks);
  return networks;
}
