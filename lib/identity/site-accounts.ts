import { Duration } from 'aws-cdk-lib';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import * as events from 'aws-cdk-lib/aws-events';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CATALOGUE_KEY } from '../../lambda/shared/catalogue';
import type { Environment as EnsureEnvironment } from '../../lambda/ensure-site-clients/environment';
import type { Environment as UsersEnvironment } from '../../lambda/manage-site-users/environment';
import type { RegionalLogs } from '../audit/regional-logs';
import type { IdentityConfig } from '../config/identity-schema';
import type { Place } from '../config/platform';
import type { OnCall } from '../monitoring/on-call';
import { allow } from '../platform/allow';
import { bucketName } from '../platform/names';
import { PlatformFunction } from '../platform/platform-function';
import { readsFolder } from '../sites/function-rights';
import { acknowledgeWildcards } from '../platform/wildcards';
import type { SiteStores } from '../sites/site-functions';
import { manages, type SealedTable } from './rights';
import { callBy } from './rule-target';

export interface SiteAccountsProps {
  readonly place: Place;
  readonly config: IdentityConfig;
  readonly pool: cognito.CfnUserPool;
  readonly clients: SealedTable;
  /** Where the catalogue of sites is. */
  readonly stores: Pick<SiteStores, 'place' | 'key'>;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/**
 * What makes and unmakes the accounts of sites, one by one, since sites are data: an app client and groups for every site
 * of the published catalogue, and users by invitation. Nothing here can change a user's name, nor a user's password.
 */
export class SiteAccounts extends Construct {
  /** Invites, lists and removes users; the application calls it. */
  public readonly users: PlatformFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SiteAccountsProps,
  ) {
    super(scope, id);
    this.users = this.addUsers();
    this.onPublication(this.addClients());
  }

  private addUsers(): PlatformFunction {
    const { pool, config, logs } = this.props;
    const environment: UsersEnvironment = { USER_POOL: pool.ref, APPLICATION_ROLES: config.applicationRoles.join(' ') };
    const users = new PlatformFunction(this, 'Users', {
      entry: 'manage-site-users',
      description: 'Invites, lists and removes the users of sites',
      logs,
      environment: { ...environment },
      reservedConcurrency: 5,
      memory: 512,
    });
    users.addToRolePolicy(
      manages(pool.attrArn, [
        'ListUsers',
        'ListUsersInGroup',
        'AdminCreateUser',
        'AdminDeleteUser',
        'AdminUserGlobalSignOut',
        'AdminListGroupsForUser',
        'AdminAddUserToGroup',
        'AdminRemoveUserFromGroup',
        'AdminLinkProviderForUser',
      ]),
    );
    return users;
  }

  private addClients(): PlatformFunction {
    const { place, config, pool, clients, stores, logs, onCall } = this.props;
    const environment: EnsureEnvironment = {
      CLIENTS_TABLE: clients.table.tableName,
      USER_POOL: pool.ref,
      OPERATIONS_BUCKET: bucketName(place, 'operations'),
      PLACE: `${place.platform}/${place.environment}/${place.region}`,
      APPLICATION_ROLES: config.applicationRoles.join(' '),
      ACCESS_TOKEN_MINUTES: String(config.accessTokenMinutes),
      SESSION_HOURS: String(config.sessionHours),
      CALLBACK_PATH: config.callbackPath,
    };
    const ensure = new PlatformFunction(this, 'Clients', {
      entry: 'ensure-site-clients',
      description: 'Gives every site of the published catalogue an app client and groups',
      logs,
      environment: { ...environment },
      asynchronous: { onCall },
      timeout: Duration.minutes(15),
      memory: 512,
    });
    const readsCatalogue = readsFolder(stores as SiteStores, 'catalogue');
    const statements = [
      manages(pool.attrArn, [
        'ListUserPoolClients',
        'CreateUserPoolClient',
        'UpdateUserPoolClient',
        'CreateManagedLoginBranding',
        'CreateGroup',
      ]),
      allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'], [clients.table.tableArn]),
      allow(['kms:Decrypt'], [clients.key.keyArn]),
      ...readsCatalogue,
    ];
    for (const statement of statements) ensure.addToRolePolicy(statement);
    acknowledgeWildcards(
      ensure.role as iam.Role,
      readsCatalogue,
      'The folder of the catalogue, whose object is named when it is published; no other folder or bucket is open to it.',
    );
    return ensure;
  }

  private onPublication(ensure: PlatformFunction): void {
    const published = new events.Rule(this, 'Published', {
      description: 'A new catalogue of sites was published: its sites need app clients',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [bucketName(this.props.place, 'operations')] }, object: { key: [CATALOGUE_KEY] } },
      },
    });
    callBy(published, ensure);
  }
}
