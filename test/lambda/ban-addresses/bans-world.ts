import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateIPSetCommand, GetIPSetCommand, UpdateIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import { DynamoDBDocumentClient, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { BAN_EVENTS } from '../../../lambda/ban-addresses/ban-events';
import { BANS_KEY } from '../../../lambda/ban-addresses/ban-registry';
import type { handler as Handler } from '../../../lambda/ban-addresses/handler';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { EventQueue } from '../support/event-queue';
import { LockingWaf } from './locking-waf';
import { POLICY } from './policies';

const TABLE = 'bans';
type Family = 'ipv4' | 'ipv6';

/** An AWS with the table and the two lists, and the function as it finds them in its environment. */
export class BansWorld {
  public static async start(): Promise<BansWorld> {
    const aws = await EmbeddedAws.start({ region: 'ap-southeast-2', account: '111122223333' });
    const waf = await LockingWaf.before(aws.endpoint);
    const client = new WAFV2Client({ ...aws.client(), endpoint: waf.url });
    const make = async (family: Family) => {
      const list = { Name: `banned-${family}`, Scope: 'REGIONAL' as const };
      const { Summary } = await client.send(
        new CreateIPSetCommand({ ...list, IPAddressVersion: family === 'ipv4' ? 'IPV4' : 'IPV6', Addresses: [] }),
      );
      return { name: list.Name, id: Summary?.Id as string };
    };
    const lists = { ipv4: await make('ipv4'), ipv6: await make('ipv6') };
    const dynamo = new DynamoDBClient(aws.client());
    const keys = [BANS_KEY.partition, BANS_KEY.sort];
    await dynamo.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
      }),
    );
    Object.assign(process.env, aws.environment(), {
      AWS_ENDPOINT_URL_WAFV2: waf.url,
      BANS_TABLE: TABLE,
      BAN_LISTS: JSON.stringify(lists),
      BAN_POLICY: JSON.stringify(POLICY),
    });
    const { handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/ban-addresses/handler');
    const queue = await EventQueue.listen(aws, { source: [BAN_EVENTS.source] });
    return new BansWorld(aws, waf, queue, handler, client, lists, DynamoDBDocumentClient.from(dynamo));
  }

  private constructor(
    private readonly aws: EmbeddedAws,
    public readonly waf: LockingWaf,
    public readonly events: EventQueue,
    public readonly handler: typeof Handler,
    private readonly client: WAFV2Client,
    private readonly lists: Record<Family, { readonly name: string; readonly id: string }>,
    private readonly dynamo: DynamoDBDocumentClient,
  ) {}

  public async stop(): Promise<void> {
    await Promise.all([this.waf.stop(), this.aws.stop()]);
  }

  public async listed(family: Family): Promise<string[]> {
    const { IPSet } = await this.client.send(new GetIPSetCommand(this.identity(family)));
    return [...(IPSet?.Addresses ?? [])].sort();
  }

  /** Changes a list behind the registry's back. */
  public async tamper(family: Family, addresses: readonly string[]): Promise<void> {
    const { LockToken } = await this.client.send(new GetIPSetCommand(this.identity(family)));
    await this.client.send(new UpdateIPSetCommand({ ...this.identity(family), Addresses: [...addresses], LockToken }));
  }

  /** Has all bans end so many minutes ago. */
  public age(minutes: number): Promise<void> {
    return this.setInActive('until', new Date(Date.now() - minutes * 60_000).toISOString());
  }

  /** As if the function had been killed before it told of the bans that hold. */
  public forgetAnnouncements(): Promise<void> {
    return this.setInActive('announced', false);
  }

  private async setInActive(name: string, value: unknown): Promise<void> {
    for (const { pk, sk } of await this.items('active#')) {
      const update = { UpdateExpression: 'SET #name = :value', ExpressionAttributeNames: { '#name': name } };
      const ExpressionAttributeValues = { ':value': value };
      await this.dynamo.send(
        new UpdateCommand({ TableName: TABLE, Key: { pk, sk }, ...update, ExpressionAttributeValues }),
      );
    }
  }

  public async items(prefix: string): Promise<Record<string, unknown>[]> {
    const found: Record<string, unknown>[] = [];
    for await (const { Items = [] } of paginateScan({ client: this.dynamo }, { TableName: TABLE }))
      found.push(...Items);
    return found.filter(({ pk }) => String(pk).startsWith(prefix));
  }

  private identity(family: Family) {
    return { Name: this.lists[family].name, Id: this.lists[family].id, Scope: 'REGIONAL' as const };
  }
}
