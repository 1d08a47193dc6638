import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { RegionalLogs } from '../../lib/audit/regional-logs';
import { BackupStack } from '../../lib/backup/backup-stack';
import type { BackupStackProps } from '../../lib/backup/backup-stack';
import type { Place } from '../../lib/config/platform';
import type { OnCall } from '../../lib/monitoring/on-call';
import { ROLES } from '../../lib/network/network';
import type { Network, Role } from '../../lib/network/network';
import { RecoveryStack } from '../../lib/recovery/recovery-stack';
import type { RecoveryStackProps } from '../../lib/recovery/recovery-stack';
import { melbourne, sydney } from '../support/place';

/** What stands around the backup rooms in a region, in a stack of its own. */
export function surroundings(scope: Construct, place: Place): { network: Network; logs: RegionalLogs; onCall: OnCall } {
  const { account, region, zones } = place;
  const outside = new Stack(scope, 'outside', { env: { account, region } });
  const bucket = (name: string): s3.IBucket => s3.Bucket.fromBucketName(outside, name, name);
  const group = (role: Role): [Role, ec2.ISecurityGroup] => [
    role,
    ec2.SecurityGroup.fromSecurityGroupId(outside, `Group-${role}`, `sg-${role}`, { mutable: false }),
  ];
  return {
    network: {
      vpc: new ec2.Vpc(outside, 'Vpc', {
        availabilityZones: [...zones],
        restrictDefaultSecurityGroup: false,
        subnetConfiguration: [
          { name: 'public', subnetType: ec2.SubnetType.PUBLIC },
          { name: 'application', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
          { name: 'data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
        ],
      }),
      subnets: {
        public: { subnetType: ec2.SubnetType.PUBLIC },
        application: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        data: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      },
      securityGroups: Object.fromEntries(ROLES.map(group)) as Network['securityGroups'],
    },
    logs: {
      key: kms.Key.fromKeyArn(outside, 'Key', `arn:aws:kms:${region}:${account}:key/1a2b3c4d`),
      accessLogs: new s3.Bucket(outside, 'AccessLogs'),
      loadBalancerLogs: bucket('load-balancer-logs'),
      archive: bucket('archive'),
    },
    onCall: {
      topic: sns.Topic.fromTopicArn(outside, 'OnCall', `arn:aws:sns:${region}:${account}:on-call`),
      runbookUrl: 'https://git.vinefield.example/runbook.md',
    },
  };
}

/** The backup stack of a production region with servers in two time zones. */
export function backupStack(scope: Construct, overrides: Partial<BackupStackProps> = {}): BackupStack {
  return new BackupStack(scope, 'backup', {
    place: sydney,
    description: 'Backups',
    recovery: melbourne,
    timeZones: ['Australia/Sydney', 'Pacific/Auckland'],
    regionTimeZone: 'Australia/Sydney',
    lock: 'compliance',
    ...surroundings(scope, overrides.place ?? sydney),
    ...overrides,
  });
}

export function recoveryStack(scope: Construct, overrides: Partial<RecoveryStackProps> = {}): RecoveryStack {
  return new RecoveryStack(scope, 'recovery', {
    place: melbourne,
    home: sydney,
    description: 'Recovery',
    timeZone: 'Australia/Sydney',
    lock: 'compliance',
    expectsCopies: true,
    ...surroundings(scope, melbourne),
    ...overrides,
  });
}
