import { sentence } from '../../../lib/network/reachability';
import type { TemplateJson } from '../../../lib/network/template-network';
import { ANYWHERE, add, changed, groupOf, propertiesIn, rulesOf, subnetOf, tcp } from './changes';
import type { Resources } from './changes';
import { doorsOf, holesIn, overlaps, rangesOf } from './holes';
import { networks } from './example-networks';
import { vpnHoles } from './client-vpn';
import { Walker } from './walker';

const { template } = networks.find(({ name }) => name === 'production-ap-southeast-2')!;
const GROUP = { 'Fn::GetAtt': ['StaffGroup', 'GroupId'] };
const FEDERATED = [{ Type: 'federated-authentication', FederatedAuthentication: { SAMLProviderArn: 'arn' } }];

/** A VPN by which one group of staff reaches servers by SSH, beside whatever the platform has. */
function staffVpn(resources: Resources): void {
  add(resources, 'StaffGroup', 'SecurityGroup', {
    Tags: [{ Key: 'role', Value: 'staff' }],
    SecurityGroupEgress: [{ DestinationSecurityGroupId: groupOf(resources, 'Web'), ...tcp(22) }],
  });
  rulesOf(resources, 'Web', 'Ingress').push({ SourceSecurityGroupId: GROUP, ...tcp(22) });
  add(resources, 'Staff', 'ClientVpnEndpoint', {
    ClientCidrBlock: '100.64.0.0/22',
    AuthenticationOptions: FEDERATED,
    ConnectionLogOptions: { Enabled: true },
    SecurityGroupIds: [GROUP],
    TransportProtocol: 'udp',
    VpnPort: 443,
  });
  add(resources, 'StaffSubnet', 'ClientVpnTargetNetworkAssociation', {
    ClientVpnEndpointId: { Ref: 'Staff' },
    SubnetId: subnetOf(resources, 'Application'),
  });
  add(resources, 'StaffRule', 'ClientVpnAuthorizationRule', {
    ClientVpnEndpointId: { Ref: 'Staff' },
    TargetNetworkCidr: propertiesIn(resources, 'AWS::EC2::Subnet', /VpcApplicationSubnet1Subnet/).CidrBlock,
    AccessGroupId: 'servers',
  });
}

const withVpn = (change: (resources: Resources) => void = () => undefined): TemplateJson =>
  changed(template, (resources) => {
    staffVpn(resources);
    change(resources);
  });
const ofStaff = (network: TemplateJson): string[] =>
  new Walker(network)
    .flows()
    .filter(({ from }) => from === 'staff')
    .map(sentence);
const rule = (resources: Resources) => resources.StaffRule!.Properties;

test('NW-07: a group of staff reaches servers through the VPN, on the port that is opened to it, and nothing else', () => {
  expect(ofStaff(withVpn())).toEqual(['staff reaches web on tcp 22']);
  expect(vpnHoles(withVpn())).toEqual([]);
});

test('NW-03: the VPN is a door on the internet of its own', () => {
  expect(doorsOf(withVpn())).toContain('internet reaches vpn on udp 443');
});

test('what no row of the table of ports opens to the VPN is found', () => {
  expect(holesIn(withVpn())).toContain('staff reaches web on tcp 22');
});

test('security groups alone open nothing without a rule of the VPN that leads there', () => {
  const elsewhere = withVpn((resources) => {
    rule(resources).TargetNetworkCidr = propertiesIn(resources, 'AWS::EC2::Subnet', /VpcDataSubnet1Subnet/).CidrBlock;
  });
  expect(ofStaff(elsewhere)).toEqual([]);
});

test('a rule of the VPN alone opens nothing without security groups', () => {
  const everywhere = withVpn((resources) => {
    rule(resources).TargetNetworkCidr = propertiesIn(resources, 'AWS::EC2::VPC').CidrBlock;
  });
  expect(ofStaff(everywhere)).toEqual(['staff reaches web on tcp 22']);
});

test('databases that are opened to the VPN on all sides are found', () => {
  const open = withVpn((resources) => {
    rule(resources).TargetNetworkCidr = propertiesIn(resources, 'AWS::EC2::VPC').CidrBlock;
    rulesOf(resources, 'Database', 'Ingress').push({ SourceSecurityGroupId: GROUP, ...tcp(15432) });
    const egress = resources.StaffGroup!.Properties.SecurityGroupEgress as unknown[];
    egress.push({ DestinationSecurityGroupId: groupOf(resources, 'Database'), ...tcp(15432) });
  });
  expect(ofStaff(open)).toContain('staff reaches database on tcp 15432');
});

test.each<[string, (resources: Resources) => void, RegExp]>([
  [
    'a rule for all groups',
    (resources) => Object.assign(rule(resources), { AuthorizeAllGroups: true }),
    /^Staff lets everybody who signs in to /,
  ],
  [
    'a rule for no group',
    (resources) => delete rule(resources).AccessGroupId,
    /^Staff lets everybody who signs in to /,
  ],
  [
    'a rule to the internet',
    (resources) => (rule(resources).TargetNetworkCidr = ANYWHERE),
    /^Staff lets to 0\.0\.0\.0-255\.255\.255\.255, outside the VPC$/,
  ],
  [
    'a rule to the network of another environment',
    (resources) => (rule(resources).TargetNetworkCidr = '10.32.0.0/16'),
    /^Staff lets to 10\.32\.0\.0-10\.32\.255\.255, outside the VPC$/,
  ],
  [
    'a route to the internet',
    (resources) =>
      add(resources, 'Hole', 'ClientVpnRoute', {
        ClientVpnEndpointId: { Ref: 'Staff' },
        DestinationCidrBlock: ANYWHERE,
      }),
    /^Staff leads to 0\.0\.0\.0-255\.255\.255\.255, outside the VPC$/,
  ],
  [
    'nobody asked who they are',
    (resources) => (resources.Staff!.Properties.AuthenticationOptions = []),
    /^Staff asks nobody who they are$/,
  ],
  [
    'connections that nobody records',
    (resources) => (resources.Staff!.Properties.ConnectionLogOptions = { Enabled: false }),
    /^Staff records no connections$/,
  ],
])('NW-07, NW-08: %s is found', (_name, change, found) => {
  expect(holesIn(withVpn(change))).toContainEqual(expect.stringMatching(found));
});

test('addresses of clients that are those of a network are found', () => {
  const ranges = (network: TemplateJson) => ({ here: rangesOf(network) });
  expect(overlaps(ranges(withVpn()))).toEqual([]);
  const meeting = withVpn((resources) => (resources.Staff!.Properties.ClientCidrBlock = '10.16.240.0/22'));
  expect(overlaps(ranges(meeting))).toEqual(['here and here']);
});

test('a VPN that leads to what is not in the template is an error', () => {
  const network = withVpn(
    (resources) => (rule(resources).TargetNetworkCidr = { 'Fn::GetAtt': ['Elsewhere', 'CidrBlock'] }),
  );
  expect(() => holesIn(network)).toThrow(/neither a subnet nor the VPC/);
});
