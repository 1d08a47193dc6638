import { Match, Template } from 'aws-cdk-lib/assertions';
import { ARCHIVED } from '../../lib/access/log-server-alarms';
import { createApp } from '../../lib/platform/app';
import { findings } from '../support/findings';
import { accessStack, CLIENT_AUTHORITY, MUTUAL_TLS, SAML } from './surroundings';

jest.setTimeout(120_000);

const template = Template.fromStack(accessStack(createApp()));
const mutual = Template.fromStack(accessStack(createApp(), MUTUAL_TLS));

type Found = Record<string, { Properties: Record<string, unknown> }>;
const propertiesOf = (type: string, of = template) =>
  Object.values(of.findResources(type) as Found).map(({ Properties }) => Properties);

test.each([
  ['by SAML', SAML],
  ['by certificates', MUTUAL_TLS],
])('passes every check, where staff sign in %s', (_name, authentication) => {
  const open = findings((stage) => void accessStack(stage, authentication));
  expect(open.filter((finding) => finding.includes('/access/'))).toEqual([]);
});

describe('the VPN', () => {
  test('NW-08: has staff sign in at the identity provider, every eight hours', () => {
    template.hasResourceProperties('AWS::EC2::ClientVpnEndpoint', {
      AuthenticationOptions: [
        {
          Type: 'federated-authentication',
          FederatedAuthentication: { SAMLProviderArn: 'arn:aws:iam::111111111111:saml-provider/vinefield-vpn' },
        },
      ],
      SessionTimeoutHours: 8,
      DisconnectOnSessionTimeout: true,
    });
  });

  test('NW-08: or show a certificate of the authority that the config names', () => {
    mutual.hasResourceProperties('AWS::EC2::ClientVpnEndpoint', {
      AuthenticationOptions: [
        {
          Type: 'certificate-authentication',
          MutualAuthentication: { ClientRootCertificateChainArn: CLIENT_AUTHORITY },
        },
      ],
    });
  });

  test('NW-07: carries traffic for the VPC alone, under the group of its role', () => {
    template.hasResourceProperties('AWS::EC2::ClientVpnEndpoint', {
      SplitTunnel: true,
      SecurityGroupIds: [
        { 'Fn::GetStackOutput': Match.objectLike({ OutputName: Match.stringLikeRegexp('SecurityGroupsVpn') }) },
      ],
      ClientCidrBlock: '172.16.0.0/22',
    });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
    template.resourceCountIs('AWS::EC2::ClientVpnRoute', 0);
  });

  test('AV-01: has a way into each zone', () => {
    const subnets = propertiesOf('AWS::EC2::ClientVpnTargetNetworkAssociation').map(({ SubnetId }) => SubnetId);
    expect(new Set(subnets.map((id) => JSON.stringify(id))).size).toBe(3);
  });

  test('ID-07: lets the groups of this environment to the subnets of servers, and nobody else anywhere', () => {
    const rules = propertiesOf('AWS::EC2::ClientVpnAuthorizationRule').map(
      ({ AccessGroupId, TargetNetworkCidr, AuthorizeAllGroups }) => [
        AccessGroupId,
        TargetNetworkCidr,
        AuthorizeAllGroups,
      ],
    );
    // Half of the VPC's used space in three zones; no developer, whose role is one of development.
    const subnets = ['10.0.0.0/19', '10.0.32.0/19', '10.0.64.0/19'];
    const expected = ['servers-operators', 'servers-emergency'].flatMap((group) =>
      subnets.map((subnet) => [group, subnet, false]),
    );
    expect(rules.sort()).toEqual(expected.sort());
  });

  test('NW-07: records every connection, encrypted, for 400 days', () => {
    template.hasResourceProperties('AWS::EC2::ClientVpnEndpoint', {
      ConnectionLogOptions: { Enabled: true, CloudwatchLogGroup: { Ref: Match.stringLikeRegexp('^VpnConnections') } },
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 400, KmsKeyId: Match.anyValue() });
  });

  test('calls on-call when sign-ins fail, and when somebody comes unrecorded', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'AuthenticationFailures',
      Namespace: 'AWS/ClientVPN',
      Dimensions: [{ Name: 'Endpoint', Value: { Ref: Match.stringLikeRegexp('^VpnEndpoint') } }],
      Threshold: 5,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp('#vpn-connection-log-silent$'),
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'IF(connections > 0 AND SUM([records, 0 * connections]) < 1, 1, 0)' }),
      ]),
    });
  });
});

