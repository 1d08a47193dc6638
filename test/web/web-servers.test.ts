import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { SECURITY_GROUPS, SESSION_KEY, SETUP, webStack } from './web-stack-fixture';

const template = Template.fromStack(webStack(createApp()));

const launches = (data: object): void =>
  template.hasResourceProperties('AWS::EC2::LaunchTemplate', { LaunchTemplateData: data });
const groups = (properties: object): void =>
  template.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', properties);

describe('a web server', () => {
  test('takes its image from the parameter of the config, resolved at deployment', () => {
    launches({ ImageId: { Ref: Match.stringLikeRegexp('^SsmParameterValue') } });
    template.hasParameter('*', {
      Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      Default: '/vinefield/application/image',
    });
  });

  test('answers for its credentials to itself only', () => {
    launches({ MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 } });
  });

  test('CR-05: writes to volumes encrypted by our key', () => {
    launches({
      BlockDeviceMappings: [
        {
          Ebs: {
            Encrypted: true,
            KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ServersKey'), 'Arn'] },
            VolumeType: 'gp3',
          },
        },
      ],
    });
  });

  test('NW-03: has no public address, and only the security group of its role', () => {
    launches({ NetworkInterfaces: [{ AssociatePublicIpAddress: false, Groups: [SECURITY_GROUPS.web] }] });
  });

  test('is watched by the minute', () => {
    launches({ Monitoring: { Enabled: true }, EbsOptimized: true });
  });

  test('runs at its start what makes it reachable and heard, and gets nothing besides', () => {
    launches({ UserData: { 'Fn::Base64': ['#!/bin/bash', ...SETUP].join('\n') } });
  });

  test('may be reached by Systems Manager, and do what it is given for that, and reads no parameter or secret', () => {
    const ofServers = { Properties: { Roles: [{ Ref: Match.stringLikeRegexp('^ServersRole') }] } };
    const policies = JSON.stringify(template.findResources('AWS::IAM::Policy', ofServers));
    expect(policies).toContain('ssmmessages:OpenDataChannel');
    expect(policies).toContain(`"Action":"kms:Decrypt","Effect":"Allow","Resource":"${SESSION_KEY}"`);
    expect(policies).not.toMatch(/ssm:GetParameter|secretsmanager:/);
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });
});

describe('the group of web servers', () => {
  test('AV-01 DR-10: spans three zones and never falls below two servers', () => {
    groups({
      VPCZoneIdentifier: ['subnet-000000020', 'subnet-000000021', 'subnet-000000022'],
      MinSize: '2',
      MaxSize: '6',
      // The number in between belongs to scaling: a deployment must not reset it.
      DesiredCapacity: Match.absent(),
    });
  });

  test('AV-01: replaces a server that the load balancer finds broken, starting the new one first', () => {
    groups({
      HealthCheckType: 'ELB',
      HealthCheckGracePeriod: 300,
      InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
    });
  });

  test('rolls out a release behind its health checks, and gives up when errors or slowness raise an alarm', () => {
    template.hasResource('AWS::AutoScaling::AutoScalingGroup', {
      UpdatePolicy: {
        AutoScalingInstanceRefresh: {
          Strategy: 'Rolling',
          Preferences: {
            MinHealthyPercentage: 100,
            AlarmSpecification: {
              Alarms: [
                { Ref: Match.stringLikeRegexp('^TrafficServerErrors') },
                { Ref: Match.stringLikeRegexp('^TrafficSlow') },
              ],
            },
          },
        },
      },
    });
  });

  test('NW-06: grows with requests and with load', () => {
    for (const metric of ['ALBRequestCountPerTarget', 'ASGAverageCPUUtilization'])
      template.hasResourceProperties('AWS::AutoScaling::ScalingPolicy', {
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingConfiguration: { PredefinedMetricSpecification: { PredefinedMetricType: metric } },
      });
  });

  test('tells operations of every server that starts, stops or fails to', () => {
    groups({
      NotificationConfigurations: [
        {
          TopicARN: { Ref: Match.stringLikeRegexp('^ServersActivity') },
          NotificationTypes: [
            'autoscaling:EC2_INSTANCE_LAUNCH',
            'autoscaling:EC2_INSTANCE_LAUNCH_ERROR',
            'autoscaling:EC2_INSTANCE_TERMINATE',
            'autoscaling:EC2_INSTANCE_TERMINATE_ERROR',
          ],
        },
      ],
    });
    template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'operations@vinefield.example' });
  });
});

describe('the key of the volumes', () => {
  const scalingRole = {
    'Fn::Join': [
      '',
      [
        'arn:aws:iam::111111111111:role/aws-service-role/autoscaling.amazonaws.com/',
        { 'Fn::GetAtt': [Match.stringLikeRegexp('^ServersScalingRole'), 'RoleName'] },
      ],
    ],
  };

  test('is lent to volumes by the group of web servers and by no other group', () => {
    groups({ ServiceLinkedRoleARN: scalingRole });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'kms:CreateGrant',
            Principal: { AWS: scalingRole },
            Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
          }),
        ]),
      },
    });
  });

  test('knows nobody but the account and that role', () => {
    const ofVolumes = { Properties: { Description: 'Volumes of the web servers' } };
    const [key] = Object.values(template.findResources('AWS::KMS::Key', ofVolumes)) as {
      Properties: { KeyPolicy: { Statement: { Effect: string; Principal: unknown }[] } };
    }[];
    const allowed = key!.Properties.KeyPolicy.Statement.filter(({ Effect }) => Effect === 'Allow');
    const principals = new Set(allowed.map(({ Principal }) => JSON.stringify(Principal)));
    expect(principals.size).toBe(2);
    expect([...principals].join()).not.toContain('*');
  });

  test('the role has a name of at most 64 characters', () => {
    const [role] = Object.values(template.findResources('AWS::IAM::ServiceLinkedRole')) as {
      Properties: { CustomSuffix: string };
    }[];
    expect(`AWSServiceRoleForAutoScaling_${role!.Properties.CustomSuffix}`.length).toBeLessThanOrEqual(64);
  });
});
