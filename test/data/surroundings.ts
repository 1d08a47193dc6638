import { Stack } from 'aws-cdk-lib';
import type { App, Stage } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { ServerBackups } from '../../lib/backup/server-backups';
import type { DatabaseServer, Place, Site } from '../../lib/config/platform';
import { DataStack } from '../../lib/data/data-stack';
import { DataFoundationStack } from '../../lib/data/foundation-stack';
import { ReplicaStack } from '../../lib/data/replica-stack';
import { ROLES } from '../../lib/network/network';
import type { Network } from '../../lib/network/network';
import { melbourne, sydney } from '../support/place';

/** Everything around the data room, imported: a template holds the data room alone. */
export function surroundings(scope: App | Stage, place: Place) {
  const { account, region } = place;
  const outside = new Stack(scope, `outside-${region}`, { env: { account, region } });
  const bucket = (name: string) => s3.Bucket.fromBucketName(outside, name, name);
  const ids = (prefix: string, tier: number) => [1, 2, 3].map((zone) => `${prefix}-0000000${tier}${zone}`);
  const network: Network = {
    vpc: ec2.Vpc.fromVpcAttributes(outside, 'Vpc', {
      vpcId: 'vpc-0a1b2c3d',
      availabilityZones: [...place.zones],
      privateSubnetIds: ids('subnet', 2),
      privateSubnetRouteTableIds: ids('rtb', 2),
      isolatedSubnetIds: ids('subnet', 3),
      isolatedSubnetRouteTableIds: ids('rtb', 3),
    }),
    subnets: {
      public: { subnetType: ec2.SubnetType.PUBLIC },
      application: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      data: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    },
    securityGroups: Object.fromEntries(
      ROLES.map((role, n) => [role, ec2.SecurityGroup.fromSecurityGroupId(outside, role, `sg-0000000${n}`)]),
    ) as Network['securityGroups'],
  };
  return {
    network,
    logs: {
      key: kms.Key.fromKeyArn(
        outside,
        'Key',
        `arn:aws:kms:${region}:${account}:key/1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f`,
      ),
      accessLogs: bucket('access-logs'),
      loadBalancerLogs: bucket('load-balancer-logs'),
      archive: bucket('archive'),
    },
    onCall: {
      topic: sns.Topic.fromTopicArn(outside, 'Topic', `arn:aws:sns:${region}:${account}:on-call`),
      runbookUrl: 'https://git.vinefield.example/runbook.md',
    },
  };
}

/** Does what the backup room does: selects the server, beside it. */
export const backups: ServerBackups = {
  protect(scope, id, { arn }) {
    new backup.CfnBackupSelection(scope, id, {
      backupPlanId: 'plan',
      backupSelection: {
        selectionName: 'servers',
        iamRoleArn: `arn:aws:iam::${sydney.account}:role/backup`,
        resources: [arn],
      },
    });
  },
};

export const shared: DatabaseServer = {
  id: 'shared-1',
  kind: 'shared',
  stack: 'data-1',
  sites: [] as readonly Site[],
  timeZone: 'Australia/Sydney',
  instanceType: 'm7g.large',
  storageGb: 200,
  maxStorageGb: 1000,
  replicated: false,
  backupWindow: '11:00-11:30',
  maintenanceWindow: 'sun:13:00-sun:13:30',
};

export const dedicated: DatabaseServer = {
  ...shared,
  id: 'dedicated-acme-wines',
  kind: 'dedicated',
  instanceType: 'm7g.xlarge',
  storageGb: 500,
  maxStorageGb: 4000,
  replicated: true,
};

/** The foundation and one stack of servers, in Sydney. */
export function dataRoom(scope: App | Stage, servers: readonly DatabaseServer[] = [shared, dedicated]) {
  // Bundling of the function is no matter of these tests, and slow.
  scope.node.setContext('aws:cdk:bundling-stacks', []);
  const place = sydney;
  const around = surroundings(scope, place);
  const foundation = new DataFoundationStack(scope, 'data', { place, description: 'Foundation', ...around });
  const stack = new DataStack(scope, 'data-1', {
    place,
    description: 'Servers',
    servers,
    foundation: foundation.foundation,
    backups,
    ...around,
  });
  return { foundation, stack };
}

/** The replica stack of Melbourne. */
export function replicas(scope: App | Stage, servers: readonly DatabaseServer[] = [dedicated]) {
  const place = melbourne;
  const around = surroundings(scope, place);
  return new ReplicaStack(scope, 'replicas', { place, home: sydney, description: 'Replicas', servers, ...around });
}
