import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { serverSetup } from '../../lib/access/server-setup';
import type { RegionalLogs } from '../../lib/audit/regional-logs';
import { example } from '../config/example-config';
import { ROLES } from '../../lib/network/network';
import type { Network, Role } from '../../lib/network/network';
import { WebStack } from '../../lib/web/web-stack';
import type { WebStackProps } from '../../lib/web/web-stack';
import { sydney } from '../support/place';

const account = sydney.account;
const region = sydney.region;

export const SECURITY_GROUPS: Readonly<Record<Role, string>> = {
  'load-balancer': 'sg-00000001',
  web: 'sg-00000002',
  database: 'sg-00000003',
  operations: 'sg-00000004',
  endpoints: 'sg-00000005',
  vpn: 'sg-00000006',
  'log-balancer': 'sg-00000007',
  'log-server': 'sg-00000008',
};

/** What makes a server reachable and heard. */
export const SETUP = serverSetup({ region, secret: 'cordon/production/logs/client', logServers: 'logs.example' });
/** Key of recorded sessions. */
export const SESSION_KEY = `arn:aws:kms:${region}:${account}:key/00000000-0000-0000-0000-000000000000`;

/** A VPC that stands elsewhere, so that a template holds the web room alone. */
function network(scope: Construct): Network {
  const ids = (prefix: string, tier: number): string[] =>
    sydney.zones.map((_, zone) => `${prefix}-0000000${tier}${zone}`);
  const vpc = ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d',
    availabilityZones: [...sydney.zones],
    publicSubnetIds: ids('subnet', 1),
    publicSubnetRouteTableIds: ids('rtb', 1),
    privateSubnetIds: ids('subnet', 2),
    privateSubnetRouteTableIds: ids('rtb', 2),
    isolatedSubnetIds: ids('subnet', 3),
    isolatedSubnetRouteTableIds: ids('rtb', 3),
  });
  const group = (role: Role): [Role, ec2.ISecurityGroup] => [
    role,
    ec2.SecurityGroup.fromSecurityGroupId(scope, `Group-${role}`, SECURITY_GROUPS[role]),
  ];
  return {
    vpc,
    subnets: {
      public: { subnetType: ec2.SubnetType.PUBLIC },
      application: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      data: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    },
    securityGroups: Object.fromEntries(ROLES.map(group)) as Network['securityGroups'],
    natAddresses: ['192.0.2.1', '192.0.2.2'],
  };
}

/** Where logs go, imported. */
export function regionalLogs(scope: Construct): RegionalLogs {
  const bucket = (name: string): s3.IBucket => s3.Bucket.fromBucketName(scope, name, name);
  return {
    key: kms.Key.fromKeyArn(scope, 'Key', `arn:aws:kms:${region}:${account}:key/1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f`),
    accessLogs: bucket('access-logs'),
    loadBalancerLogs: bucket('load-balancer-logs'),
    archive: bucket('archive'),
  };
}

/** The web stack of a production region, with everything around it imported. */
export function webStack(scope: Construct, overrides: Partial<WebStackProps> = {}, id = 'web'): WebStack {
  const outside = new Stack(scope, 'outside', { env: { account, region } });
  return new WebStack(scope, id, {
    place: sydney,
    description: 'Load balancer and web servers',
    network: network(outside),
    logs: regionalLogs(outside),
    onCall: {
      topic: sns.Topic.fromTopicArn(outside, 'OnCall', `arn:aws:sns:${region}:${account}:on-call`),
      runbookUrl: 'https://git.vinefield.example/runbook.md',
    },
    access: {
      setup: SETUP,
      statements: [new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [SESSION_KEY] })],
      signsOfLife: new cloudwatch.Metric({ namespace: 'cordon/production/messages', metricName: 'Heartbeats' }),
    },
    web: {
      instanceType: 'm7g.large',
      minInstances: 2,
      maxInstances: 6,
      imageParameter: '/vinefield/application/image',
      healthCheckPath: '/health',
      requestsPerFiveMinutes: 2000,
    },
    bans: example.config.bans,
    domain: 'au.vinefield.example',
    hostedZoneId: 'Z0123456789ABC',
    securityTxt: { expires: '2027-06-30', policyUrl: 'https://vinefield.example/vulnerabilities' },
    securityContact: 'security@vinefield.example',
    operationsContact: 'operations@vinefield.example',
    ...overrides,
  });
}
