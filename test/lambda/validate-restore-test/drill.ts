import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackupClient } from '@aws-sdk/client-backup';
import { CreateDBInstanceCommand, DeleteDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import type { CreateDBInstanceCommandInput } from '@aws-sdk/client-rds';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { Registry } from '../../../lambda/shared/registry/registry';
import type { SiteState } from '../../../lambda/shared/registry/records';
import { validate, type Validated } from '../../../lambda/validate-restore-test/validation';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { AwsEndpoint } from '../../support/aws-endpoint';
import { startPostgres, type PostgresServer } from '../../support/postgres';
import { createRegistry } from '../../support/registry-table';

export const SUBNET_GROUP = 'Drills-Subnets-1A2B3C';
const SECRET = 'cordon/production/server/shared-1';
const MASTER = 'platform_owner';

interface Event {
  readonly detail: Readonly<Record<string, string>>;
}

export function eventOf(name: string): Event {
  return JSON.parse(readFileSync(join(__dirname, 'events', `${name}.json`), 'utf8')) as Event;
}

/** What AWS Backup was told of a job. */
export interface Report {
  readonly job: string;
  readonly ValidationStatus: string;
  readonly ValidationStatusMessage: string;
}

/**
 * A drill that has restored a server: a real PostgreSQL behind an instance of the emulator. The emulator knows no restore
 * jobs, so AWS Backup is a stand-in that speaks the service's protocol.
 */
export class Drill {
  public static async start(): Promise<Drill> {
    const [aws, server] = await Promise.all([
      EmbeddedAws.start({ region: 'eu-central-1', account: '111122223333' }),
      startPostgres(),
    ]);
    await server.run(`create role ${MASTER} login createrole createdb`);
    const { registry } = await createRegistry(aws);
    const drill = new Drill(aws, server, registry);
    drill.service = await AwsEndpoint.start(({ operation, body }) => ({
      contentType: 'application/json',
      body: JSON.stringify(drill.answer(operation, body)),
    }));
    return drill;
  }

  /** As the service describes the job; a test may change it. */
  public job: Record<string, unknown> = {};
  public readonly reports: Report[] = [];
  public readonly rds: RDSClient;
  public readonly secrets: SecretsManagerClient;
  private service?: AwsEndpoint;

  private constructor(
    private readonly aws: EmbeddedAws,
    public readonly server: PostgresServer,
    public readonly registry: Registry,
  ) {
    this.rds = new RDSClient(aws.client());
    this.secrets = new SecretsManagerClient(aws.client());
  }

  public async stop(): Promise<void> {
    await Promise.all([this.aws.stop(), this.server.stop(), this.service?.stop()]);
  }

  /** Begins anew: a job, the server that it has restored, and the secret that its passwords were in, newest last. */
  public async restored(
    passwords: readonly string[],
    changes: Partial<CreateDBInstanceCommandInput> = {},
  ): Promise<void> {
    const { detail } = eventOf('completed-drill');
    this.reports.length = 0;
    this.job = {
      RestoreJobId: detail.restoreJobId,
      ResourceType: detail.resourceType,
      SourceResourceArn: detail.sourceResourceArn,
      CreatedResourceArn: detail.createdResourceArn,
      // Instants are seconds on the wire.
      CreationDate: Date.parse(detail.creationDate!) / 1000,
      CompletionDate: Date.parse(detail.completionDate!) / 1000,
      RecoveryPointCreationDate: Date.parse('2026-11-10T04:12:00Z') / 1000,
      CreatedBy: { RestoreTestingPlanArn: detail.restoreTestingPlanArn },
      ValidationStatus: 'VALIDATING',
    };
    const name = detail.createdResourceArn!.split(':').pop();
    await this.rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: name })).catch(() => undefined);
    const instance = {
      DBInstanceIdentifier: name,
      DBInstanceClass: 'db.m7g.large',
      Engine: 'postgres',
      EngineVersion: '18.1',
      AllocatedStorage: 100,
      StorageEncrypted: true,
      PubliclyAccessible: false,
      DBSubnetGroupName: SUBNET_GROUP.toLowerCase(),
      Port: this.server.port,
      ...changes,
    };
    await this.rds.send(new CreateDBInstanceCommand(instance));
    await this.holds(passwords);
  }

  public async setPassword(password: string): Promise<void> {
    await this.server.run(`alter role ${MASTER} password '${password}'`);
  }

  public async register(site: string, since: string, state: SiteState = 'active', server = 'shared-1'): Promise<void> {
    const job = { id: site, timeZone: 'Europe/Berlin' } as never;
    await this.registry.describeSite({ id: site, kind: 'production', server, refresh: {}, job, state, since });
    await this.registry.setState(site, state, since);
  }

  /** Variables of the function, for which everything is here. */
  public environment(): Record<string, string> {
    const servers = { 'cordon-production-shared-1': { id: 'shared-1', secret: SECRET, storageGb: 100 } };
    return {
      ...this.aws.environment(),
      AWS_ENDPOINT_URL_BACKUP: this.service!.url,
      REGISTRY_TABLE: 'registry',
      SERVERS: JSON.stringify(servers),
      ENGINE_MAJOR: '18',
      SUBNET_GROUP,
      NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
    };
  }

  public validate(pause = 1): Promise<Validated | undefined> {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return validate(String(this.job.RestoreJobId), {
      backup: new BackupClient({ endpoint: this.service!.url, region: 'eu-central-1', credentials }),
      rds: this.rds,
      secrets: this.secrets,
      registry: this.registry,
      servers: { 'cordon-production-shared-1': { id: 'shared-1', secret: SECRET, storageGb: 100 } },
      engineMajor: 18,
      subnetGroup: SUBNET_GROUP,
      signIn: { authorities: this.server.authority, pause },
    });
  }

  private async holds(passwords: readonly string[]): Promise<void> {
    const deletion = { SecretId: SECRET, ForceDeleteWithoutRecovery: true };
    await this.secrets.send(new DeleteSecretCommand(deletion)).catch(() => undefined);
    const content = (password = '') =>
      // Where the live server is: never where a drill may sign in.
      JSON.stringify({ engine: 'postgres', host: 'live.example', port: 5432, username: MASTER, password });
    const [first, ...later] = passwords;
    const created = await this.secrets.send(new CreateSecretCommand({ Name: SECRET, SecretString: content(first) }));
    let current = created.VersionId;
    for (const password of later) {
      const value = { SecretId: SECRET, SecretString: content(password), VersionStages: ['AWSPENDING'] };
      const { VersionId } = await this.secrets.send(new PutSecretValueCommand(value));
      // As rotations do it: the emulator forgets older versions where a current one is simply put.
      await this.move('AWSCURRENT', { MoveToVersionId: VersionId, RemoveFromVersionId: current });
      await this.move('AWSPENDING', { RemoveFromVersionId: VersionId });
      current = VersionId;
    }
  }

  private async move(VersionStage: string, versions: { MoveToVersionId?: string; RemoveFromVersionId?: string }) {
    await this.secrets.send(new UpdateSecretVersionStageCommand({ SecretId: SECRET, VersionStage, ...versions }));
  }

  private answer(address: string, body: string): object {
    const [, job = '', what] = /^\/restore-jobs\/([^/?]+)(\/validations)?/.exec(address) ?? [];
    if (what === undefined) return this.job;
    this.reports.push({ job, ...(JSON.parse(body) as Omit<Report, 'job'>) });
    return {};
  }
}
