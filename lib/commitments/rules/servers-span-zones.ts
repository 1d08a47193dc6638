import { verdict } from '../rule';
import type { Rule } from '../rule';
import { zonesOf } from './zones';

export const serversSpanZones: Rule = {
  id: 'AV-01.ServersSpanZones',
  keeps: ['AV-01', 'DR-10'],
  statement:
    'Servers stand in two zones or more, there are two or more of them, and one that answers nothing is replaced.',
  types: ['AWS::AutoScaling::AutoScalingGroup'],
  judge({ properties, stack }, assembly) {
    const {
      VPCZoneIdentifier,
      MinSize,
      HealthCheckType = 'EC2',
    } = properties as {
      VPCZoneIdentifier?: unknown;
      MinSize?: unknown;
      HealthCheckType?: string;
    };
    const zones = zonesOf(VPCZoneIdentifier, stack, assembly).size;
    return verdict({
      VPCZoneIdentifier: zones >= 2 ? undefined : `is in ${zones} zones; name a subnet in each zone`,
      HealthCheckType:
        HealthCheckType === 'ELB'
          ? undefined
          : `is ${HealthCheckType}, which keeps a server that answers nothing; use ELB`,
      MinSize:
        Number(MinSize) >= 2 ? undefined : `is ${JSON.stringify(MinSize)}; one server is a single point of failure`,
    });
  },
};
