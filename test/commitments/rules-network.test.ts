import { describeRules, ruleOf } from './describe-rules';
import { problems, stack } from './template';
import type { Part } from './template';

const group = (role: string, properties: Record<string, unknown> = {}): Part => ({
  Type: 'AWS::EC2::SecurityGroup',
  Properties: {
    Tags: [{ Key: 'role', Value: role }],
    SecurityGroupEgress: [{ IpProtocol: 'icmp', CidrIp: '255.255.255.255/32', FromPort: 252, ToPort: 86 }],
    ...properties,
  },
});
const groupOf = (id: string) => ({ 'Fn::GetAtt': [id, 'GroupId'] });
const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const https = (port: number, from: Record<string, unknown>) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  ...from,
});

describeRules([
  {
    rule: 'NW-02.PortTable',
    good: {
      LoadBalancer: group('load-balancer', {
        SecurityGroupIngress: [https(443, { CidrIp: '0.0.0.0/0' }), https(80, { CidrIp: '0.0.0.0/0' })],
      }),
      ToWeb: {
        Type: 'AWS::EC2::SecurityGroupIngress',
        Properties: https(8443, {
          GroupId: { 'Fn::GetAtt': ['Web', 'GroupId'] },
          SourceSecurityGroupId: { 'Fn::GetAtt': ['LoadBalancer', 'GroupId'] },
        }),
      },
      Web: group('web'),
    },
    mutants: [
      [
        'SSH from anywhere',
        { SecurityGroupIngress: [https(22, { CidrIp: '0.0.0.0/0' })] },
        /opens 22 from internet to load-balancer/,
      ],
      [
        'SSH from anywhere by IPv6',
        { SecurityGroupIngress: [https(22, { CidrIpv6: '::/0' })] },
        /opens 22 from internet/,
      ],
      [
        'a port from a range that has no role',
        { SecurityGroupIngress: [https(443, { CidrIp: '10.0.0.0/8' })] },
        /"10.0.0.0\/8"/,
      ],
      ['every port', { SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] }, /protocol -1 every port/],
      [
        'a range of ports',
        { SecurityGroupIngress: [{ ...https(443, { CidrIp: '0.0.0.0/0' }), ToPort: 8443 }] },
        /opens 443-8443/,
      ],
      [
        'UDP',
        { SecurityGroupIngress: [{ ...https(443, { CidrIp: '0.0.0.0/0' }), IpProtocol: 'udp' }] },
        /protocol udp/,
      ],
      [
        'a group of unknown origin',
        { SecurityGroupIngress: [https(443, { SourceSecurityGroupId: 'sg-1' })] },
        /without a role/,
      ],
      ['everything open by default', { SecurityGroupEgress: undefined }, /from load-balancer to internet/],
      ['a group without a role', { Tags: [] }, /without a role|to "0.0.0.0\/0"|to a group/],
    ],
  },
  {
    rule: 'NW-01.OwnNetwork',
    good: { Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.16.0.0/16' } } },
    mutants: [['a range that nobody can keep clear of', { CidrBlock: undefined }, /CidrBlock is missing/]],
  },
  {
    rule: 'NW-02.GroupsWorn',
    good: {
      Database: { Type: 'AWS::RDS::DBInstance', Properties: { VPCSecurityGroups: [groupOf('Data')] } },
      Entry: { Type: LOAD_BALANCER, Properties: { Scheme: 'internet-facing', SecurityGroups: [groupOf('Entry_')] } },
      Logs: { Type: LOAD_BALANCER, Properties: { Scheme: 'internal', SecurityGroups: [groupOf('LogBalancer')] } },
      Rotation: { Type: 'AWS::Lambda::Function', Properties: { VpcConfig: { SecurityGroupIds: [groupOf('Ops')] } } },
      Outside: { Type: 'AWS::Lambda::Function' },
      Secrets: {
        Type: 'AWS::EC2::VPCEndpoint',
        Properties: { VpcEndpointType: 'Interface', SecurityGroupIds: [groupOf('Endpoints')] },
      },
      Buckets: { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'Gateway' } },
      Server: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: { LaunchTemplateData: { NetworkInterfaces: [{ Groups: [groupOf('Web')] }] } },
      },
      Data: group('database'),
      Entry_: group('load-balancer'),
      LogBalancer: group('log-balancer'),
      Ops: group('operations'),
      Endpoints: group('endpoints'),
      Web: group('web'),
    },
    mutants: [
      [
        'a group of another role',
        { VPCSecurityGroups: [groupOf('Entry_')] },
        /the group of 'load-balancer'; wear 'dat/,
      ],
      ['a second group', { VPCSecurityGroups: [groupOf('Data'), groupOf('Web')] }, /the group of 'web'/],
      ['no group', { VPCSecurityGroups: undefined }, /a group without a role/],
      ['a group of unknown origin', { VPCSecurityGroups: ['sg-1'] }, /a group without a role/],
    ],
  },
  {
    rule: 'NW-02.GroupsWorn',
    good: {
      Server: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: { LaunchTemplateData: { SecurityGroupIds: [groupOf('Web')] } },
      },
      Web: group('web'),
      Vpn: group('vpn'),
    },
    mutants: [
      ['the group of the VPN', { LaunchTemplateData: { SecurityGroupIds: [groupOf('Vpn')] } }, /the group of 'vpn'/],
      ['an interface without a group', { LaunchTemplateData: { NetworkInterfaces: [{}] } }, /without a role/],
    ],
  },
  {
    rule: 'NW-06.FirewallLogName',
    good: {
      Logging: {
        Type: 'AWS::WAFv2::LoggingConfiguration',
        Properties: { LogDestinationConfigs: [{ 'Fn::GetAtt': ['Log', 'Arn'] }] },
      },
      Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'aws-waf-logs-cordon-production' } },
      Other: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'firewall' } },
    },
    mutants: [
      [
        'a log group with another name',
        { LogDestinationConfigs: [{ 'Fn::GetAtt': ['Other', 'Arn'] }] },
        /names firewall/,
      ],
      [
        'an ARN with another name',
        { LogDestinationConfigs: [{ 'Fn::Join': ['', ['arn:aws:logs:eu-west-1:1:log-group:', 'waf']] }] },
        /aws-waf-logs-/,
      ],
      ['no log', { LogDestinationConfigs: [] }, /names nothing/],
    ],
  },
  {
    rule: 'NW-10.ThreatDetectionFeatures',
    good: {
      Detector: {
        Type: 'AWS::GuardDuty::Detector',
        Properties: {
          Enable: true,
          Features: ['S3_DATA_EVENTS', 'EBS_MALWARE_PROTECTION', 'RDS_LOGIN_EVENTS', 'LAMBDA_NETWORK_LOGS'].map(
            (Name) => ({ Name, Status: 'ENABLED' }),
          ),
        },
      },
    },
    mutants: [
      ['detection off', { Enable: false }, /nothing is watched/],
      ['no features', { Features: undefined }, /S3_DATA_EVENTS is not enabled/],
      [
        'a feature switched off',
        { Features: [{ Name: 'S3_DATA_EVENTS', Status: 'DISABLED' }] },
        /S3_DATA_EVENTS is not enabled/,
      ],
    ],
  },
]);

