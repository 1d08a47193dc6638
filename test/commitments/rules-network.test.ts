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
