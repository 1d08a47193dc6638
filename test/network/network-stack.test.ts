import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AuditStack } from '../../lib/audit/audit-stack';
import { ROLES } from '../../lib/network/network';
import { PORT_TABLE } from '../../lib/network/port-table';
import { reachability } from '../../lib/network/reachability';
import type { TemplateJson } from '../../lib/network/reachability';
import { createApp } from '../../lib/platform/app';
import { findings } from '../support/findings';
import { melbourne, sydney } from '../support/place';
import { networkStack, networkTemplate, propertiesOf } from './support';

const template = networkTemplate();

describe('the VPC', () => {
  test('has a NAT gateway in each zone, so that the loss of one zone cuts no other off (DR-10)', () => {
    const subnets = propertiesOf<{ AvailabilityZone: string }>(template, 'AWS::EC2::Subnet');
    const gateways = propertiesOf<{ SubnetId: { Ref: string } }>(template, 'AWS::EC2::NatGateway');
    const zones = Object.values(gateways).map(({ SubnetId }) => subnets[SubnetId.Ref]!.AvailabilityZone);
    expect(zones.sort()).toEqual(sydney.zones);
  });

  test('gives no server a public address by itself', () => {
    const open = template.findResources('AWS::EC2::Subnet', { Properties: { MapPublicIpOnLaunch: true } });
    expect(open).toEqual({});
  });

  test('closes its default security group', () => {
    template.hasResourceProperties('Custom::VpcRestrictDefaultSG', {
      DefaultSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Vpc'), 'DefaultSecurityGroup'] },
    });
  });

  test('keeps the log of the function that closes it no longer than any other (TN-19)', () => {
    interface Log {
      LogGroupName?: { 'Fn::Join': [string, [string, { Ref: string }]] };
      RetentionInDays: number;
    }
    const [id, log] = Object.entries(propertiesOf<Log>(template, 'AWS::Logs::LogGroup')).find(
      ([, { LogGroupName }]) => LogGroupName,
    )!;
    expect(log).toMatchObject({ RetentionInDays: 400, KmsKeyId: expect.stringContaining(':key/') });
    expect(Object.keys(propertiesOf(template, 'AWS::Lambda::Function'))).toEqual([
      log.LogGroupName!['Fn::Join'][1][1].Ref,
    ]);
    template.hasResource('Custom::VpcRestrictDefaultSG', { DependsOn: Match.arrayWith([id]) });
  });

  test('is connected to no other network (NW-01)', () => {
    for (const type of ['VPCPeeringConnection', 'TransitGatewayAttachment', 'VPNGateway', 'VPNConnection']) {
      template.resourceCountIs(`AWS::EC2::${type}`, 0);
    }
  });

  test('stands in the zones of its place, in recovery regions too', () => {
    const stack = networkStack(createApp(), { cidr: '10.17.0.0/16' }, melbourne);
    const subnets = propertiesOf<{ AvailabilityZone: string }>(Template.fromStack(stack), 'AWS::EC2::Subnet');
    const zones = new Set(Object.values(subnets).map(({ AvailabilityZone }) => AvailabilityZone));
    expect([...zones].sort()).toEqual(melbourne.zones);
  });

  test('calls on-call when any NAT gateway runs out of ports', () => {
    const gateways = Object.keys(template.findResources('AWS::EC2::NatGateway'));
    interface Alarm {
      MetricName: string;
      AlarmDescription: string;
      Dimensions: { Value: { Ref: string } }[];
    }
    const alarms = Object.values(propertiesOf<Alarm>(template, 'AWS::CloudWatch::Alarm')).filter(
      ({ MetricName, AlarmDescription }) =>
        MetricName === 'ErrorPortAllocation' && AlarmDescription.endsWith('#nat-ports-exhausted'),
    );
    expect(alarms.map(({ Dimensions }) => Dimensions[0]!.Value.Ref).sort()).toEqual(gateways.sort());
  });
});

