import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DeleteCommand, GetCommand, paginateQuery, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CatalogueServer } from '../catalogue';
import type { OperationRecord, SiteBackup, SiteRecord, SiteState } from './records';

/** Index over sites and servers; a site's `place` begins with its time zone. */
export const PLACE_INDEX = { name: 'by-place', partition: 'type', sort: 'place' } as const;
/** Attributes of the table's own key. */
export const TABLE_KEY = { partition: 'pk', sort: 'sk' } as const;

/**
 * What is known of sites, their backups and what was done to them. One table: everything of a site stands under its
 * partition, and what the index needs is written along. Nothing here is customers' data.
 */
export class Registry {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
  ) {}

  public async site(id: string): Promise<SiteRecord | undefined> {
    const Key = { pk: `site#${id}`, sk: 'site' };
    const { Item } = await this.client.send(new GetCommand({ TableName: this.table, Key, ConsistentRead: true }));
    return Item && stripped<SiteRecord>(Item);
  }

  /** All sites, or those of a time zone. */
  public sites(timeZone?: string): Promise<SiteRecord[]> {
    return this.ofType<SiteRecord>('site', timeZone === undefined ? '' : `${timeZone}#`);
  }

  public servers(): Promise<CatalogueServer[]> {
    return this.ofType<CatalogueServer>('server', '');
  }

  /** Writes what the config says of a site; what operations have noted of it stays, and so does its state, if it has one. */
  public async describeSite(site: Omit<SiteRecord, 'newestBackup' | 'newestProof'>): Promise<void> {
    const { id, state, since, ...facts } = site;
    const set = { ...facts, id, type: 'site', place: placeOf(site) };
    await this.update(`site#${id}`, 'site', set, { state, since });
  }

  /** @throws ConditionalCheckFailedException if there is no such site. */
  public async setState(id: string, state: SiteState, since: string): Promise<void> {
    await this.update(`site#${id}`, 'site', { state, since }, {}, 'attribute_exists(pk)');
  }

  public async describeServer(server: CatalogueServer): Promise<void> {
    const item = { pk: `server#${server.id}`, sk: 'server', type: 'server', place: server.id, ...server };
    await this.client.send(new PutCommand({ TableName: this.table, Item: item }));
  }

  public async backups(site: string): Promise<SiteBackup[]> {
    return this.below<SiteBackup>(`site#${site}`, 'backup#');
  }

  /** Notes a backup, or more of one that is known. A complete one that is newer than all becomes the site's newest. */
  public async noteBackup(site: string, backup: SiteBackup): Promise<void> {
    await this.update(`site#${site}`, `backup#${backup.id}`, { ...backup });
    if (backup.state !== 'complete' || backup.snapshotAt === undefined) return;
    const newestBackup = { backup: backup.id, snapshotAt: backup.snapshotAt };
    await this.advance(site, 'newestBackup', newestBackup, 'snapshotAt');
  }

  /** Notes that a backup was restored for a test and found whole. */
  public async noteProof(site: string, backup: string, at: string): Promise<void> {
    await this.update(`site#${site}`, `backup#${backup}`, { verifiedAt: at }, {}, 'attribute_exists(pk)').catch(
      unlessAbsent,
    );
    await this.advance(site, 'newestProof', { backup, at }, 'at');
  }

  public async forgetBackup(site: string, backup: string): Promise<void> {
    const Key = { pk: `site#${site}`, sk: `backup#${backup}` };
    await this.client.send(new DeleteCommand({ TableName: this.table, Key }));
  }

  public async noteOperation(site: string, record: OperationRecord): Promise<void> {
    const { operation, at, execution } = record;
    const Item = { pk: `site#${site}`, sk: `operation#${at}#${operation}#${execution}`, ...record };
    await this.client.send(new PutCommand({ TableName: this.table, Item }));
  }

  public operations(site: string): Promise<OperationRecord[]> {
    return this.below<OperationRecord>(`site#${site}`, 'operation#');
  }

  /** Sets an attribute of a site unless it has a later one already: results may arrive in any order. */
  private async advance(id: string, attribute: string, value: object, by: string): Promise<void> {
    const Key = { pk: `site#${id}`, sk: 'site' };
    await this.client
      .send(
        new UpdateCommand({
          TableName: this.table,
          Key,
          UpdateExpression: 'SET #attribute = :value',
          ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(#attribute) OR #attribute.#by < :by)',
          ExpressionAttributeNames: { '#attribute': attribute, '#by': by },
          ExpressionAttributeValues: { ':value': value, ':by': (value as Record<string, unknown>)[by] },
        }),
      )
      .catch(unlessAbsent);
  }

  /** @param initially Attributes that are only set where they are absent. */
  private async update(
    pk: string,
    sk: string,
    set: Readonly<Record<string, unknown>>,
    initially: Readonly<Record<string, unknown>> = {},
    condition?: string,
  ): Promise<void> {
    const given = Object.entries(set).filter(([, value]) => value !== undefined);
    const all = [...given, ...Object.entries(initially)];
    const assignments = all.map((_, index) =>
      index < given.length ? `#n${index} = :v${index}` : `#n${index} = if_not_exists(#n${index}, :v${index})`,
    );
    await this.client.send(
      new UpdateCommand({
        TableName: this.table,
        Key: { pk, sk },
        UpdateExpression: `SET ${assignments.join(', ')}`,
        ConditionExpression: condition,
        ExpressionAttributeNames: Object.fromEntries(all.map(([name], index) => [`#n${index}`, name])),
        ExpressionAttributeValues: Object.fromEntries(all.map(([, value], index) => [`:v${index}`, value])),
      }),
    );
  }

  private ofType<T>(type: string, prefix: string): Promise<T[]> {
    const { name, partition, sort } = PLACE_INDEX;
    return this.query<T>({ partition, sort }, type, prefix, name);
  }

  private below<T>(pk: string, prefix: string): Promise<T[]> {
    return this.query<T>(TABLE_KEY, pk, prefix);
  }

  private async query<T>(
    key: { readonly partition: string; readonly sort: string },
    partition: string,
    prefix: string,
    IndexName?: string,
  ): Promise<T[]> {
    // An empty string is no prefix to DynamoDB.
    const below = prefix === '' ? '' : ' AND begins_with(#s, :s)';
    const pages = paginateQuery(
      { client: this.client },
      {
        TableName: this.table,
        IndexName,
        ConsistentRead: IndexName === undefined,
        KeyConditionExpression: `#p = :p${below}`,
        ExpressionAttributeNames: { '#p': key.partition, ...(below && { '#s': key.sort }) },
        ExpressionAttributeValues: { ':p': partition, ...(below && { ':s': prefix }) },
      },
    );
    const items: T[] = [];
    for await (const { Items } of pages) items.push(...(Items ?? []).map((item) => stripped<T>(item)));
    return items;
  }
}

/** In the order in which a wave takes sites: zone, then server. */
function placeOf({ id, server, job }: Pick<SiteRecord, 'id' | 'server' | 'job'>): string {
  return `${job.timeZone}#${server}#${id}`;
}

/** Without what only the table needs. */
function stripped<T>(item: Readonly<Record<string, unknown>>): T {
  const own = Object.entries(item).filter(([name]) => !['pk', 'sk', 'type', 'place'].includes(name));
  return Object.fromEntries(own) as T;
}

function unlessAbsent(error: unknown): void {
  if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
}