describe('sessions', () => {
  test('LG-06: are streamed to an encrypted log group, under a key of their own', () => {
    template.hasResourceProperties('AWS::SSM::Document', {
      Name: 'cordon-production-session',
      DocumentType: 'Session',
      Content: {
        inputs: Match.objectLike({
          kmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SessionsKey'), 'Arn'] },
          cloudWatchLogGroupName: '/cordon/production/sessions',
          cloudWatchEncryptionEnabled: true,
          cloudWatchStreamingEnabled: true,
        }),
      },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/cordon/production/sessions' });
  });

  test('ID-07: end after an hour, and when nobody has typed for a quarter', () => {
    template.hasResourceProperties('AWS::SSM::Document', {
      Content: { inputs: Match.objectLike({ maxSessionDuration: '60', idleSessionTimeout: '15' }) },
    });
  });
});

describe('log servers', () => {
  test('LG-04: stand in three zones, behind an address that the internet has no way to', () => {
    template.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      MinSize: '3',
      VPCZoneIdentifier: [Match.anyValue(), Match.anyValue(), Match.anyValue()],
      HealthCheckType: 'ELB',
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Type: 'network',
      Scheme: 'internal',
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 6514, Protocol: 'TCP' });
  });

  test('LG-02: add to the archive, and can neither read nor remove what is there', () => {
    const policies = JSON.stringify(
      propertiesOf('AWS::IAM::Policy').filter(({ PolicyName }) => String(PolicyName).startsWith('LogServersRole')),
    );
    expect(policies).toContain('/syslog/*');
    const s3 = [...policies.matchAll(/"(s3:\w+)"/g)].map(([, action]) => action);
    expect([...new Set(s3)]).toEqual(['s3:PutObject']);
  });

  test('LG-04: silence of a quarter of an hour wakes on-call, and so do missing measurements', () => {
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ $.message = "*-- MARK --*" }',
      MetricTransformations: [Match.objectLike({ MetricName: 'Heartbeats' })],
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Heartbeats',
      Period: 900,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  test('LG-02: one of three that moves nothing into the archive wakes on-call within the hour', () => {
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: ARCHIVED,
      MetricTransformations: [Match.objectLike({ MetricName: 'Archived', MetricValue: '1' })],
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Archived',
      Statistic: 'Sum',
      Period: 3600,
      // Two servers move eight quarters of an hour; three at least nine.
      Threshold: 9,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  test('start once there are certificates, which are renewed every 30 days', () => {
    const schedules = Object.keys(template.findResources('AWS::SecretsManager::RotationSchedule'));
    expect(schedules).toHaveLength(2);
    template.hasResource('AWS::AutoScaling::AutoScalingGroup', { DependsOn: Match.arrayWith(schedules.sort()) });
    template.allResourcesProperties('AWS::SecretsManager::RotationSchedule', {
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotateImmediatelyOnUpdate: true,
    });
  });

  test('only the function that renews certificates reads the key of their authority', () => {
    const readers = Object.entries(template.findResources('AWS::IAM::Policy') as Found).filter(([, policy]) =>
      JSON.stringify(policy).includes('LogCertificatesAuthority'),
    );
    expect(readers.map(([id]) => id)).toEqual([expect.stringMatching(/^LogCertificatesRenewalPartsRole/)]);
  });
});
