import { PORTS } from '../../network/network';
import { present } from '../rule';
import { isHome } from './stages';

/** Zones that the log servers of a region can be reached in. */
const ZONES = 3;

export const logServers = present({
  id: 'LG-04.LogServers',
  keeps: ['LG-04', 'LG-05'],
  statement: 'A region has log servers that its own network alone reaches, in three zones.',
  types: ['AWS::ElasticLoadBalancingV2::Listener'],
  where: isHome,
  needs: `log servers behind an internal load balancer that passes port ${PORTS.syslog} on in ${ZONES} zones; use LogServers`,
  is: ({ properties, stack }, assembly) => {
    const balancer = assembly.target(properties.LoadBalancerArn, stack)?.properties ?? {};
    const { Subnets = [], Scheme } = balancer as { Subnets?: readonly unknown[]; Scheme?: string };
    const { DefaultActions = [] } = properties as { DefaultActions?: readonly { TargetGroupArn?: unknown }[] };
    const targets = assembly.target(DefaultActions[0]?.TargetGroupArn, stack);
    return (
      properties.Port === PORTS.syslog &&
      properties.Protocol === 'TCP' &&
      Scheme === 'internal' &&
      Subnets.length >= ZONES &&
      targets?.properties.Port === PORTS.syslog
    );
  },
});
