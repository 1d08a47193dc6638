import {
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ensureSite, type Means } from '../../../lambda/ensure-site-clients/ensuring';
import { ApiKeys, KEYS_KEY } from '../../../lambda/shared/identity/api-keys';
import { CLIENTS_KEY, SiteClients } from '../../../lambda/shared/identity/site-clients';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { CognitoDoor } from './cognito-door';
import { EventQueue } from './event-queue';

export const ROLES = ['admin', 'reader'];
export const SETTINGS = { accessTokenMinutes: 15, sessionHours: 12, callbackPath: '/sign-in/callback' };

export const hostOf = (site: string) => `${site}.eu.vinefield.example`;

/** An AWS with a user pool and tables as the platform's, which the functions of this process find in their environment. */
export class IdentityWorld {
  public static async start(): Promise<IdentityWorld> {
    const settings = { MINISTACK_COGNITO_PRETOKEN_STRICT: '1' };
    const aws = await EmbeddedAws.start({ region: 'eu-central-1', account: '111122223333', settings });
    const door = await CognitoDoor.open(aws.endpoint);
    const cognito = new CognitoIdentityProviderClient({ ...aws.client(), endpoint: door.url });
    const { UserPool } = await cognito.send(
      new CreateUserPoolCommand({
        PoolName: 'users',
        AliasAttributes: ['email'],
        UsernameConfiguration: { CaseSensitive: false },
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      }),
    );
    const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(aws.client()));
    await makeTable(dynamo, 'clients', [CLIENTS_KEY]);
    await makeTable(dynamo, 'api-keys', [KEYS_KEY.partition, KEYS_KEY.sort]);
    const pool = UserPool?.Id ?? '';
    Object.assign(process.env, aws.environment(), {
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: door.url,
      USER_POOL: pool,
      CLIENTS_TABLE: 'clients',
      KEYS_TABLE: 'api-keys',
      APPLICATION_ROLES: ROLES.join(' '),
      EXPIRE_DAYS: '90',
      OVERLAP_DAYS: '14',
    });
    const events = await EventQueue.listen(aws, { source: ['cordon.identity'] });
    return new IdentityWorld(aws, door, cognito, pool, dynamo, events);
  }

  public readonly clients: SiteClients;
  public readonly keys: ApiKeys;

  private constructor(
    public readonly aws: EmbeddedAws,
    public readonly door: CognitoDoor,
    public readonly cognito: CognitoIdentityProviderClient,
    public readonly pool: string,
    dynamo: DynamoDBDocumentClient,
    public readonly events: EventQueue,
  ) {
    this.clients = new SiteClients(dynamo, 'clients');
    this.keys = new ApiKeys(dynamo, 'api-keys');
  }

  public async stop(): Promise<void> {
    await this.door.close();
    await this.aws.stop();
  }

  public get means(): Means {
    const { cognito, pool, clients } = this;
    return { cognito, pool, clients, roles: ROLES, settings: SETTINGS };
  }

  /** @returns the site's app client. */
  public async open(site: string): Promise<string> {
    await ensureSite({ site, host: hostOf(site) }, this.means);
    return (await this.clients.ofSite(site))?.client ?? '';
  }

  public async attributes(user: string): Promise<Record<string, string | undefined>> {
    const found = await this.cognito.send(new AdminGetUserCommand({ UserPoolId: this.pool, Username: user }));
    return Object.fromEntries((found.UserAttributes ?? []).map(({ Name = '', Value }) => [Name, Value]));
  }

  /** What the person does who takes an invitation up. */
  public async choosePassword(user: string, Password: string): Promise<void> {
    const request = { UserPoolId: this.pool, Username: user, Password, Permanent: true };
    await this.cognito.send(new AdminSetUserPasswordCommand(request));
  }
}

async function makeTable(client: DynamoDBDocumentClient, TableName: string, keys: readonly string[]): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
    }),
  );
}
