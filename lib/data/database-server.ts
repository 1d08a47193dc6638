import { Tags } from 'aws-cdk-lib';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { ServerBackups } from '../backup/server-backups';
import type { DatabaseServer as ServerConfig, Place } from '../config/platform';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { DatabaseAlarms } from './database-alarms';
import { DatabaseInstance } from './database-instance';
import type { DataFoundation } from './foundation-stack';
import { databaseSecretName, databaseServerName } from '../platform/names';
import { MasterSecret } from './master-secret';
import { POSTGRESQL } from './postgresql';

export interface DatabaseServerProps {
  readonly place: Place;
  readonly server: ServerConfig;
  readonly foundation: DataFoundation;
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
  readonly backups: ServerBackups;
}

/**
 * A database server: PostgreSQL in two zones (AV-01), under backup (BK-02, BK-19), with its master secret and alarms.
 * Each site on it has a database and a user of its own (TN-01); they come and go without a deployment.
 */
export class DatabaseServer extends Construct {
  public readonly instance: DatabaseInstance;
  /** Address, master user and password; rotates every 30 days. */
  public readonly masterSecret: secretsmanager.ISecret;

  constructor(scope: Construct, id: string, props: DatabaseServerProps) {
    super(scope, id);
    const { server, foundation, onCall } = props;
    const master = new MasterSecret(this, 'Master', {
      description: `Master user of database server ${server.id}`,
      name: databaseSecretName(props.place, server.id),
      rotation: foundation.rotation,
    });
    this.masterSecret = master.secret;
    Tags.of(master).add('cordon:server', server.id);
    this.instance = new DatabaseInstance(this, 'Instance', {
      ...props,
      name: databaseServerName(props.place, server.instance ?? server.id),
      settings: foundation.databases,
      origin: {
        ...master.credentials,
        engineVersion: POSTGRESQL.postgresFullVersion,
        // A major version is left before its support ends; extended support would only hide, and bill, that it was not.
        engineLifecycleSupport: 'open-source-rds-extended-support-disabled',
        storageEncrypted: true,
        allocatedStorage: String(server.storageGb),
      },
    });
    master.attach(this.instance);
    new DatabaseAlarms(this, 'Alarms', { instance: this.instance, server, onCall, replica: false });
    props.backups.protect(this, 'Backup', {
      arn: this.instance.resource.attrDbInstanceArn,
      timeZone: server.timeZone,
    });
  }
}
