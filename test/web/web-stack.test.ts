import { Stack } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ROLES } from '../../lib/network/network';
import type { Network } from '../../lib/network/network';
import { createApp } from '../../lib/platform/app';
import { findings } from '../support/findings';
import { sydney } from '../support/place';
import { regionalLogs, webStack } from './web-stack-fixture';

const template = Template.fromStack(webStack(createApp()));

test('passes every check', () => {
  const open = findings((stage) => webStack(stage))
    .filter((finding) => !finding.includes('IAMNoInlinePolicy'))
    .filter((finding) => !finding.includes('/outside |'));
  expect(open).toEqual([]);
});

test('CR-01: one certificate with a key of 2048 bits covers all sites, publicly logged', () => {
  template.resourceCountIs('AWS::CertificateManager::Certificate', 1);
  template.hasResourceProperties('AWS::CertificateManager::Certificate', {
    DomainName: '*.au.vinefield.example',
    KeyAlgorithm: 'RSA_2048',
    ValidationMethod: 'DNS',
    DomainValidationOptions: [{ HostedZoneId: 'Z0123456789ABC' }],
    CertificateTransparencyLoggingPreference: 'ENABLED',
  });
});

test('leads every host of the domain to the load balancer', () => {
  template.hasResourceProperties('AWS::Route53::RecordSet', {
    Type: 'A',
    Name: '*.au.vinefield.example.',
    HostedZoneId: 'Z0123456789ABC',
    AliasTarget: { DNSName: Match.anyValue() },
  });
});

test('a region without another one answers by itself, and is not asked how it is', () => {
  template.resourceCountIs('AWS::Route53::HealthCheck', 0);
  expect(JSON.stringify(template.findResources('AWS::Route53::RecordSet'))).not.toContain('Failover');
});

test('AV-03: a region that another one stands in for is asked by a name of its own', () => {
  const paired = Template.fromStack(webStack(createApp(), { role: 'primary' }));
  const [check] = Object.keys(paired.findResources('AWS::Route53::HealthCheck'));
  paired.hasResourceProperties('AWS::Route53::HealthCheck', {
    HealthCheckConfig: {
      Type: 'HTTPS',
      Port: 443,
      FullyQualifiedDomainName: 'ap-southeast-2.au.vinefield.example',
      ResourcePath: '/health',
    },
  });
  paired.hasResourceProperties('AWS::Route53::RecordSet', {
    Name: '*.au.vinefield.example.',
    Failover: 'PRIMARY',
    SetIdentifier: 'ap-southeast-2',
    HealthCheckId: { Ref: check },
    AliasTarget: { EvaluateTargetHealth: true },
  });
  paired.hasResourceProperties('AWS::Route53::RecordSet', {
    Name: 'ap-southeast-2.au.vinefield.example.',
    Failover: Match.absent(),
  });
});

test('AV-03: the region that stands in writes no record which the other one has', () => {
  const standIn = Template.fromStack(webStack(createApp(), { role: 'secondary' }));
  const records = Object.values(standIn.findResources('AWS::Route53::RecordSet')) as {
    Properties: { Type: string; Name: string; Failover?: string };
  }[];
  expect(records.map(({ Properties: { Type, Name, Failover } }) => [Type, Name, Failover]).sort()).toEqual([
    ['A', '*.au.vinefield.example.', 'SECONDARY'],
    ['A', 'ap-southeast-2.au.vinefield.example.', undefined],
  ]);
});

test('CR-01: forbids every authority but Amazon to issue certificates for the domain', () => {
  template.hasResourceProperties('AWS::Route53::RecordSet', {
    Type: 'CAA',
    Name: 'au.vinefield.example.',
    ResourceRecords: [
      '0 issue "amazon.com"',
      '0 issuewild "amazon.com"',
      '0 iodef "mailto:security@vinefield.example"',
    ],
  });
});

test('has names that differ between places in one account', () => {
  const suffix = (environment: string): string => {
    const stack = webStack(createApp(), { place: { ...sydney, environment } }, environment);
    const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::ServiceLinkedRole')) as {
      Properties: { CustomSuffix: string };
    }[];
    return role!.Properties.CustomSuffix;
  };
  expect(suffix('production')).not.toBe(suffix('training'));
});

test('adds nothing to the stacks that it stands on', () => {
  const alone = createApp();
  const shared = createApp();
  const before = Template.fromStack(foundation(alone).stack).toJSON() as unknown;
  const { stack, network, bucket } = foundation(shared);
  const logs = { ...regionalLogs(new Stack(shared, 'logs')), loadBalancerLogs: bucket };
  const web = webStack(shared, { network, logs });
  const { Resources } = Template.fromStack(web).toJSON() as { Resources: unknown };
  expect(JSON.stringify(Resources)).toContain('foundation');
  expect((Template.fromStack(stack).toJSON() as { Resources: unknown }).Resources).toEqual(
    (before as { Resources: unknown }).Resources,
  );
});

/** A real VPC with real security groups and a real bucket in a stack of their own. */
function foundation(app: App): { stack: Stack; network: Network; bucket: s3.IBucket } {
  const stack = new Stack(app, 'foundation', { env: { account: sydney.account, region: sydney.region } });
  const vpc = new ec2.Vpc(stack, 'Vpc', { availabilityZones: [...sydney.zones] });
  const groups = ROLES.map((role) => [
    role,
    new ec2.SecurityGroup(stack, `Group-${role}`, { vpc, allowAllOutbound: false }),
  ]);
  return {
    stack,
    bucket: new s3.Bucket(stack, 'Bucket'),
    network: {
      vpc,
      subnets: {
        public: { subnetType: ec2.SubnetType.PUBLIC },
        application: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        data: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      },
      securityGroups: Object.fromEntries(groups) as Network['securityGroups'],
    },
  };
}
