import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { BatchWriteCommand, GetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Job } from '../../../lambda/shared/job';
import { TABLE_KEY, type Registry } from '../../../lambda/shared/registry/registry';
import type { SiteRecord } from '../../../lambda/shared/registry/records';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { inParallel } from '../../../worker/parallel';
import { createRegistry } from '../../support/registry-table';
import { BUCKET, COMMON, HOME, serverRecord } from './site-records';

/** An AWS with a registry and an operations bucket, which the functions of this process find in their environment. */
export class OperationsWorld {
  public static async start(): Promise<OperationsWorld> {
    const aws = await EmbeddedAws.start({ region: HOME, account: '111122223333' });
    const { registry, client, table } = await createRegistry(aws);
    const s3 = new S3Client(aws.client());
    const CreateBucketConfiguration = { LocationConstraint: HOME } as const;
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration }));
    Object.assign(process.env, aws.environment(), {
      REGISTRY_TABLE: table,
      OPERATIONS_BUCKET: BUCKET,
      JOB_COMMON: JSON.stringify(COMMON),
    });
    return new OperationsWorld(aws, registry, s3, client, table);
  }

  private constructor(
    public readonly aws: EmbeddedAws,
    public readonly registry: Registry,
    public readonly s3: S3Client,
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
  ) {}

  public stop(): Promise<void> {
    return this.aws.stop();
  }

  /** Writes sites and their servers into the registry, with what is known of their backups. */
  public async know(...sites: readonly SiteRecord[]): Promise<void> {
    const { registry } = this;
    for (const server of new Set(sites.map((site) => site.server))) await registry.describeServer(serverRecord(server));
    await inParallel(sites, 16, new AbortController().signal, async ({ newestBackup, newestProof, ...site }) => {
      await registry.describeSite(site);
      if (newestBackup) {
        const { backup: id, snapshotAt } = newestBackup;
        const [localDate] = /^\d{4}-\d\d-\d\d/.exec(id) ?? [''];
        const run = { localDate, run: 'night', slot: 'daily', state: 'complete' } as const;
        await registry.noteBackup(site.id, { id, ...run, startedAt: snapshotAt, snapshotAt });
      }
      if (newestProof) await registry.noteProof(site.id, newestProof.backup, newestProof.at);
    });
  }

  /** Writes many more sites like one that is known: as fast as DynamoDB takes them. */
  public async multiply({ id }: SiteRecord, copies: readonly { readonly id: string; readonly server: string }[]) {
    const Key = { [TABLE_KEY.partition]: `site#${id}`, [TABLE_KEY.sort]: 'site' };
    const { Item } = await this.client.send(new GetCommand({ TableName: this.table, Key }));
    const text = JSON.stringify(Item);
    const { server } = Item as SiteRecord;
    const items = copies.map(
      (copy) => JSON.parse(text.replaceAll(id, copy.id).replaceAll(server, copy.server)) as object,
    );
    const requests = Array.from({ length: Math.ceil(items.length / 25) }, (_, part) =>
      items.slice(part * 25, part * 25 + 25).map((one) => ({ PutRequest: { Item: one as Record<string, unknown> } })),
    );
    await inParallel(requests, 4, new AbortController().signal, (RequestItems) =>
      this.client.send(new BatchWriteCommand({ RequestItems: { [this.table]: RequestItems } })),
    );
    for (const known of new Set(copies.map((copy) => copy.server))) {
      await this.registry.describeServer(serverRecord(known));
    }
  }

  public async put(key: string, text: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: text }));
  }

  public async keys(prefix: string): Promise<string[]> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }));
    return Contents.map(({ Key }) => Key ?? '');
  }

  /** @param address `s3://` address, as a step has it. */
  public async job(address: string): Promise<Job> {
    return (await this.json(address)) as Job;
  }

  public async json(address: string): Promise<unknown> {
    const Key = address.replace(`s3://${BUCKET}/`, '');
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    return JSON.parse((await Body?.transformToString()) ?? '');
  }
}
