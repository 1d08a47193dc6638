import { present } from '../rule';
import { isHome } from './stages';

export const vpnThere = present({
  id: 'NW-07.VpnThere',
  keeps: ['NW-07', 'NW-08'],
  statement: 'Every region with servers has a VPN of its own, into its own network.',
  types: ['AWS::EC2::ClientVpnTargetNetworkAssociation'],
  where: isHome,
  needs: 'a VPN that leads into a subnet of its network; use ClientVpn',
  is({ properties, stack }, assembly) {
    const subnet = assembly.target(properties.SubnetId, stack);
    return (
      assembly.target(properties.ClientVpnEndpointId, stack)?.type === 'AWS::EC2::ClientVpnEndpoint' &&
      subnet?.type === 'AWS::EC2::Subnet' &&
      subnet.stack.stage === stack.stage
    );
  },
});