test.each(['AWS::IAM::User', 'AWS::IAM::AccessKey', 'AWS::IAM::Group'])('ID-01 finds an %s', (Type) => {
  expect(problems(ruleOf('ID-01.NoUsers'), stack({ Deploy: { Type } }))).toHaveLength(1);
});

test.each(['AWS::EC2::VPCPeeringConnection', 'AWS::EC2::TransitGateway', 'AWS::EC2::VPNGateway'])(
  'NW-01 finds an %s',
  (Type) => {
    expect(problems(ruleOf('NW-01.NetworksApart'), stack({ Link: { Type } }))).toHaveLength(1);
  },
);

describe('NW-01.OwnNetwork', () => {
  const network = (CidrBlock: string): Part => ({ Type: 'AWS::EC2::VPC', Properties: { CidrBlock } });
  const at = (stage: string, parts: Record<string, Part>) => stack(parts, { path: `${stage}/network` });
  const home = at('production-ap-southeast-2', { Vpc: network('10.16.0.0/16') });

  test('is satisfied by networks that share no address', () => {
    const other = at('test-ap-southeast-2', { Vpc: network('10.17.0.0/16') });
    expect(problems(ruleOf('NW-01.OwnNetwork'), home, other)).toEqual([]);
  });

  test('finds addresses that two networks have, at both', () => {
    const other = at('test-ap-southeast-2', { Vpc: network('10.16.128.0/20') });
    expect(problems(ruleOf('NW-01.OwnNetwork'), home, other)).toEqual([
      'Vpc CidrBlock 10.16.0.0/16 overlaps 10.16.128.0/20 of test-ap-southeast-2; choose another range',
      'Vpc CidrBlock 10.16.128.0/20 overlaps 10.16.0.0/16 of production-ap-southeast-2; choose another range',
    ]);
  });

  test('finds a further range that another network has', () => {
    const further = { Type: 'AWS::EC2::VPCCidrBlock', Properties: { CidrBlock: '10.16.0.0/24' } };
    const other = at('test-ap-southeast-2', { Vpc: network('10.17.0.0/16'), Further: further });
    expect(problems(ruleOf('NW-01.OwnNetwork'), home, other).join()).toMatch(
      /Further CidrBlock 10.16.0.0\/24 overlaps/,
    );
  });

  test('finds a second network of a region', () => {
    const second = at('production-ap-southeast-2', { Second: network('10.17.0.0/16') });
    expect(problems(ruleOf('NW-01.OwnNetwork'), home, second).join()).toMatch(/Second .*stands beside Vpc/);
  });
});

test('NW-02.GroupsWorn lets no other door to servers stand in a network (NW-07)', () => {
  const door = { Type: 'AWS::EC2::InstanceConnectEndpoint', Properties: { SecurityGroupIds: [groupOf('Vpn')] } };
  expect(problems(ruleOf('NW-02.GroupsWorn'), stack({ Door: door, Vpn: group('vpn') })).join()).toMatch(/remove it/);
});
