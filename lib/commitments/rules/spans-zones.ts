import type { Properties } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { zonesOf } from './zones';

const ENDPOINT = 'AWS::EC2::VPCEndpoint';

const mapped = (mappings: unknown) =>
  ((mappings ?? []) as readonly { readonly SubnetId?: unknown }[]).map(({ SubnetId }) => SubnetId);

/** What each type names the subnets it stands in by. */
const SUBNETS: Readonly<Record<string, { readonly path: string; readonly of: (properties: Properties) => unknown }>> = {
  [ENDPOINT]: { path: 'SubnetIds', of: ({ SubnetIds }) => SubnetIds },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    path: 'Subnets',
    of: ({ Subnets, SubnetMappings }) => Subnets ?? mapped(SubnetMappings),
  },
  'AWS::NetworkFirewall::Firewall': {
    path: 'SubnetMappings',
    of: ({ SubnetMappings }) => mapped(SubnetMappings),
  },
  'AWS::RDS::DBSubnetGroup': { path: 'SubnetIds', of: ({ SubnetIds }) => SubnetIds },
};

export const spansZones: Rule = {
  id: 'DR-10.SpansZones',
  keeps: ['DR-10', 'AV-01'],
  statement: 'What traffic goes through, and where databases can stand, is in two zones or more.',
  types: Object.keys(SUBNETS),
  judge({ type, properties, stack }, assembly) {
    // A gateway endpoint is a route: it stands in no zone.
    if (type === ENDPOINT && properties.VpcEndpointType !== 'Interface') return undefined;
    const { path, of } = SUBNETS[type]!;
    const zones = zonesOf(of(properties), stack, assembly).size;
    return verdict({
      [path]: zones >= 2 ? undefined : `is in ${zones} zones, and would be lost with one; name a subnet in each zone`,
    });
  },
};
