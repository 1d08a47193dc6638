import type { CreateDBInstanceCommandInput, DBInstance, RDSClient } from '@aws-sdk/client-rds';
import type { DrillServer } from '../../../lambda/manage-drill-server/environment';
import { clearServer, makeServer } from '../../../lambda/manage-drill-server/server';

const server: DrillServer = {
  name: 'cordon-production-recovery-drill',
  class: 'db.m7g.large',
  engineVersion: '18.3',
  port: 15432,
  storageGb: 200,
  maxStorageGb: 1000,
  subnetGroup: 'restored',
  parameterGroup: 'drill',
  securityGroup: 'sg-database',
  key: 'arn:aws:kms:eu-west-1:111122223333:key/1',
  tags: { 'cordon:kind': 'drill' },
};

/** RDS as far as a drill calls it: the emulator has no secrets of its own making. */
class Rds {
  public instance: DBInstance | undefined;
  public readonly sent: string[] = [];
  public created: CreateDBInstanceCommandInput | undefined;
  public refusal: string | undefined;

  public get client(): RDSClient {
    return { send: (command: { readonly input: object }) => this.answer(command) } as unknown as RDSClient;
  }

  private answer(command: { readonly input: object }): Promise<object> {
    const { name } = command.constructor;
    this.sent.push(name);
    if (name === 'DescribeDBInstancesCommand') {
      return this.instance ? Promise.resolve({ DBInstances: [this.instance] }) : refuse('DBInstanceNotFoundFault');
    }
    if (this.refusal !== undefined) return refuse(this.refusal);
    if (name === 'CreateDBInstanceCommand') {
      this.created = command.input as CreateDBInstanceCommandInput;
      this.instance = { DBInstanceStatus: 'creating' };
    }
    if (name === 'DeleteDBInstanceCommand') this.instance = { ...this.instance, DBInstanceStatus: 'deleting' };
    return Promise.resolve({});
  }
}

function refuse(name: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(name), { name }));
}

const ready: DBInstance = {
  DBInstanceStatus: 'available',
  Endpoint: { Address: 'drill.example', Port: 15432 },
  MasterUserSecret: { SecretArn: 'arn:secret', SecretStatus: 'active' },
  StorageEncrypted: true,
  PubliclyAccessible: false,
};

let rds: Rds;
beforeEach(() => (rds = new Rds()));

describe('the server of a drill (DR-04)', () => {
  test('is made once, and asked for until it is there', async () => {
    await expect(makeServer(rds.client, server)).rejects.toMatchObject({ name: 'NotYet' });
    await expect(makeServer(rds.client, server)).rejects.toMatchObject({ name: 'NotYet' });
    rds.instance = ready;
    expect(await makeServer(rds.client, server)).toEqual({ host: 'drill.example', port: 15432, secret: 'arn:secret' });
    expect(rds.sent.filter((name) => name === 'CreateDBInstanceCommand')).toHaveLength(1);
  });

  test('is encrypted and private, has its password from nobody, and nothing that would outlive it', async () => {
    await expect(makeServer(rds.client, server)).rejects.toThrow();
    expect(rds.created).toMatchObject({
      DBInstanceIdentifier: server.name,
      StorageEncrypted: true,
      KmsKeyId: server.key,
      PubliclyAccessible: false,
      DBSubnetGroupName: 'restored',
      VpcSecurityGroupIds: ['sg-database'],
      DBParameterGroupName: 'drill',
      ManageMasterUserPassword: true,
      MasterUserSecretKmsKeyId: server.key,
      BackupRetentionPeriod: 0,
      DeletionProtection: false,
      Tags: [{ Key: 'cordon:kind', Value: 'drill' }],
    });
    expect(rds.created).not.toHaveProperty('MasterUserPassword');
  });

  test.each<[string, DBInstance]>([
    ['without an address', { ...ready, Endpoint: undefined }],
    ['without its secret', { ...ready, MasterUserSecret: { SecretStatus: 'creating', SecretArn: 'arn:secret' } }],
    ['that is changed', { ...ready, DBInstanceStatus: 'modifying' }],
  ])('is not used %s', async (_, instance) => {
    rds.instance = instance;
    await expect(makeServer(rds.client, server)).rejects.toMatchObject({ name: 'NotYet' });
  });

  test.each<[string, DBInstance]>([
    ['failed', { ...ready, DBInstanceStatus: 'failed' }],
    ['incompatible with its parameters', { ...ready, DBInstanceStatus: 'incompatible-parameters' }],
    ['not encrypted', { ...ready, StorageEncrypted: false }],
    ['public', { ...ready, PubliclyAccessible: true }],
  ])('that is %s ends the drill', async (_, instance) => {
    rds.instance = instance;
    await expect(makeServer(rds.client, server)).rejects.toMatchObject({ name: 'ServerFailed' });
  });

  test('goes with all that RDS keeps of it, and is asked for until it is gone', async () => {
    rds.instance = ready;
    await expect(clearServer(rds.client, server.name)).rejects.toMatchObject({ name: 'NotYet' });
    await expect(clearServer(rds.client, server.name)).rejects.toMatchObject({ name: 'NotYet' });
    expect(rds.sent.filter((name) => name === 'DeleteDBInstanceCommand')).toHaveLength(1);
    rds.instance = undefined;
    await clearServer(rds.client, server.name);
  });

  test('that can’t be deleted yet, for it is being made, is deleted later', async () => {
    rds.instance = { DBInstanceStatus: 'creating' };
    rds.refusal = 'InvalidDBInstanceStateFault';
    await expect(clearServer(rds.client, server.name)).rejects.toMatchObject({ name: 'NotYet' });
    rds.refusal = undefined;
    await expect(clearServer(rds.client, server.name)).rejects.toMatchObject({ name: 'NotYet' });
    expect(rds.instance.DBInstanceStatus).toBe('deleting');
  });

  test('that may not be deleted is an error', async () => {
    rds.instance = ready;
    rds.refusal = 'AccessDenied';
    await expect(clearServer(rds.client, server.name)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
