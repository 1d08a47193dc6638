import { calls, each } from './cis-alarms';
import type { WatchedEvents } from './trail-alarms';

/**
 * Calls that let somebody new come to servers, or in another way (NW-07): the VPN of staff, and what stands beside it
 * where everything is as it should be. The CIS benchmark knows none of them.
 */
export const WAY_IN_CHANGED: WatchedEvents = {
  id: 'WayInChanged',
  runbook: 'network-changed',
  meaning: 'The VPN of staff was changed, or another private way into a network was made.',
  pattern: calls(
    [
      ...each(['Create', 'Modify', 'Delete'], ['ClientVpnEndpoint']),
      ...each(['Create', 'Delete'], ['ClientVpnRoute']),
      ...each(['Authorize', 'Revoke'], ['ClientVpnIngress']),
      ...each(['Associate', 'ApplySecurityGroupsTo'], ['ClientVpnTargetNetwork']),
      ...each(['Create'], ['VpnConnection', 'TransitGatewayVpcAttachment', 'InstanceConnectEndpoint']),
      ...['AttachVpnGateway', 'EnableSerialConsoleAccess'],
    ],
    'ec2',
  ),
};
