// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
import type { Mutations } from './mutation';

export const networkMutants: Mutations = {
  'NW-02.PortTable': [
    (p, type) =>
      type.endsWith('SecurityGroup')
        ? (p.SecurityGroupIngress = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }])
        : (p.FromPort = 3389),
    (p, type) => !type.endsWith('SecurityGroup') && (p.IpProtocol = '-1'),
  ],
  'NW-04.SshByKey': [
    (p) => (p.LaunchTemplateData.KeyName = 'ours'),
    (p) => (p.LaunchTemplateData.UserData = { 'Fn::Base64': '#!/bin/bash' }),
  ],
  'NW-06.FirewallLogName': [(p) => (p.LogDestinationConfigs = ['arn:aws:logs:eu-west-1:1:log-group:firewall'])],
  'NW-07.VpnConfined': [
    (p, type) =>
      type.endsWith('Rule') ? (p.TargetNetworkCidr = '0.0.0.0/0') : (p.ConnectionLogOptions.Enabled = false),
    (p, type) => (type.endsWith('Rule') ? (p.AuthorizeAllGroups = true) : (p.SplitTunnel = false)),
    (p, type) => !type.endsWith('Rule') && (p.SessionTimeoutHours = 24),
    (p, type) => !type.endsWith('Rule') && (p.SecurityGroupIds = ['sg-1']),
    (p, type) => !type.endsWith('Rule') && (p.AuthenticationOptions = [{ Type: 'directory-service-authentication' }]),
  ],
  'NW-10.ThreatDetectionFeatures': [(p) => (p.Enable = false), (p) => p.Features.shift()],
};
