import { verdict } from '../rule';
import type { Rule } from '../rule';

export const networksApart: Rule = {
  id: 'NW-01.NetworksApart',
  keeps: ['NW-01', 'TN-07'],
  statement: 'No network of one environment or region is joined to another.',
  types: [
    'AWS::EC2::VPCPeeringConnection',
    'AWS::EC2::TransitGateway',
    'AWS::EC2::TransitGatewayAttachment',
    'AWS::EC2::TransitGatewayPeeringAttachment',
    'AWS::EC2::TransitGatewayVpcAttachment',
    'AWS::EC2::VPNGateway',
    'AWS::NetworkManager::VpcAttachment',
    'AWS::VpcLattice::ServiceNetworkVpcAssociation',
  ],
  judge({ type }) {
    return verdict({ '': `${type} joins networks that are promised to be apart; remove it` });
  },
};
