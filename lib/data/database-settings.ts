import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { RegionalLogs } from '../audit/regional-logs';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { PARAMETERS, POSTGRESQL_FAMILY } from './postgresql';

export interface DatabaseSettingsProps {
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/** What all database servers of a region have in common, replicas included. */
export class DatabaseSettings extends Construct {
  /** Encrypts storage, snapshots and Performance Insights (CR-05). */
  public readonly key: kms.IKey;
  /** Name of the group of the isolated data subnets, one in each zone (AV-01). */
  public readonly subnetGroupName: string;
  public readonly parameterGroupName: string;
  /** Lets RDS write the figures of the operating system to CloudWatch Logs. */
  public readonly monitoringRole: iam.IRole;

  constructor(scope: Construct, id: string, props: DatabaseSettingsProps) {
    super(scope, id);
    this.key = new CustomerManagedKey(this, 'Key', { description: 'Storage and snapshots of the database servers' });
    this.subnetGroupName = new rds.CfnDBSubnetGroup(this, 'SubnetGroup', {
      dbSubnetGroupDescription: 'Isolated data subnets',
      subnetIds: props.network.vpc.selectSubnets(props.network.subnets.data).subnetIds,
    }).ref;
    this.parameterGroupName = new rds.CfnDBParameterGroup(this, 'Parameters', {
      description: 'Encrypted connections only, SCRAM passwords, audit log',
      family: POSTGRESQL_FAMILY,
      parameters: PARAMETERS,
    }).ref;
    this.monitoringRole = this.addMonitoringRole(props.logs);
    this.subscribe(props.onCall);
  }

  /** Does what AWS's managed policy for this does, but for this one log group, which is created here with our key. */
  private addMonitoringRole(logs: RegionalLogs): iam.Role {
    const { account, region } = Stack.of(this);
    // RDS insists on the name, one for all servers of the account and region.
    const logGroupName = 'RDSOSMetrics';
    new PlatformLogGroup(this, 'OsMetrics', { key: logs.key, logGroupName });
    const role = new iam.Role(this, 'Monitoring', {
      description: 'Enhanced monitoring of the database servers',
      assumedBy: new iam.ServicePrincipal('monitoring.rds.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:aws:rds:${region}:${account}:db:*` },
        },
      }),
    });
    const logGroupArn = `arn:aws:logs:${region}:${account}:log-group:${logGroupName}`;
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: [
          'logs:CreateLogGroup',
          'logs:PutRetentionPolicy',
          'logs:CreateLogStream',
          'logs:PutLogEvents',
          'logs:DescribeLogStreams',
          'logs:GetLogEvents',
        ],
        resources: [logGroupArn, `${logGroupArn}:*`],
      }),
    );
    Validations.of(role).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::${logGroupArn}:*]`,
      reason:
        'The wildcard is for the log streams of this one log group, which RDS names after the resource ids of servers.',
    });
    return role;
  }

  /** RDS tells on-call what no metric shows. */
  private subscribe({ topic }: OnCall): void {
    const sources = {
      'db-instance': [
        'availability',
        'configuration change',
        'deletion',
        'failover',
        'failure',
        'low storage',
        'maintenance',
        'notification',
        'read replica',
        'recovery',
        'restoration',
        'security patching',
      ],
      'db-parameter-group': ['configuration change'],
      'db-security-group': ['configuration change', 'failure'],
    } as const;
    const ids = {
      'db-instance': 'Servers',
      'db-parameter-group': 'ParameterGroups',
      'db-security-group': 'SecurityGroups',
    };
    for (const [sourceType, eventCategories] of Object.entries(sources)) {
      new rds.CfnEventSubscription(this, `${ids[sourceType as keyof typeof ids]}Events`, {
        snsTopicArn: topic.topicArn,
        sourceType,
        eventCategories: [...eventCategories],
        enabled: true,
      });
    }
  }
}