describe('records of traffic', () => {
  test('hold every connection, accepted or refused, within a minute (NW-10)', () => {
    template.hasResourceProperties('AWS::EC2::FlowLog', {
      ResourceId: { Ref: Match.stringLikeRegexp('^Vpc') },
      TrafficType: 'ALL',
      MaxAggregationInterval: 60,
      LogDestinationType: 's3',
      LogDestination: 'arn:aws:s3:::cordon-production-archive/vpc-flow-logs',
    });
  });

  test('are accepted by the archive under the names that they get', () => {
    const app = createApp();
    const outside = new Stack(app, 'Outside', { env: { account: sydney.account, region: sydney.region } });
    const onCall = {
      topic: sns.Topic.fromTopicArn(outside, 'OnCall', 'arn:aws:sns:ap-southeast-2:111111111111:on-call'),
      runbookUrl: 'https://runbook.example.com',
    };
    const audit = Template.fromStack(
      new AuditStack(app, 'Audit', { place: sydney, description: 'Logs', onCall, lock: 'compliance' }),
    );
    const [policy] = Object.entries(propertiesOf<BucketPolicy>(audit, 'AWS::S3::BucketPolicy'))
      .find(([id]) => id.startsWith('Archive'))!
      .slice(1) as [BucketPolicy];
    const patterns = policy.PolicyDocument.Statement.filter(
      ({ Effect, Principal }) => Effect === 'Allow' && Principal.Service === 'delivery.logs.amazonaws.com',
    )
      .flatMap(({ Resource }) => Resource)
      .flatMap((resource) => resource['Fn::Join']?.[1].at(-1) ?? []);
    const key =
      '/vpc-flow-logs/AWSLogs/aws-account-id=111111111111/aws-service=vpcflowlogs/aws-region=ap-southeast-2/x.log.parquet';
    const accepts = patterns.map((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(key));
    expect(accepts).toContain(true);
  });

  test('hold every name that was asked for, encrypted', () => {
    const groups = propertiesOf<{ KmsKeyId?: string }>(template, 'AWS::Logs::LogGroup');
    const [config] = Object.values(
      propertiesOf<QueryLog>(template, 'AWS::Route53Resolver::ResolverQueryLoggingConfig'),
    );
    expect(groups[config!.DestinationArn['Fn::GetAtt'][0]]!.KmsKeyId).toContain(':key/');
    template.hasResourceProperties('AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation', {
      ResourceId: { Ref: Match.stringLikeRegexp('^Vpc') },
    });
  });

  test('begin only when the delivery service may write, and for this account alone', () => {
    const [id, policy] = Object.entries(
      propertiesOf<{ PolicyDocument: unknown }>(template, 'AWS::Logs::ResourcePolicy'),
    )[0]!;
    template.hasResource('AWS::Route53Resolver::ResolverQueryLoggingConfig', { DependsOn: Match.arrayWith([id]) });
    const document = JSON.stringify(policy.PolicyDocument);
    expect(document).toContain('aws:SourceAccount');
    expect(document).not.toContain('"Resource\\":\\"*\\"');
  });
});

interface QueryLog {
  DestinationArn: { 'Fn::GetAtt': [string, string] };
}

interface BucketPolicy {
  PolicyDocument: {
    Statement: {
      Effect: string;
      Principal: { Service?: string };
      Resource: { 'Fn::Join'?: [string, string[]] } | { 'Fn::Join'?: [string, string[]] }[];
    }[];
  };
}

describe('security groups', () => {
  test('say of every rule what it is for', () => {
    const inline = Object.values(
      propertiesOf<{ SecurityGroupIngress?: Rule[]; SecurityGroupEgress?: Rule[] }>(
        template,
        'AWS::EC2::SecurityGroup',
      ),
    ).flatMap(({ SecurityGroupIngress = [], SecurityGroupEgress = [] }) => [
      ...SecurityGroupIngress,
      ...SecurityGroupEgress,
    ]);
    const separate = ['Ingress', 'Egress'].flatMap((side) =>
      Object.values(propertiesOf<Rule>(template, `AWS::EC2::SecurityGroup${side}`)),
    );
    const known = new Set([...PORT_TABLE.map(({ why }) => why), 'Disallow all traffic']);
    expect([...inline, ...separate].filter(({ Description }) => !known.has(Description))).toEqual([]);
    expect(separate.length).toBeGreaterThan(0);
  });

  test('cannot be opened by the rooms that attach them (NW-02)', () => {
    const stack = networkStack(createApp());
    const { securityGroups } = stack.network;
    for (const role of ROLES) {
      securityGroups[role].addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22));
      securityGroups[role].addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(25));
      for (const other of ROLES) securityGroups[role].connections.allowFrom(securityGroups[other], ec2.Port.tcp(22));
    }
    const flows = reachability(Template.fromStack(stack).toJSON() as TemplateJson);
    expect(flows).toEqual(reachability(template.toJSON() as TemplateJson));
  });
});

interface Rule {
  Description: string;
}

test.each([
  ['without AWS Network Firewall', false],
  ['with AWS Network Firewall', true],
])(
  'passes every check %s',
  (_name, networkFirewall) => {
    expect(findings((stage) => void networkStack(stage, { networkFirewall }))).toEqual([]);
  },
  60_000,
);
