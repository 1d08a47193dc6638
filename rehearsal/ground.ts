import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { KMS } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  type BucketLocationConstraint,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Client } from 'pg';
import type { HomeRegion, Place } from '../lib/config/platform';
import { bucketName, databaseSecretName } from '../lib/platform/names';
import type { EmbeddedPostgres } from './embedded-postgres';
import type { World } from './world';

/** What the sites stack stands on, and the embedded AWS can't deploy: made by hand, under the names that stacks give. */
export interface Ground {
  readonly logKeyArn: string;
  readonly accessLogsBucket: string;
  readonly onCallTopicArn: string;
}

/** Makes buckets in both regions, the platform's role on both servers, and the secrets that tell of them. */
export async function makeGround(world: World, homes: readonly HomeRegion[]): Promise<Ground> {
  const [home] = homes;
  if (!home) throw new Error('There is no home region to prepare');
  const { aws, homeServer, recoveryServer } = world;
  const places: readonly Place[] = homes.flatMap((one) => (one.recovery ? [one, one.recovery] : [one]));
  await Promise.all(places.map((place) => makeBuckets(world, place)));
  await makeBucket(world, home, bucketName(home, 'access-logs'));
  const servers = homes.flatMap((one) => one.servers.map(({ id }) => databaseSecretName(one, id)));
  await makePlatformRole(world, home.region, homeServer, servers);
  if (home.recovery) await makePlatformRole(world, home.recovery.region, recoveryServer, servers);
  const { KeyMetadata } = await new KMS(aws.client()).createKey({ Description: 'Logs' });
  return {
    logKeyArn: KeyMetadata?.Arn ?? '',
    accessLogsBucket: bucketName(home, 'access-logs'),
    onCallTopicArn: `arn:aws:sns:${home.region}:${home.account}:on-call`,
  };
}

/** Authorities of both servers in one text. */
export function authoritiesOf({ homeServer, recoveryServer }: World): string {
  return [homeServer, recoveryServer].map(({ authorityFile }) => readFileSync(authorityFile, 'utf8')).join('\n');
}

async function makeBuckets(world: World, place: Place): Promise<void> {
  for (const purpose of ['site-backups', 'attachments'] as const) {
    await makeBucket(world, place, bucketName(place, purpose));
  }
}

async function makeBucket(world: World, { region }: Place, Bucket: string): Promise<void> {
  const s3 = world.s3(region);
  const CreateBucketConfiguration = { LocationConstraint: region as BucketLocationConstraint };
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const NotificationConfiguration = { EventBridgeConfiguration: {} };
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
}

/** The same role as RDS gives its master user: it makes roles and databases, and is no superuser. */
async function makePlatformRole(
  { aws }: World,
  region: string,
  server: EmbeddedPostgres,
  secrets: readonly string[],
): Promise<void> {
  const password = randomBytes(20).toString('hex');
  const client = new Client(server.client());
  await client.connect();
  await client.query(`CREATE ROLE platform_owner LOGIN NOSUPERUSER CREATEDB CREATEROLE PASSWORD '${password}'`);
  await client.end();
  const { host, port } = server.client();
  const SecretString = JSON.stringify({ engine: 'postgres', host, port, username: 'platform_owner', password });
  const manager = new SecretsManagerClient({ ...aws.client(), region });
  for (const Name of secrets) await manager.send(new CreateSecretCommand({ Name, SecretString }));
  manager.destroy();
}
