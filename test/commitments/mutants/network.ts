// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
import type { TemplateResource } from '../../../lib/commitments/assembly';
import { alone, replaced, rewrite } from './mutation';
import type { Mutations, Raw } from './mutation';

/** One more of the kind, of which nothing else in the stack speaks. */
const another = replaced((resource) => ({ ...resource, logicalId: `${resource.logicalId}Another` }));

const pattern = (mutate: (detail: Raw) => unknown) => (p: Raw) => mutate(p.EventPattern.detail);
const unheard = [
  (p: Raw) => (p.State = 'DISABLED'),
  (p: Raw) => (p.Targets = []),
  (p: Raw) => delete p.EventPattern.source,
];
const threats = [
  ...unheard,
  pattern((detail) => (detail.severity = [{ numeric: ['>=', 9] }])),
  pattern((detail) => (detail.type = [{ prefix: 'Recon' }])),
];
const weaknesses = [
  ...unheard,
  pattern(({ findings }) => findings.Severity.Label.shift()),
  pattern((detail) => (detail.findings.Severity = undefined)),
];
/** Changes each rule of a firewall that has a statement of this kind. */
const decisions = (kind: string, mutate: (decision: Raw) => unknown) => (p: Raw) =>
  p.Rules.filter(({ Statement }: Raw) => Statement[kind]).forEach(mutate);

