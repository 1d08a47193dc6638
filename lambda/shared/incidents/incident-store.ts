import { createHash } from 'node:crypto';
import {
  GetCommand,
  paginateQuery,
  TransactWriteCommand,
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { inParallel } from '../../../worker/parallel';
import { TABLE_KEY } from '../registry/registry';
import { again } from './conflicts';
import { DAY } from './deadlines';
import type { HistoryEntry, Incident } from './incident';
import type { Notice } from './notice';
import { asRead, itemOf } from './notice-item';

/** Index of what is not resolved, the oldest first. */
export const OPEN_INDEX = { name: 'open', partition: 'unresolved', sort: 'openedAt' } as const;
/** An event that comes once more is recognised for so long; a dead letter can be sent again for two weeks. */
const EVENT_KEPT_MS = 15 * DAY;
/** Attribute by which DynamoDB removes the marks of old events. */
export const EXPIRY = 'expires';
/** Of customers, thousands may be affected. */
const DRAFTS_AT_ONCE = 16;

/** What is written at once, or not at all. */
export interface Change {
  readonly incident: Incident;
  readonly entries: readonly HistoryEntry[];
}

/** What identifies an incident to further events. */
export type JoinKey = Pick<Incident, 'source' | 'type' | 'resource'>;

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/**
 * Incidents and what happened to them. An entry of the history is written together with what it tells of, under a key
 * that no later write can have.
 */
export class IncidentStore {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
  ) {}

  public async incident(id: string): Promise<Incident | undefined> {
    return stripped<Incident>(await this.get(`incident#${id}`, 'incident'));
  }

  /** All that is not resolved; a write of the last second may be missing, unlike in `incident`. */
  public async unresolved(): Promise<Incident[]> {
    const { name, partition } = OPEN_INDEX;
    return this.query<Incident>('yes', { partition }, name);
  }

  public history(id: string): Promise<HistoryEntry[]> {
    return this.query<HistoryEntry>(`incident#${id}`, { ...TABLE_KEY, prefix: 'history#' });
  }

  public notices(id: string): Promise<Notice[]> {
    return this.query<Notice>(`incident#${id}`, { ...TABLE_KEY, prefix: 'notice#' });
  }

  public async notice(id: string, customer: string): Promise<Notice | undefined> {
    return stripped<Notice>(await this.get(`incident#${id}`, `notice#${customer}`));
  }

  /**
   * Takes an event in, once: the incident of its key is handed to `take`, which makes it another one or opens a new one.
   *
   * @param event Id of the event.
   * @returns the incident that has the event.
   */
  public async takeIn(
    event: string,
    key: JoinKey,
    take: (existing: Incident | undefined) => Change,
  ): Promise<{ readonly incident: Incident; readonly repeated: boolean }> {
    const lock = `key#${digest(key)}`;
    return again(async () => {
      const known = await this.get(`event#${event}`, 'event');
      if (known) {
        const incident = await this.incident(known.incident as string);
        if (incident) return { incident, repeated: true };
      }
      const owner = (await this.get(lock, 'key'))?.incident as string | undefined;
      const existing = owner === undefined ? undefined : await this.incident(owner);
      const change = take(existing);
      const { id } = change.incident;
      const incident = await this.write(change, id === existing?.id ? existing : undefined, [
        this.put({ pk: `event#${event}`, sk: 'event', incident: id, [EXPIRY]: secondsFromNow(EVENT_KEPT_MS) }, NEW),
        // Whoever reads the same owner at the same time writes after us, and is refused.
        ...(id === owner
          ? []
          : [this.put({ pk: lock, sk: 'key', incident: id }, owner === undefined ? NEW : was(owner))]),
      ]);
      return { incident, repeated: false };
    });
  }

  /** Opens what comes from no event. Done once more, with the same id, it changes nothing. */
  public async open(change: Change): Promise<Incident> {
    return again(async () => (await this.incident(change.incident.id)) ?? (await this.write(change, undefined, [])));
  }

  /**
   * Changes an incident as it stands; tried again when somebody else was first.
   *
   * @param change Undefined: nothing is to be changed.
   * @throws Error if there is no such incident.
   */
  public async change(id: string, change: (incident: Incident) => Change | undefined): Promise<Incident> {
    return again(async () => {
      const incident = await this.existing(id);
      const wanted = change(incident);
      return wanted ? this.write(wanted, incident, []) : incident;
    });
  }

  /**
   * Drafts the notice of each customer, from the one that there is. Whoever was told already, and must be told more, is
   * from then on one who has not been told.
   *
   * @param draft Undefined: the customer has been told all of it.
   */
  public async draft<T extends Pick<Notice, 'customer'>>(
    id: string,
    customers: readonly T[],
    draft: (customer: T, known: Notice | undefined) => Notice | undefined,
    entry: (notice: Notice) => HistoryEntry,
  ): Promise<void> {
    await inParallel(customers, DRAFTS_AT_ONCE, new AbortController().signal, (one) =>
      again(async () => {
        const incident = await this.existing(id);
        const known = await this.notice(id, one.customer);
        const notice = draft(one, known);
        if (notice === undefined) return;
        const put = this.put(itemOf(id, notice), known === undefined ? NEW : asRead(known));
        if (known?.sentAt === undefined || incident.breach === undefined) return this.transact([put]);
        const breach = { ...incident.breach, sent: incident.breach.sent - 1 };
        await this.write({ incident: { ...incident, breach }, entries: [entry(notice)] }, incident, [put]);
      }),
    );
  }

  /**
   * Notes that a customer was told; a second time changes nothing.
   *
   * @param told What the notice becomes by it; throws where that can't be.
   */
  public async noteSent(
    id: string,
    customer: string,
    told: (notice: Notice) => Notice,
    entry: HistoryEntry,
  ): Promise<Incident> {
    return again(async () => {
      const incident = await this.existing(id);
      const now = await this.notice(id, customer);
      if (now === undefined || now.sentAt !== undefined || incident.breach === undefined) return incident;
      const breach = { ...incident.breach, sent: incident.breach.sent + 1 };
      return this.write({ incident: { ...incident, breach }, entries: [entry] }, incident, [
        this.put(itemOf(id, told(now)), asRead(now)),
      ]);
    });
  }

  private async existing(id: string): Promise<Incident> {
    const incident = await this.incident(id);
    if (incident === undefined)
      throw new Error(`There is no incident '${id}'; the action 'list' names those that are open`);
    return incident;
  }

  private async write({ incident, entries }: Change, before: Incident | undefined, more: Write[]): Promise<Incident> {
    const version = (before?.version ?? 0) + 1;
    const written = { ...incident, version };
    const pk = `incident#${incident.id}`;
    const open = incident.state === 'resolved' ? {} : { [OPEN_INDEX.partition]: 'yes' };
    const condition = before
      ? { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': before.version } }
      : NEW;
    await this.transact([
      this.put({ pk, sk: 'incident', ...written, ...open }, condition),
      ...entries.map((entry, index) => {
        const sk = `history#${String(version).padStart(8, '0')}#${String(index).padStart(2, '0')}`;
        return this.put({ pk, sk, ...entry }, NEW);
      }),
      ...more,
    ]);
    return written;
  }

  private put(item: Record<string, unknown>, condition: Condition): Write {
    // As JSON has it: DynamoDB's client refuses a value that is undefined.
    const Item = JSON.parse(JSON.stringify(item)) as Record<string, unknown>;
    return { Put: { TableName: this.table, Item, ...condition } };
  }

  private async transact(TransactItems: Write[]): Promise<void> {
    await this.client.send(new TransactWriteCommand({ TransactItems }));
  }

  private async get(pk: string, sk: string): Promise<Record<string, unknown> | undefined> {
    const command = new GetCommand({ TableName: this.table, Key: { pk, sk }, ConsistentRead: true });
    return (await this.client.send(command)).Item;
  }

  private async query<T>(
    value: string,
    key: { readonly partition: string; readonly sort?: string; readonly prefix?: string },
    IndexName?: string,
  ): Promise<T[]> {
    const { partition, sort, prefix } = key;
    const pages = paginateQuery(
      { client: this.client },
      {
        TableName: this.table,
        IndexName,
        ConsistentRead: IndexName === undefined,
        KeyConditionExpression: `#p = :p${prefix === undefined ? '' : ' AND begins_with(#s, :s)'}`,
        ExpressionAttributeNames: { '#p': partition, ...(prefix !== undefined && { '#s': sort as string }) },
        ExpressionAttributeValues: { ':p': value, ...(prefix !== undefined && { ':s': prefix }) },
      },
    );
    const items: T[] = [];
    for await (const { Items } of pages) items.push(...(Items ?? []).map((item) => stripped<T>(item) as T));
    return items;
  }
}

type Condition = Pick<NonNullable<Write['Put']>, 'ConditionExpression' | 'ExpressionAttributeValues'>;

const NEW: Condition = { ConditionExpression: 'attribute_not_exists(pk)' };

function was(incident: string): Condition {
  return { ConditionExpression: 'incident = :was', ExpressionAttributeValues: { ':was': incident } };
}

function digest({ source, type, resource }: JoinKey): string {
  return createHash('sha256')
    .update(JSON.stringify([source, type, resource]))
    .digest('hex');
}

function secondsFromNow(milliseconds: number): number {
  return Math.floor((Date.now() + milliseconds) / 1000);
}

/** Without what only the table needs. */
function stripped<T>(item: Readonly<Record<string, unknown>> | undefined): T | undefined {
  if (item === undefined) return undefined;
  const own = Object.entries(item).filter(([name]) => !['pk', 'sk', OPEN_INDEX.partition].includes(name));
  return Object.fromEntries(own) as T;
}
