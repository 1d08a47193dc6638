import {
  CreateDBInstanceCommand,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  type DBInstance,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { DrillServer } from './environment';

/** The server is on its way; the state machine asks again. */
export class NotYet extends Error {
  public override readonly name = 'NotYet';
}

/** The server can't be used for a drill. */
export class ServerFailed extends Error {
  public override readonly name = 'ServerFailed';
}

/** Where a server is that is ready, and the secret of its master user. */
export interface ReadyServer {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

/** Neither of the names that every attacker tries first. */
const MASTER_USER = 'platform_owner';

/** States that a new server does not leave by itself. */
const STUCK = /^(failed|incompatible-|inaccessible-|insufficient-|storage-full|stopped)/;

/** The instance of a name; undefined if there is none. */
export async function findServer(rds: RDSClient, name: string): Promise<DBInstance | undefined> {
  try {
    const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: name }));
    return DBInstances?.[0];
  } catch (error) {
    if (isNamed(error, 'DBInstanceNotFound')) return undefined;
    throw error;
  }
}

/**
 * Makes the server of a drill, as live ones are but in one zone and without anything that would outlive it: encrypted,
 * private, its master password known to Secrets Manager alone. Called until it is there.
 *
 * @throws NotYet
 * @throws ServerFailed
 */
export async function makeServer(rds: RDSClient, server: DrillServer): Promise<ReadyServer> {
  const found = await findServer(rds, server.name);
  if (!found) {
    await create(rds, server);
    throw new NotYet(`Server ${server.name} is being made`);
  }
  const {
    DBInstanceStatus: state = 'unknown',
    Endpoint,
    MasterUserSecret,
    StorageEncrypted,
    PubliclyAccessible,
  } = found;
  if (STUCK.test(state)) throw new ServerFailed(`Server ${server.name} is ${state}`);
  const { Address: host, Port: port } = Endpoint ?? {};
  const secret = MasterUserSecret?.SecretStatus === 'active' ? MasterUserSecret.SecretArn : undefined;
  if (state !== 'available' || host === undefined || port === undefined || secret === undefined) {
    throw new NotYet(`Server ${server.name} is ${state}`);
  }
  // Before any data comes near it.
  if (StorageEncrypted !== true || PubliclyAccessible !== false) {
    throw new ServerFailed(`Server ${server.name} is public, or not encrypted`);
  }
  return { host, port, secret };
}

/**
 * Deletes the server of a drill, of whichever drill it is, with all that RDS keeps of it. Called until it is gone.
 *
 * @throws NotYet
 */
export async function clearServer(rds: RDSClient, name: string): Promise<void> {
  const found = await findServer(rds, name);
  if (!found) return;
  if (found.DBInstanceStatus !== 'deleting') {
    const wanted = { DBInstanceIdentifier: name, SkipFinalSnapshot: true, DeleteAutomatedBackups: true };
    try {
      await rds.send(new DeleteDBInstanceCommand(wanted));
    } catch (error) {
      // One that is still being made, or changed, can be deleted later.
      if (!isNamed(error, 'InvalidDBInstanceState') && !isNamed(error, 'DBInstanceNotFound')) throw error;
    }
  }
  throw new NotYet(`Server ${name} is being deleted`);
}

async function create(rds: RDSClient, server: DrillServer): Promise<void> {
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: server.name,
      DBInstanceClass: server.class,
      Engine: 'postgres',
      EngineVersion: server.engineVersion,
      EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
      Port: server.port,
      MultiAZ: false,
      DBSubnetGroupName: server.subnetGroup,
      VpcSecurityGroupIds: [server.securityGroup],
      PubliclyAccessible: false,
      CACertificateIdentifier: 'rds-ca-rsa2048-g1',
      DBParameterGroupName: server.parameterGroup,
      StorageType: 'gp3',
      AllocatedStorage: server.storageGb,
      MaxAllocatedStorage: server.maxStorageGb,
      StorageEncrypted: true,
      KmsKeyId: server.key,
      MasterUsername: MASTER_USER,
      ManageMasterUserPassword: true,
      MasterUserSecretKmsKeyId: server.key,
      BackupRetentionPeriod: 0,
      DeletionProtection: false,
      EnableCloudwatchLogsExports: ['postgresql'],
      Tags: Object.entries(server.tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
}

/** The SDK names some errors with `Fault` at the end, the service without. */
function isNamed(error: unknown, name: string): boolean {
  return (error as Error).name.replace(/Fault$/, '') === name;
}
