import { Validations } from 'aws-cdk-lib';
import type { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import { SERVERS_PER_STACK } from '../config/placement';
import type { DatabaseServer as ServerConfig, Place } from '../config/platform';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { databaseServerArn, databaseServerName } from '../platform/names';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { DatabaseAlarms } from './database-alarms';
import { DatabaseInstance } from './database-instance';
import { DatabaseSettings } from './database-settings';
import { constructId } from './server-id';

export interface ReplicaStackProps extends PlatformStackProps {
  /** Home region of the servers. */
  readonly home: Place;
  /** The servers on which a site ordered database replication; 20 at most. */
  readonly servers: readonly ServerConfig[];
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/**
 * Read replicas, in the recovery region, of the servers on which a site ordered it (BK-13). A replica can be promoted
 * to a server at any time; it runs in two zones and keeps backups of its own, so that nothing is missing when it is.
 */
export class ReplicaStack extends PlatformStack {
  /** What all database servers of the region have in common, should it take over: RDS wants one log group of all. */
  public readonly settings: DatabaseSettings;

  constructor(scope: Construct, id: string, props: ReplicaStackProps) {
    super(scope, id, { ...props, holdsData: true });
    const { home, place, servers } = props;
    if (servers.length > SERVERS_PER_STACK)
      throw new Error(
        `Stack '${id}' of ${place.environment}/${place.region} would hold ${servers.length} replicas; ` +
          `${SERVERS_PER_STACK} is the limit. Split the replicated servers of ${home.region} over two stacks.`,
      );
    const unordered = servers.find((server) => !server.replicated);
    if (unordered)
      throw new Error(
        `Server '${unordered.id}' of ${home.region} is not replicated: no site on it ordered that option.`,
      );
    this.settings = new DatabaseSettings(this, 'Databases', props);
    for (const server of servers) this.addReplica(server, props);
  }

  private addReplica(server: ServerConfig, props: ReplicaStackProps): void {
    const id = constructId(server.id);
    const instance = new DatabaseInstance(this, id, {
      ...props,
      server,
      name: databaseServerName(props.place, server.id),
      settings: this.settings,
      origin: {
        sourceDbInstanceIdentifier: databaseServerArn(props.home, server.id),
        sourceRegion: props.home.region,
      },
    });
    acknowledge(instance.resource);
    new DatabaseAlarms(this, `${id}Alarms`, { instance, server, onCall: props.onCall, replica: true });
  }
}

function acknowledge(replica: CfnDBInstance): void {
  const inherited =
    'CloudFormation takes no StorageEncrypted for a replica: it is encrypted because its source is, with the key that ' +
    'KmsKeyId names, and RDS refuses to create it without one.';
  for (const id of [
    'AwsSolutions::AwsSolutions-RDS2',
    'NIST.800.53.R5::NIST.800.53.R5-RDSStorageEncrypted',
    'PCI.DSS.321::PCI.DSS.321-RDSStorageEncrypted',
    'Control-Tower::CT.RDS.PR.24',
  ])
    Validations.of(replica).acknowledge({ id, reason: inherited });
  Validations.of(replica).acknowledge({
    id: 'NIST.800.53.R5::NIST.800.53.R5-RDSInBackupPlan',
    reason:
      'It is a read replica: the AWS Backup plans protect its source, and copy the recovery points to this region.',
  });
}
