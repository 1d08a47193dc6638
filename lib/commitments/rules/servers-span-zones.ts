import { verdict } from '../rule';
import type { Rule } from '../rule';

export const serversSpanZones: Rule = {
  id: 'AV-01.ServersSpanZones',
  keeps: ['AV-01', 'DR-10'],
  statement: 'Servers stand in two zones or more, and there are two or more of them.',
  types: ['AWS::AutoScaling::AutoScalingGroup'],
  judge({ properties }) {
    const { VPCZoneIdentifier: subnets, MinSize } = properties as { VPCZoneIdentifier?: unknown; MinSize?: unknown };
    const distinct = Array.isArray(subnets) ? new Set(subnets.map((subnet) => JSON.stringify(subnet))).size : 0;
    return verdict({
      VPCZoneIdentifier: distinct >= 2 ? undefined : `names ${distinct} subnets; name one in each zone`,
      MinSize:
        Number(MinSize) >= 2 ? undefined : `is ${JSON.stringify(MinSize)}; one server is a single point of failure`,
    });
  },
};
