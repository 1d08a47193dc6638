import { Duration } from 'aws-cdk-lib';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Environment } from '../../lambda/close-site-accounts/environment';
import type { RegionalLogs } from '../audit/regional-logs';
import type { IdentityConfig } from '../config/identity-schema';
import type { OnCall } from '../monitoring/on-call';
import { allow } from '../platform/allow';
import { PlatformFunction } from '../platform/platform-function';
import { readsRegistry, type ReadRegistry } from '../sites/function-rights';
import { manages, type SealedTable } from './rights';
import { callBy } from './rule-target';

export interface ClosedSitesProps {
  readonly config: IdentityConfig;
  readonly pool: cognito.CfnUserPool;
  readonly clients: SealedTable;
  readonly keys: SealedTable;
  /** The registry of sites, which says what is erased. */
  readonly stores: ReadRegistry;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/**
 * What an erased site has left of users and keys goes within a day (TN-20). It looks at the registry rather than wait to
 * be told, so that a day on which it fails is made good by the next one.
 */
export class ClosedSites extends Construct {
  constructor(scope: Construct, id: string, props: ClosedSitesProps) {
    super(scope, id);
    const { config, pool, clients, keys, stores, logs, onCall } = props;
    const environment: Environment = {
      USER_POOL: pool.ref,
      CLIENTS_TABLE: clients.table.tableName,
      KEYS_TABLE: keys.table.tableName,
      REGISTRY_TABLE: stores.registry.tableName,
      APPLICATION_ROLES: config.applicationRoles.join(' '),
    };
    const close = new PlatformFunction(this, 'Close', {
      entry: 'close-site-accounts',
      description: 'Takes away the users, keys and app clients of erased sites',
      logs,
      environment: { ...environment },
      asynchronous: { onCall },
      timeout: Duration.minutes(15),
      memory: 512,
    });
    const statements = [
      manages(pool.attrArn, ['ListUsers', 'AdminDeleteUser', 'DeleteGroup', 'DeleteUserPoolClient']),
      allow(['dynamodb:GetItem', 'dynamodb:DeleteItem'], [clients.table.tableArn]),
      allow(['dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:UpdateItem'], [keys.table.tableArn]),
      allow(['kms:Decrypt'], [...new Set([clients.key.keyArn, keys.key.keyArn])]),
      ...readsRegistry(stores),
    ];
    for (const statement of statements) close.addToRolePolicy(statement);
    const daily = new events.Rule(this, 'Daily', {
      description: 'Looks for erased sites that still have users or keys',
      schedule: events.Schedule.rate(Duration.days(1)),
    });
    callBy(daily, close);
  }
}
