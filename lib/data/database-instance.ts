import { RemovalPolicy, Tags } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { RegionalLogs } from '../audit/regional-logs';
import type { DatabaseServer as ServerConfig } from '../config/platform';
import { PORTS } from '../network/network';
import type { Network } from '../network/network';
import { declareRetention } from '../privacy/declared-retention';
import type { DatabaseSettings } from './database-settings';

/** Logs of an instance that RDS hands to CloudWatch. */
const LOG_EXPORTS = ['postgresql', 'upgrade'] as const;

export interface DatabaseInstanceProps {
  readonly server: ServerConfig;
  /** Physical name; workers, replicas and alarms know the server by it. */
  readonly name: string;
  readonly settings: DatabaseSettings;
  readonly network: Network;
  readonly logs: RegionalLogs;
  /** What distinguishes a server from a replica: where its data comes from, and who its master user is. */
  readonly origin: Pick<
    rds.CfnDBInstanceProps,
    | 'engineVersion'
    | 'engineLifecycleSupport'
    | 'storageEncrypted'
    | 'masterUsername'
    | 'masterUserPassword'
    | 'allocatedStorage'
    | 'sourceDbInstanceIdentifier'
    | 'sourceRegion'
  >;
}

/** An RDS PostgreSQL instance as all of ours are, primary or replica: in two zones, private, encrypted, protected. */
export class DatabaseInstance extends Construct {
  public readonly name: string;
  public readonly resource: rds.CfnDBInstance;

  constructor(scope: Construct, id: string, props: DatabaseInstanceProps) {
    super(scope, id);
    const { server, settings, network } = props;
    this.name = props.name;
    this.resource = new rds.CfnDBInstance(this, 'Resource', {
      ...props.origin,
      dbInstanceIdentifier: this.name,
      engine: 'postgres',
      dbInstanceClass: `db.${server.instanceType}`,
      port: String(PORTS.database),
      multiAz: true,
      dbSubnetGroupName: settings.subnetGroupName,
      vpcSecurityGroups: [network.securityGroups.database.securityGroupId],
      publiclyAccessible: false,
      caCertificateIdentifier: 'rds-ca-rsa2048-g1',
      enableIamDatabaseAuthentication: true,
      dbParameterGroupName: settings.parameterGroupName,
      storageType: 'gp3',
      maxAllocatedStorage: server.maxStorageGb,
      kmsKeyId: settings.key.keyArn,
      backupRetentionPeriod: 14,
      preferredBackupWindow: server.backupWindow,
      preferredMaintenanceWindow: server.maintenanceWindow,
      copyTagsToSnapshot: true,
      deleteAutomatedBackups: false,
      deletionProtection: true,
      autoMinorVersionUpgrade: true,
      allowMajorVersionUpgrade: false,
      monitoringInterval: 60,
      monitoringRoleArn: settings.monitoringRole.roleArn,
      enablePerformanceInsights: true,
      performanceInsightsKmsKeyId: settings.key.keyArn,
      performanceInsightsRetentionPeriod: 7, // days; the mode below keeps no more
      databaseInsightsMode: 'standard',
      enableCloudwatchLogsExports: [...LOG_EXPORTS],
    });
    this.resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
    declareRetention(this.resource, {
      because:
        'a database lives as long as its site; the erasure of a site drops it, and what a restore has replaced is dropped ' +
        'after seven days (TN-20)',
    });
    for (const [key, value] of [
      ['cordon:server', server.id],
      ['cordon:kind', server.kind],
    ] as const)
      Tags.of(this).add(key, value);
    this.addLogGroups(props.logs);
  }

  /** RDS would create them itself on the first line, without our key and for ever. */
  private addLogGroups({ key }: RegionalLogs): void {
    const ids = { postgresql: 'Log', upgrade: 'UpgradeLog' };
    for (const log of LOG_EXPORTS) {
      const logGroupName = `/aws/rds/instance/${this.name}/${log}`;
      this.resource.node.addDependency(new PlatformLogGroup(this, ids[log], { key, logGroupName }));
    }
  }
}
