import {
  GetCommand,
  paginateQuery,
  paginateScan,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import type { SecretHash } from './api-key';

export interface ApiKeyRecord {
  readonly site: string;
  readonly id: string;
  /** What it is for, as whoever made it says. */
  readonly name: string;
  /** ISO 8601 instants. */
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt?: string;
  /** Id of the key that takes its place; this one works a little longer. */
  readonly replacedBy?: string;
}
/** As it is stored: never with the secret itself. */
export type StoredApiKey = ApiKeyRecord & SecretHash;

/** Attributes of the table's key. */
export const KEYS_KEY = { partition: 'site', sort: 'id' } as const;

/** Whether a key still opens its site. */
export function isValid({ expiresAt, revokedAt }: ApiKeyRecord, now: Date): boolean {
  return revokedAt === undefined && expiresAt > now.toISOString();
}

/** The API keys of sites. A key is under its site: what looks for it under another one finds nothing. */
export class ApiKeys {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
  ) {}

  public async find(site: string, id: string): Promise<StoredApiKey | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.table, Key: { site, id }, ConsistentRead: true }),
    );
    return Item as StoredApiKey | undefined;
  }

  public async ofSite(site: string): Promise<StoredApiKey[]> {
    const query = {
      TableName: this.table,
      KeyConditionExpression: '#site = :site',
      ExpressionAttributeNames: { '#site': 'site' },
      ExpressionAttributeValues: { ':site': site },
      ConsistentRead: true,
    };
    const keys: StoredApiKey[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.client }, query)) {
      keys.push(...(Items as StoredApiKey[]));
    }
    return keys.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  }

  /** Keys of all sites that end before an instant and are neither revoked nor replaced. */
  public async endingBefore(instant: string): Promise<ApiKeyRecord[]> {
    const scan = {
      TableName: this.table,
      FilterExpression: 'expiresAt < :instant AND attribute_not_exists(revokedAt) AND attribute_not_exists(replacedBy)',
      ProjectionExpression: '#site, id, #name, createdAt, expiresAt',
      ExpressionAttributeNames: { '#site': 'site', '#name': 'name' },
      ExpressionAttributeValues: { ':instant': instant },
    };
    const keys: ApiKeyRecord[] = [];
    for await (const { Items = [] } of paginateScan({ client: this.client }, scan)) {
      keys.push(...(Items as ApiKeyRecord[]));
    }
    return keys;
  }

  public async add(key: StoredApiKey): Promise<void> {
    const ConditionExpression = 'attribute_not_exists(id)';
    await this.client.send(new PutCommand({ TableName: this.table, Item: key, ConditionExpression }));
  }

  /** Adds a key in the place of another, whose end this is; both, or neither. */
  public async replace({ site, id }: ApiKeyRecord, key: StoredApiKey, endsAt: string): Promise<void> {
    const old = {
      TableName: this.table,
      Key: { site, id },
      UpdateExpression: 'SET replacedBy = :by, expiresAt = :ends',
      ConditionExpression:
        'attribute_exists(id) AND attribute_not_exists(replacedBy) AND attribute_not_exists(revokedAt)',
      ExpressionAttributeValues: { ':by': key.id, ':ends': endsAt },
    };
    const added = { TableName: this.table, Item: key, ConditionExpression: 'attribute_not_exists(id)' };
    await this.client.send(new TransactWriteCommand({ TransactItems: [{ Update: old }, { Put: added }] }));
  }

  /** Once revoked, it stays so since then. */
  public async revoke(site: string, id: string, at: string): Promise<void> {
    await this.client.send(
      new UpdateCommand({
        TableName: this.table,
        Key: { site, id },
        UpdateExpression: 'SET revokedAt = if_not_exists(revokedAt, :at)',
        ConditionExpression: 'attribute_exists(id)',
        ExpressionAttributeValues: { ':at': at },
      }),
    );
  }
}
