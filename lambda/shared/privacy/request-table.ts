import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { GetCommand, paginateQuery, PutCommand } from '@aws-sdk/lib-dynamodb';
import { requestSchema, type PrivacyRequest } from './request';

/** Key of the table of requests. */
export const REQUESTS_KEY = 'id';
/** Index of requests by their state, the most urgent first. */
export const STATE_INDEX = { name: 'by-state', partition: 'state', sort: 'deadline' } as const;
/** Attribute that DynamoDB removes a record by, in seconds since 1970. */
export const EXPIRES = 'expiresAt';
/** Days that the record of a closed request is kept; its receipt is locked for as long (TN-19). */
export const CLOSED_DAYS = 400;

/** A request as the table has it. */
export interface StoredRequest {
  readonly request: PrivacyRequest;
  /** Counts its changes: who writes must have read the last one. */
  readonly version: number;
}

/** Somebody else has changed the request meanwhile; nothing was written. */
export class RequestChanged extends Error {
  constructor(id: string) {
    super(
      `Request ${id} was changed by somebody else at the same moment; nothing was written: look at it, and try again`,
    );
    this.name = 'RequestChanged';
  }
}

export class RequestTable {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
  ) {}

  public async get(id: string): Promise<StoredRequest | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.table, Key: { [REQUESTS_KEY]: id }, ConsistentRead: true }),
    );
    return Item && stored(Item);
  }

  /** Ids of all open requests, the most urgent first; one that was opened in the last second may be missing. */
  public async open(): Promise<string[]> {
    const pages = paginateQuery(
      { client: this.client },
      {
        TableName: this.table,
        IndexName: STATE_INDEX.name,
        KeyConditionExpression: '#state = :open',
        ProjectionExpression: '#id',
        ExpressionAttributeNames: { '#state': STATE_INDEX.partition, '#id': REQUESTS_KEY },
        ExpressionAttributeValues: { ':open': 'open' },
      },
    );
    const ids: string[] = [];
    for await (const { Items } of pages) ids.push(...(Items ?? []).map((item) => String(item[REQUESTS_KEY])));
    return ids;
  }

  /**
   * @param version That of the request which this one comes from; 0 for a new one.
   * @throws RequestChanged
   */
  public async put(request: PrivacyRequest, version: number): Promise<StoredRequest> {
    const { closed } = request;
    const expiresAt = closed && Math.floor(Date.parse(closed.at) / 1000) + CLOSED_DAYS * 86_400;
    const item = { ...request, version: version + 1, ...(expiresAt !== undefined && { [EXPIRES]: expiresAt }) };
    try {
      await this.client.send(
        new PutCommand({
          TableName: this.table,
          // As JSON has it: DynamoDB's client refuses a value that is undefined.
          Item: JSON.parse(JSON.stringify(item)) as typeof item,
          ConditionExpression: version === 0 ? 'attribute_not_exists(#id)' : '#version = :version',
          ExpressionAttributeNames: version === 0 ? { '#id': REQUESTS_KEY } : { '#version': 'version' },
          ...(version > 0 && { ExpressionAttributeValues: { ':version': version } }),
        }),
      );
    } catch (error) {
      if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
      throw new RequestChanged(request.id);
    }
    return { request, version: version + 1 };
  }
}

/** Without what only the table needs. */
function stored({ version, ...item }: Record<string, unknown>): StoredRequest {
  delete item[EXPIRES];
  return { request: requestSchema.parse(item), version: Number(version) };
}
