import { DeleteCommand, GetCommand, TransactWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The app client that a site signs its users in with. */
export interface SiteClient {
  readonly site: string;
  /** Id of the app client. */
  readonly client: string;
  /** Host name of the site, which its users are sent back to. */
  readonly host: string;
  /** Digest of the settings that the client has. */
  readonly settings: string;
}

/** The only attribute of the table's key. */
export const CLIENTS_KEY = 'pk';

/** Which app client and which host belong to which site. Neither ever passes from one site to another (TN-06). */
export class SiteClients {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
  ) {}

  public async ofSite(site: string): Promise<SiteClient | undefined> {
    const found = await this.get(`site#${site}`);
    if (!found) return undefined;
    const { client = '', host = '', settings = '' } = found;
    return { site, client, host, settings };
  }

  public async siteOfClient(client: string): Promise<string | undefined> {
    return (await this.get(`client#${client}`))?.site;
  }

  /** @param host As a browser sends it: in any case, perhaps with a port. */
  public async siteOfHost(host: string): Promise<string | undefined> {
    return (await this.get(`host#${hostOf(host)}`))?.site;
  }

  /** @throws TransactionCanceledException where the client or the host belongs to another site. */
  public async note(record: SiteClient): Promise<void> {
    const { site, client, host } = record;
    const before = await this.ofSite(site);
    const unlessAnothers = {
      TableName: this.table,
      ConditionExpression: 'attribute_not_exists(#site) OR #site = :site',
      ExpressionAttributeNames: { '#site': 'site' },
      ExpressionAttributeValues: { ':site': site },
    };
    const put = (pk: string, item: object) => ({ Put: { ...unlessAnothers, Item: { pk, ...item } } });
    const TransactItems = [
      put(`site#${site}`, record),
      put(`client#${client}`, { site }),
      put(`host#${hostOf(host)}`, { site }),
    ];
    await this.client.send(new TransactWriteCommand({ TransactItems }));
    if (before && before.host !== host) await this.forget(`host#${hostOf(before.host)}`);
  }

  /** Of a site that is erased: neither its client nor its host opens anything any more. */
  public async forgetSite({ site, client, host }: SiteClient): Promise<void> {
    for (const pk of [`client#${client}`, `host#${hostOf(host)}`, `site#${site}`]) await this.forget(pk);
  }

  private async forget(pk: string): Promise<void> {
    await this.client.send(new DeleteCommand({ TableName: this.table, Key: { pk } }));
  }

  private async get(pk: string): Promise<Partial<SiteClient> | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.table, Key: { pk }, ConsistentRead: true }),
    );
    return Item;
  }
}

function hostOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}
