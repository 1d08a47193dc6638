import type { Assembly, TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { zoneOf } from './zones';

export const wayOutInZone: Rule = {
  id: 'DR-10.WayOutInZone',
  keeps: ['DR-10', 'AV-01'],
  statement:
    'What stands in a zone goes out through the gateway of that zone, so that the loss of another cuts nothing off.',
  types: ['AWS::EC2::Route'],
  judge(route, assembly) {
    const { NatGatewayId: gateway } = route.properties;
    if (gateway === undefined) return undefined;
    const { properties: { SubnetId: subnet } = {}, stack = route.stack } = assembly.target(gateway, route.stack) ?? {};
    const zone = zoneOf(subnet, stack, assembly);
    const strays = zonesServed(route, assembly).filter((served) => served !== zone);
    return verdict({
      NatGatewayId:
        zone !== undefined && strays.length === 0
          ? undefined
          : `is in ${zone ?? 'an unknown zone'} for subnets in ${strays.join(', ')}; name the gateway of their own zone`,
    });
  },
};

/** Zones of the subnets that a route's table is for. */
function zonesServed({ properties: { RouteTableId }, stack }: TemplateResource, assembly: Assembly): string[] {
  return [...stack.resources.values()]
    .filter(({ type }) => type === 'AWS::EC2::SubnetRouteTableAssociation')
    .filter(({ properties }) => JSON.stringify(properties.RouteTableId) === JSON.stringify(RouteTableId))
    .map(({ properties }) => zoneOf(properties.SubnetId, stack, assembly) ?? 'an unknown zone');
}
