import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { Client } from 'pg';
import { chooseStrategy } from '../../../lambda/rotate-database-credentials/choose-strategy';
import { rotate } from '../../../lambda/rotate-database-credentials/rotation';
import type { Outcome, RotationRequest } from '../../../lambda/rotate-database-credentials/rotation';
import type { SecretVersions } from '../../../lambda/shared/secret-versions';
import { secretVersions } from '../../../lambda/shared/secrets-manager';
import { parseCredentials } from '../../../lambda/shared/credentials';
import type { Credentials } from '../../../lambda/shared/credentials';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { startPostgres } from '../../support/postgres';
import type { PostgresServer } from '../../support/postgres';

export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export const PLATFORM_SECRET = 'cordon/production/server/shared-1';

/** A database server, and the secrets of its sites in Secrets Manager. */
export class SiteSecrets {
  public static async start(): Promise<SiteSecrets> {
    const [aws, server] = await Promise.all([EmbeddedAws.start({ region: 'eu-central-1' }), startPostgres()]);
    const secrets = new SiteSecrets(aws, server);
    await server.run(`create role platform login nosuperuser createdb createrole password 'platform password'`);
    await secrets.create(PLATFORM_SECRET, secrets.platform);
    return secrets;
  }

  private readonly client: SecretsManagerClient;

  private constructor(
    private readonly aws: EmbeddedAws,
    public readonly server: PostgresServer,
  ) {
    this.client = new SecretsManagerClient(aws.client());
  }

  public async stop(): Promise<void> {
    this.client.destroy();
    await Promise.all([this.aws.stop(), this.server.stop()]);
  }

  public get platform(): Credentials {
    return this.content('platform', 'platform password', 'postgres');
  }

  public content(username: string, password: string, dbname: string): Credentials {
    const { host, port } = this.server;
    return { engine: 'postgres', host, port, username, password, dbname };
  }

  public async create(name: string, value: object): Promise<void> {
    await this.client.send(new CreateSecretCommand({ Name: name, SecretString: JSON.stringify(value) }));
  }

  public open(name: string): SecretVersions {
    return secretVersions(this.client, name);
  }

  public of(site: string): SecretVersions {
    return this.open(nameOf(site));
  }

  /** A site as onboarding leaves it; `changes` to what its secret says. */
  public async onboard(site: string, changes: Partial<Credentials> = {}): Promise<string> {
    await this.as(this.platform, [
      `create role "${site}" login password 'first'`,
      `grant "${site}" to current_user with inherit true, set true`,
      `create database "${site}" owner "${site}"`,
      `revoke all on database "${site}" from public`,
    ]);
    const content = { ...this.content(site, 'first', site), platformSecret: PLATFORM_SECRET, ...changes };
    await this.create(nameOf(site), content);
    // The emulator only notes that rotation is on.
    await this.client.send(new RotateSecretCommand({ SecretId: nameOf(site), RotationLambdaARN: 'arn' }));
    return site;
  }

  /** What Secrets Manager does before it calls the function: a pending version without a value. */
  public async begin(site: string): Promise<string> {
    const version = randomUUID();
    const pending = { SecretId: nameOf(site), ClientRequestToken: version, VersionStages: ['AWSPENDING'] };
    await this.client.send(new PutSecretValueCommand(pending));
    return version;
  }

  public async step(site: string, version: string, name: RotationRequest['Step']): Promise<Outcome> {
    const secret = this.of(site);
    const { strategy } = await chooseStrategy(secret, (other) => this.open(other), this.server.authority);
    return rotate({ Step: name, SecretId: nameOf(site), ClientRequestToken: version }, secret, strategy);
  }

  /** Rotates a site's secret. @returns what it holds then. */
  public async rotate(site: string): Promise<Credentials> {
    const version = await this.begin(site);
    for (const name of STEPS) await this.step(site, version, name);
    return this.read(site);
  }

  public async read(site: string, stage: 'AWSCURRENT' | 'AWSPREVIOUS' = 'AWSCURRENT'): Promise<Credentials> {
    return parseCredentials((await this.of(site).read(stage)) ?? '', site);
  }

  /** Signs in; the caller signs out. */
  public async session({ host, port, username, password, dbname }: Credentials): Promise<Client> {
    const ssl = { ca: this.server.authority };
    const session = new Client({ host, port, user: username, password, database: dbname, ssl });
    session.on('error', () => undefined);
    try {
      await session.connect();
    } catch (error) {
      await session.end().catch(() => undefined);
      throw error;
    }
    return session;
  }

  /** Runs statements in a session of a user's. @returns the rows of the last one. */
  public async as(credentials: Credentials, statements: readonly string[]): Promise<unknown[]> {
    const session = await this.session(credentials);
    try {
      let rows: unknown[] = [];
      for (const statement of statements) rows = (await session.query<Record<string, unknown>>(statement)).rows;
      return rows;
    } finally {
      await session.end();
    }
  }

  /** Whether each of the credentials is accepted. */
  public accepted(...all: readonly Credentials[]): Promise<boolean[]> {
    const works = (one: Credentials) =>
      this.as(one, ['select 1']).then(
        () => true,
        () => false,
      );
    return Promise.all(all.map(works));
  }
}

export function nameOf(site: string): string {
  return `cordon/production/site/${site}/database`;
}