export const networkMutants: Mutations = {
  'NW-01.OwnNetwork': [(p) => (p.CidrBlock = '10.0.0.0/8'), (p) => delete p.CidrBlock, another],
  'NW-02.GroupsWorn': [
    (p, type) => type.endsWith('LoadBalancer') && (p.SecurityGroups = ['sg-1']),
    // Of what the public one wears, everybody may call it: within the network that is too many.
    (p, type) => type.endsWith('LoadBalancer') && p.Scheme !== 'internal' && (p.Scheme = 'internal'),
    (p, type) => type.endsWith('Instance') && delete p.VPCSecurityGroups,
    (p, type) => type.endsWith('Function') && (p.VpcConfig.SecurityGroupIds = []),
    (p, type) => type.endsWith('Endpoint') && delete p.SecurityGroupIds,
    (p, type) => type.endsWith('Template') && (p.LaunchTemplateData.NetworkInterfaces[0].Groups = ['sg-1']),
    (p, type) => type.endsWith('Template') && delete p.LaunchTemplateData.NetworkInterfaces,
  ],
  'NW-02.PortTable': [
    (p, type) =>
      type.endsWith('SecurityGroup')
        ? (p.SecurityGroupIngress = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }])
        : (p.FromPort = 3389),
    (p, type) => !type.endsWith('SecurityGroup') && (p.IpProtocol = '-1'),
  ],
  'NW-03.PublicSurface': [
    (p, type) => type.endsWith('EIP') && (p.InstanceId = 'i-1'),
    replaced((one) => (one.type.endsWith('EIP') ? { ...one, logicalId: 'Another' } : one)),
    (p, type) => type.endsWith('Subnet') && (p.MapPublicIpOnLaunch = true),
    (p, type) =>
      type.endsWith('Template') && (p.LaunchTemplateData.NetworkInterfaces[0].AssociatePublicIpAddress = true),
    (p, type) => type.endsWith('LoadBalancer') && p.Type === 'network' && delete p.Scheme,
    (p, type) => type.endsWith('Instance') && (p.PubliclyAccessible = true),
    (p, type) => type.endsWith('Instance') && delete p.PubliclyAccessible,
    (p, type) =>
      type.endsWith('Machine') &&
      rewrite(
        p,
        'DefinitionString',
        'AwsvpcConfiguration\\":{',
        'AwsvpcConfiguration\\":{\\"AssignPublicIp\\":\\"ENABLED\\",',
      ),
    replaced(toInternet),
  ],
  'NW-04.SshByKey': [
    (p) => (p.LaunchTemplateData.KeyName = 'ours'),
    (p) => (p.LaunchTemplateData.UserData = { 'Fn::Base64': '#!/bin/bash' }),
  ],
  'NW-05.BannedKeptOut': [
    (p) => p.Rules.shift(),
    (p) => (p.Rules[1].Action = { Count: {} }),
    (p) => (p.Rules[1].Priority = 99),
    (p) => (p.Rules[0].Statement.IPSetReferenceStatement.Arn = 'arn:aws:wafv2:eu-west-1:1:regional/ipset/allowed/1'),
  ],
  'NW-05.BansEnd': [
    (p) => (p.State = 'DISABLED'),
    (p) => (p.Targets = []),
    (p) => (p.ScheduleExpression = 'rate(1 hour)'),
    (p) => (p.ScheduleExpression = 'rate(60 minutes)'),
    (p) => delete p.Targets[0].Input,
  ],
  'NW-05.FailedLoginsHeard': [...unheard, (p) => (p.EventPattern.detail = { site: ['acme'] })],
  'NW-05.ServersBan': [
    (p) => rewrite(p, 'LaunchTemplateData', 'enabled = true', 'enabled = false'),
    (p) => rewrite(p, 'LaunchTemplateData', 'maxretry = 5', 'maxretry = 500'),
    (p) => rewrite(p, 'LaunchTemplateData', 'bantime = 15m', 'bantime = -1'),
    (p) => rewrite(p, 'LaunchTemplateData', '[sshd]', '[nginx]'),
  ],
  'NW-06.AttacksTurnedAway': [
    decisions('RateBasedStatement', (decision) => (decision.Action = { Count: {} })),
    decisions('RateBasedStatement', ({ Statement }) => (Statement.RateBasedStatement.AggregateKeyType = 'CONSTANT')),
    (p) => (p.Rules = p.Rules.filter(({ Name }: Raw) => Name !== 'RequestRate')),
    decisions('ManagedRuleGroupStatement', (decision) => (decision.OverrideAction = { Count: {} })),
    decisions(
      'ManagedRuleGroupStatement',
      ({ Statement: { ManagedRuleGroupStatement: group } }) =>
        (group.RuleActionOverrides = [{ Name: 'Log4JRCE_HEADER', ActionToUse: { Count: {} } }]),
    ),
  ],
  'NW-06.FirewallBeforeEntries': [another, alone('AWS::WAFv2::WebACLAssociation')],
  'NW-06.FlaggedRequestsHeard': [
    (p) => (p.LogGroupName = '/aws/lambda/other'),
    (p) => (p.DestinationArn = 'arn:aws:lambda:eu-west-1:1:function:other'),
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
  'NW-07.VpnThere': [(p) => (p.ClientVpnEndpointId = 'cvpn-endpoint-1'), (p) => (p.SubnetId = 'subnet-1')],
  'NW-10.FlowsRecorded': [
    (p) => (p.TrafficType = 'REJECT'),
    (p) => (p.MaxAggregationInterval = 600),
    (p) => (p.ResourceId = 'vpc-1'),
  ],
  'NW-10.RelayedBecomeIncidents': [
    (p) => (p.State = 'DISABLED'),
    (p) => (p.Targets = []),
    (p) => delete p.EventBusName,
    (p) => (p.EventPattern.source = ['aws.guardduty']),
  ],
  'NW-10.ThreatDetectionFeatures': [(p) => (p.Enable = false), (p) => p.Features.shift()],
  'NW-10.ThreatsBecomeIncidents': threats,
  'NW-10.ThreatsWakeSomeone': threats,
  'NW-11.StandardsMeasured': [(p) => (p.StandardsArn = p.StandardsArn.replace('best-practices', 'worst-practices'))],
  'NW-11.WeaknessesBecomeIncidents': weaknesses,
  'NW-11.WeaknessesWakeSomeone': weaknesses,
};

/** Leads a way out through the internet gateway, if it led elsewhere. */
function toInternet(route: TemplateResource): TemplateResource {
  const gateway = [...route.stack.resources.values()].find(({ type }) => type === 'AWS::EC2::InternetGateway');
  const { DestinationCidrBlock, RouteTableId, GatewayId } = route.properties;
  if (DestinationCidrBlock !== '0.0.0.0/0' || GatewayId !== undefined || !gateway) return route;
  return { ...route, properties: { DestinationCidrBlock, RouteTableId, GatewayId: { Ref: gateway.logicalId } } };
}
