import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as resolver from 'aws-cdk-lib/aws-route53resolver';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { RegionalLogs } from '../audit/regional-logs';
import { LogDelivery } from './log-delivery';

/** Where flow logs lie in the archive bucket. */
export const FLOW_LOG_PREFIX = 'vpc-flow-logs';

const FIELDS = [
  ec2.LogFormat.ALL_DEFAULT_FIELDS,
  // Behind NAT and endpoints the default fields hide who talks to whom, and in which direction.
  ec2.LogFormat.PKT_SRC_ADDR,
  ec2.LogFormat.PKT_DST_ADDR,
  ec2.LogFormat.custom('${flow-direction}'),
  ec2.LogFormat.TCP_FLAGS,
  ec2.LogFormat.VPC_ID,
  ec2.LogFormat.SUBNET_ID,
  ec2.LogFormat.INSTANCE_ID,
];

export interface TrafficRecordsProps {
  readonly vpc: ec2.IVpc;
  readonly logs: RegionalLogs;
}

/** Records every connection, accepted or refused, and every name asked for (NW-10). */
export class TrafficRecords extends Construct {
  constructor(scope: Construct, id: string, { vpc, logs }: TrafficRecordsProps) {
    super(scope, id);
    // By ARN: the archive's own stack allows log delivery, and nothing is added to it from here.
    const archive = s3.Bucket.fromBucketArn(this, 'Archive', logs.archive.bucketArn);
    new ec2.FlowLog(this, 'Flows', {
      resourceType: ec2.FlowLogResourceType.fromVpc(vpc),
      trafficType: ec2.FlowLogTrafficType.ALL,
      maxAggregationInterval: ec2.FlowLogMaxAggregationInterval.ONE_MINUTE,
      destination: ec2.FlowLogDestination.toS3(archive, FLOW_LOG_PREFIX, {
        fileFormat: ec2.FlowLogFileFormat.PARQUET,
        hiveCompatiblePartitions: true,
        perHourPartition: true,
      }),
      logFormat: FIELDS,
    });

    // In CloudWatch rather than the archive: whoever is called at night can ask which server wanted which name.
    const queries = new PlatformLogGroup(this, 'Queries', { key: logs.key });
    const config = new resolver.CfnResolverQueryLoggingConfig(this, 'QueryLog', {
      destinationArn: queries.logGroupArn,
    });
    config.node.addDependency(new LogDelivery(this, 'QueryDelivery', { groups: [queries] }));
    new resolver.CfnResolverQueryLoggingConfigAssociation(this, 'QueryLogAssociation', {
      resolverQueryLogConfigId: config.attrId,
      resourceId: vpc.vpcId,
    });
  }
}
