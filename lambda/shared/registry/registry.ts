import type { DynamoDBDocumentClient, UpdateCommandOutput } from '@aws-sdk/lib-dynamodb';
import { DeleteCommand, GetCommand, paginateQuery, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CatalogueServer } from '../catalogue';
import type { MalwareRecord, OperationRecord, SiteBackup, SiteDescription, SiteRecord, SiteState } from './records';

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

  /** All sites, or those of a time zone; a write of the last second may be missing, unlike in `site`. */
  public sites(timeZone?: string): Promise<SiteRecord[]> {
    return this.ofType<SiteRecord>('site', timeZone === undefined ? '' : `${timeZone}#`);
  }

  public servers(): Promise<CatalogueServer[]> {
    return this.ofType<CatalogueServer>('server', '');
  }

  /**
   * Writes what the config says of a site; what operations have noted of it stays, and so does its state, if it has one.
   *
   * @returns the site as it stands now.
   */
  public async describeSite(site: SiteDescription): Promise<SiteRecord> {
    const { id, kind, server, refresh, job, state, since } = site;
    const set = { id, kind, server, refresh, job, type: 'site', place: placeOf(site) };
    const { Attributes = {} } = await this.update(`site#${id}`, 'site', { set, initially: { state, since } });
    return stripped<SiteRecord>(Attributes);
  }

  /**
   * @param from States that it may have been in. Default: any
   * @throws ConditionalCheckFailedException if there is no such site, or it is in none of those states.
   */
  public async setState(id: string, state: SiteState, since: string, from?: readonly SiteState[]): Promise<void> {
    const values = Object.fromEntries((from ?? []).map((one, index) => [`:from${index}`, one]));
    const condition = `attribute_exists(pk)${from ? ` AND #state IN (${Object.keys(values).join(', ')})` : ''}`;
    await this.update(`site#${id}`, 'site', { set: { state, since }, condition, values });
  }

  public async describeServer(server: CatalogueServer): Promise<void> {
    const item = { pk: `server#${server.id}`, sk: 'server', type: 'server', place: server.id, ...server };
    await this.client.send(new PutCommand({ TableName: this.table, Item: item }));
  }

  public async backups(site: string): Promise<SiteBackup[]> {
    return this.below<SiteBackup>(`site#${site}`, 'backup#');
  }

  /**
   * Notes a backup, or more of one that is known. A complete one that is newer than all becomes the site's newest. A late
   * word that it is under way changes nothing of one that is complete.
   */
  public async noteBackup(site: string, backup: SiteBackup): Promise<void> {
    const { state, snapshotAt } = backup;
    const unlessComplete = {
      condition: 'attribute_not_exists(#state) OR #state <> :complete',
      values: { ':complete': 'complete' },
    };
    const update = { set: { ...backup }, ...(state === 'incomplete' && unlessComplete) };
    await this.update(`site#${site}`, `backup#${backup.id}`, update).catch(unlessRefused);
    if (state !== 'complete' || snapshotAt === undefined) return;
    await this.advance(site, 'newestBackup', 'snapshotAt', { backup: backup.id, snapshotAt: instant(snapshotAt) });
  }

  /** Notes that a backup was restored for a test and found whole. */
  public async noteProof(site: string, backup: string, at: string): Promise<void> {
    await this.judge(site, backup, instant(at), { verifiedAt: instant(at), damaged: false });
    await this.advance(site, 'newestProof', 'at', { backup, at: instant(at) });
  }

  /** Notes that a backup was found damaged. It is no good one, unless a proof says so later. */
  public async noteDamage(site: string, backup: string, at: string): Promise<void> {
    await this.judge(site, backup, instant(at), { damaged: true });
    await this.advance(site, 'newestDamage', 'at', { backup, at: instant(at) });
  }

  public async forgetBackup(site: string, backup: string): Promise<void> {
    const Key = { pk: `site#${site}`, sk: `backup#${backup}` };
    await this.client.send(new DeleteCommand({ TableName: this.table, Key }));
  }

  /** Notes that a backup which was complete lacks something by now: it counts as none. */
  public async noteLoss(site: string, backup: string): Promise<void> {
    const update = { set: { state: 'incomplete' }, condition: 'attribute_exists(pk)' };
    await this.update(`site#${site}`, `backup#${backup}`, update).catch(unlessRefused);
  }

  /** Takes another backup for a site's newest, or none, where the one that was is lost. */
  public async replaceNewest(site: string, lost: string, newest: SiteRecord['newestBackup']): Promise<void> {
    const found = newest && { ...newest, snapshotAt: instant(newest.snapshotAt) };
    const command = new UpdateCommand({
      TableName: this.table,
      Key: { pk: `site#${site}`, sk: 'site' },
      UpdateExpression: found ? 'SET #newest = :newest' : 'REMOVE #newest',
      ConditionExpression: '#newest.#backup = :lost',
      ExpressionAttributeNames: { '#newest': 'newestBackup', '#backup': 'backup' },
      ExpressionAttributeValues: { ':lost': lost, ...(found && { ':newest': found }) },
    });
    await this.client.send(command).catch(unlessRefused);
  }

  /** Notes what the rotation of a site holds back, as on-call was told of it; empty: nothing any more. */
  public async noteHeldBack(site: string, heldBack: string): Promise<void> {
    const update = { set: { heldBack }, condition: 'attribute_exists(pk)' };
    await this.update(`site#${site}`, 'site', update).catch(unlessRefused);
  }

  public async noteOperation(site: string, record: OperationRecord): Promise<void> {
    const { operation, at, execution } = record;
    const sk = `operation#${instant(at)}#${operation}#${execution}`;
    await this.client.send(
      new PutCommand({ TableName: this.table, Item: plain({ pk: `site#${site}`, sk, ...record }) }),
    );
  }

  /** All that was done to a site, the oldest first. */
  public operations(site: string): Promise<OperationRecord[]> {
    return this.below<OperationRecord>(`site#${site}`, 'operation#');
  }

  /** Notes malware that was found in an attachment of a site, once for each version. */
  public async noteMalware(site: string, record: MalwareRecord): Promise<void> {
    const sk = `malware#${record.object}#${record.version}`;
    await this.client.send(new PutCommand({ TableName: this.table, Item: { pk: `site#${site}`, sk, ...record } }));
  }

  public malware(site: string): Promise<MalwareRecord[]> {
    return this.below<MalwareRecord>(`site#${site}`, 'malware#');
  }

  /** Writes what a test of a backup showed, if the backup is known and no later test has shown anything. */
  private async judge(site: string, backup: string, at: string, set: Readonly<Record<string, unknown>>): Promise<void> {
    await this.update(`site#${site}`, `backup#${backup}`, {
      set: { ...set, judgedAt: at },
      condition: 'attribute_exists(pk) AND (attribute_not_exists(#judgedAt) OR #judgedAt <= :judgedAt)',
    }).catch(unlessRefused);
  }

  /** Sets an attribute of a site unless it has a later one already: results may arrive in any order. */
  private async advance(
    site: string,
    attribute: string,
    by: string,
    value: Readonly<Record<string, string>>,
  ): Promise<void> {
    await this.update(`site#${site}`, 'site', {
      set: { [attribute]: value },
      condition: `attribute_exists(pk) AND (attribute_not_exists(#${attribute}) OR #${attribute}.#by < :by)`,
      names: { '#by': by },
      values: { ':by': value[by] },
    }).catch(unlessRefused);
  }

  /** In a condition, `#<name>` and `:<name>` stand for the name and the new value of an attribute that is set. */
  private update(pk: string, sk: string, update: Update): Promise<UpdateCommandOutput> {
    const { set, initially = {}, condition, names, values } = update;
    const always = Object.entries(plain(set));
    const once = Object.entries(plain(initially));
    const assignments = [
      ...always.map(([name]) => `#${name} = :${name}`),
      ...once.map(([name]) => `#${name} = if_not_exists(#${name}, :${name})`),
    ];
    const all = [...always, ...once];
    return this.client.send(
      new UpdateCommand({
        TableName: this.table,
        Key: { pk, sk },
        ReturnValues: 'ALL_NEW',
        UpdateExpression: `SET ${assignments.join(', ')}`,
        ConditionExpression: condition,
        ExpressionAttributeNames: { ...Object.fromEntries(all.map(([name]) => [`#${name}`, name])), ...names },
        ExpressionAttributeValues: {
          ...Object.fromEntries(all.map(([name, value]) => [`:${name}`, value])),
          ...values,
        },
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

interface Update {
  readonly set: Readonly<Record<string, unknown>>;
  /** Attributes that are only set where they are absent. Default: none */
  readonly initially?: Readonly<Record<string, unknown>>;
  /** Default: none; what is not there is made. */
  readonly condition?: string;
  /** Further names and values of the condition. Default: none */
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** In the order in which a wave takes sites: zone, then server. */
function placeOf({ id, server, job }: Pick<SiteRecord, 'id' | 'server' | 'job'>): string {
  return `${job.timeZone}#${server}#${id}`;
}

/** Without what only the table needs. */
function stripped<T>(item: Readonly<Record<string, unknown>>): T {
  const own = Object.entries(item).filter(([name]) => !['pk', 'sk', 'type', 'place', 'judgedAt'].includes(name));
  return Object.fromEntries(own) as T;
}

/** For writes that change nothing where their condition does not hold. */
function unlessRefused(error: unknown): void {
  if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
}

/** Instants are compared as texts, which only works in one format: 04:00+01:00 comes before 03:30Z. */
function instant(text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new Error(`'${text}' is no instant; write it in ISO 8601`);
  return at.toISOString();
}

/** As JSON has it: DynamoDB's client refuses a value that is undefined. */
function plain<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
