import { GetCommand, paginateQuery, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient, TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { rangeText } from '../shared/addresses';
import type { AddressFamily, AddressRange } from '../shared/addresses';
import { UNKNOWN, type Ban, type Offender } from './judging';

/** Attributes of the table's key, and the one by which DynamoDB forgets what is no longer of use. */
export const BANS_KEY = { partition: 'pk', sort: 'sk', expires: 'expires' } as const;

/** How long the history of bans is kept: as long as logs. */
export const HISTORY_DAYS = 400;

/** A ban that holds, or whose end nobody has carried out yet. */
export interface ActiveBan extends Ban {
  /** Whether others have been told of it. */
  readonly announced: boolean;
}

/** How a ban ended. */
export interface Lifting {
  readonly at: string;
  readonly because: 'expired' | 'allowed' | 'manual';
  readonly by?: string;
  readonly why?: string;
}

/** An offender as it was read: `revision` tells whether somebody else has written since. */
export interface ReadOffender {
  readonly offender: Offender;
  readonly revision: number;
}

type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

/**
 * What the lists of the firewall follow from. Active bans stand together in one partition for each family, so that all
 * can be read as they are at this moment; what is remembered of offenders, and the history of their bans, stands apart.
 */
export class BanRegistry {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
    /** Days for which an offender is remembered after its last offence or ban. */
    private readonly rememberDays: number,
  ) {}

  public async offender(range: AddressRange): Promise<ReadOffender> {
    const Key = { pk: offenderKey(rangeText(range)), sk: 'offender' };
    const { Item } = await this.client.send(new GetCommand({ TableName: this.table, Key, ConsistentRead: true }));
    if (!Item) return { offender: UNKNOWN, revision: 0 };
    const { recent, bans, until, revision } = Item as Offender & { readonly revision: number };
    return { offender: { recent, bans, ...(until && { until }) }, revision };
  }

  /**
   * Writes what is remembered of a range, and with it its ban, if there is a new one: both or nothing.
   *
   * @returns whether it was written; not if somebody else has written since it was read.
   */
  public save(range: AddressRange, read: ReadOffender, offender: Offender, now: Date, ban?: Ban): Promise<boolean> {
    const address = rangeText(range);
    const writes = [this.remembers(address, read, offender, now), ...(ban ? this.begins(ban) : [])];
    return this.write(writes);
  }

  /** All bans of a family that have not been lifted, expired ones included. */
  public async active(family: AddressFamily): Promise<ActiveBan[]> {
    const pages = paginateQuery(
      { client: this.client },
      {
        TableName: this.table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': activeKey(family) },
      },
    );
    const bans: ActiveBan[] = [];
    for await (const { Items = [] } of pages) bans.push(...Items.map(banOf));
    return bans;
  }

  public async activeBan(range: AddressRange): Promise<ActiveBan | undefined> {
    const Key = { pk: activeKey(range.family), sk: rangeText(range) };
    const { Item } = await this.client.send(new GetCommand({ TableName: this.table, Key, ConsistentRead: true }));
    return Item && banOf(Item);
  }

  /**
   * Ends a ban, unless it is another one by now.
   *
   * @param pardon What is remembered of the offender from now on. Default: what was
   */
  public lift(ban: Ban, lifting: Lifting, pardon?: { range: AddressRange; read: ReadOffender; offender: Offender }) {
    const writes: Writes = [
      {
        Delete: {
          TableName: this.table,
          Key: { pk: activeKey(ban.family), sk: ban.address },
          ConditionExpression: 'since = :since',
          ExpressionAttributeValues: { ':since': ban.since },
        },
      },
      {
        Update: {
          TableName: this.table,
          Key: { pk: offenderKey(ban.address), sk: `ban#${ban.since}` },
          UpdateExpression: 'SET lifted = :lifted',
          ExpressionAttributeValues: { ':lifted': lifting },
        },
      },
    ];
    if (pardon) writes.push(this.remembers(ban.address, pardon.read, pardon.offender, new Date(lifting.at)));
    return this.write(writes);
  }

  public async noteAnnounced({ family, address, since }: Ban): Promise<void> {
    const command = new UpdateCommand({
      TableName: this.table,
      Key: { pk: activeKey(family), sk: address },
      UpdateExpression: 'SET announced = :true',
      ConditionExpression: 'since = :since',
      ExpressionAttributeValues: { ':true': true, ':since': since },
    });
    await this.client.send(command).catch((error: unknown) => {
      // Lifted meanwhile, or banned anew.
      if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
    });
  }

  private remembers(address: string, read: ReadOffender, offender: Offender, now: Date): Writes[number] {
    const last = Math.max(now.getTime(), offender.until ? Date.parse(offender.until) : 0);
    const Item = {
      pk: offenderKey(address),
      sk: 'offender',
      ...offender,
      revision: read.revision + 1,
      expires: after(last, this.rememberDays),
    };
    return {
      Put: {
        TableName: this.table,
        Item,
        ConditionExpression: read.revision === 0 ? 'attribute_not_exists(pk)' : 'revision = :read',
        ...(read.revision > 0 && { ExpressionAttributeValues: { ':read': read.revision } }),
      },
    };
  }

  private begins(ban: Ban): Writes {
    const history = {
      pk: offenderKey(ban.address),
      sk: `ban#${ban.since}`,
      ...ban,
      expires: after(Date.parse(ban.until), HISTORY_DAYS),
    };
    const active = { pk: activeKey(ban.family), sk: ban.address, ...ban, announced: false };
    return [{ Put: { TableName: this.table, Item: active } }, { Put: { TableName: this.table, Item: history } }];
  }

  private async write(TransactItems: Writes): Promise<boolean> {
    try {
      await this.client.send(new TransactWriteCommand({ TransactItems }));
      return true;
    } catch (error) {
      const { name, CancellationReasons: reasons = [] } = error as Error & {
        CancellationReasons?: { Code?: string }[];
      };
      const expected = ['None', 'ConditionalCheckFailed', 'TransactionConflict'];
      if (name === 'TransactionCanceledException' && reasons.every(({ Code = '' }) => expected.includes(Code)))
        return false;
      throw error;
    }
  }
}

/** Without what only the table needs. */
function banOf(item: Readonly<Record<string, unknown>>): ActiveBan {
  return Object.fromEntries(
    Object.entries(item).filter(([name]) => name !== 'pk' && name !== 'sk'),
  ) as unknown as ActiveBan;
}

function activeKey(family: AddressFamily): string {
  return `active#${family}`;
}

function offenderKey(address: string): string {
  return `address#${address}`;
}

/** Seconds since 1970, as DynamoDB wants it. */
function after(time: number, days: number): number {
  return Math.ceil(time / 1000) + days * 24 * 3600;
}
