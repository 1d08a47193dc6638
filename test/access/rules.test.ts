import { describeRules, ruleOf } from '../commitments/describe-rules';
import { problems, stack } from '../commitments/template';
import type { Part } from '../commitments/template';

const vpnGroup: Part = { Type: 'AWS::EC2::SecurityGroup', Properties: { Tags: [{ Key: 'role', Value: 'vpn' }] } };
const endpoint: Part = {
  Type: 'AWS::EC2::ClientVpnEndpoint',
  Properties: {
    AuthenticationOptions: [{ Type: 'federated-authentication' }],
    ConnectionLogOptions: { Enabled: true, CloudwatchLogGroup: { Ref: 'Log' } },
    SecurityGroupIds: [{ 'Fn::GetAtt': ['Group', 'GroupId'] }],
    SplitTunnel: true,
    SessionTimeoutHours: 8,
    DisconnectOnSessionTimeout: true,
  },
};
const authorization: Part = {
  Type: 'AWS::EC2::ClientVpnAuthorizationRule',
  Properties: {
    AccessGroupId: 'operators',
    TargetNetworkCidr: '10.16.0.0/19',
    ClientVpnEndpointId: { Ref: 'Endpoint' },
  },
};
const userData = (...lines: string[]) => ({
  LaunchTemplateData: {
    UserData: { 'Fn::Base64': { 'Fn::Join': ['', ['#!/bin/bash\n', { Ref: 'X' }, `\n${lines.join('\n')}`]] } },
  },
});
const session = (inputs: Record<string, unknown>) => ({
  DocumentType: 'Session',
  Content: {
    inputs: {
      kmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] },
      cloudWatchLogGroupName: 'sessions',
      cloudWatchEncryptionEnabled: true,
      cloudWatchStreamingEnabled: true,
      maxSessionDuration: '60',
      ...inputs,
    },
  },
});

describeRules([
  {
    rule: 'NW-07.VpnConfined',
    good: { Endpoint: endpoint, Group: vpnGroup, Rule: authorization },
    mutants: [
      [
        'a directory without a second factor',
        { AuthenticationOptions: [{ Type: 'directory-service-authentication' }] },
        /is directory/,
      ],
      ['no authentication', { AuthenticationOptions: undefined }, /is missing/],
      ['no record of connections', { ConnectionLogOptions: { Enabled: false } }, /records no connections/],
      ['a record that goes nowhere', { ConnectionLogOptions: { Enabled: true } }, /records no connections/],
      ['no security group', { SecurityGroupIds: undefined }, /role 'vpn'/],
      ['a group of unknown origin', { SecurityGroupIds: ['sg-1'] }, /role 'vpn'/],
      ['all traffic through the tunnel', { SplitTunnel: false }, /is off/],
      ['connections of a day', { SessionTimeoutHours: 24 }, /is 24/],
      ['connections without an end', { SessionTimeoutHours: undefined }, /is missing/],
      ['connections that outlast their time', { DisconnectOnSessionTimeout: false }, /does not end/],
    ],
  },
  {
    rule: 'NW-07.VpnConfined',
    good: { Rule: authorization, Endpoint: endpoint, Group: vpnGroup },
    mutants: [
      ['everybody at the identity provider', { AccessGroupId: undefined }, /name a group/],
      ['everybody, beside a group', { AuthorizeAllGroups: true }, /name a group/],
      ['the internet', { TargetNetworkCidr: '0.0.0.0/0' }, /more than a subnet/],
      ['a whole VPC', { TargetNetworkCidr: '10.16.0.0/16' }, /more than a subnet/],
      ['nothing that can be read', { TargetNetworkCidr: { Ref: 'X' } }, /more than a subnet/],
    ],
  },
  {
    rule: 'NW-04.SshByKey',
    good: {
      Template: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: userData('PermitRootLogin no', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no'),
      },
    },
    mutants: [
      ['nothing for sshd', userData(), /PermitRootLogin no/],
      [
        'root let in',
        userData('PermitRootLogin yes', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no'),
        /PermitRootLogin no/,
      ],
      [
        'a setting in a comment',
        userData('# PermitRootLogin no', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no'),
        /PermitRootLogin/,
      ],
      ['no user data', { LaunchTemplateData: {} }, /PasswordAuthentication no/],
      ['a key for ever', { LaunchTemplateData: { KeyName: 'ours' } }, /leave it out/],
    ],
  },
  {
    rule: 'LG-06.SessionsRecorded',
    good: { Document: { Type: 'AWS::SSM::Document', Properties: session({}) } },
    mutants: [
      ['no key', session({ kmsKeyId: undefined }), /kmsKeyId is missing/],
      ['no streaming', session({ cloudWatchStreamingEnabled: false }), /nothing is recorded/],
      ['no log group', session({ cloudWatchLogGroupName: '' }), /nothing is recorded/],
      ['records in the clear', session({ cloudWatchEncryptionEnabled: false }), /in the clear/],
      ['a day', session({ maxSessionDuration: '1440' }), /60 minutes or less/],
      ['no end', session({ maxSessionDuration: undefined }), /60 minutes or less/],
    ],
  },
]);

test('NW-07.VpnConfined lets everybody with a certificate come, where certificates say who that is', () => {
  const byCertificate = { ...endpoint.Properties, AuthenticationOptions: [{ Type: 'certificate-authentication' }] };
  const parts = {
    Endpoint: { ...endpoint, Properties: byCertificate },
    Group: vpnGroup,
    Rule: {
      ...authorization,
      Properties: { ...authorization.Properties, AccessGroupId: undefined, AuthorizeAllGroups: true },
    },
  };
  expect(problems(ruleOf('NW-07.VpnConfined'), stack(parts))).toEqual([]);
});

test('NW-04.SshByKey is content with a server that has no SSH', () => {
  const closed = { Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: userData('systemctl mask --now sshd') } };
  expect(problems(ruleOf('NW-04.SshByKey'), stack(closed))).toEqual([]);
});

test('LG-06.SessionsRecorded has nothing to say of other documents', () => {
  const document = { Document: { Type: 'AWS::SSM::Document', Properties: { DocumentType: 'Automation' } } };
  expect(problems(ruleOf('LG-06.SessionsRecorded'), stack(document))).toEqual([]);
});
