import { Duration } from 'aws-cdk-lib';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { Environment } from '../../lambda/authorize-request/environment';
import type { RegionalLogs } from '../audit/regional-logs';
import { PlatformFunction } from '../platform/platform-function';
import { looksUp, type SealedTable } from './rights';

export interface RequestAuthorizerProps {
  readonly pool: cognito.CfnUserPool;
  readonly clients: SealedTable;
  readonly keys: SealedTable;
  readonly logs: RegionalLogs;
}

/** Says of a request's session or API key which site it opens; the application asks it, or a gateway before it (TN-06). */
export class RequestAuthorizer extends PlatformFunction {
  constructor(scope: Construct, id: string, { pool, clients, keys, logs }: RequestAuthorizerProps) {
    const environment: Environment = {
      USER_POOL: pool.ref,
      CLIENTS_TABLE: clients.table.tableName,
      KEYS_TABLE: keys.table.tableName,
    };
    super(scope, id, {
      entry: 'authorize-request',
      description: 'Says which site a session or an API key opens',
      logs,
      environment: { ...environment },
      timeout: Duration.seconds(10),
      memory: 512,
      // Asked for many requests of all sites of the region.
      reservedConcurrency: 100,
    });
    for (const statement of [...looksUp(clients), ...looksUp(keys)]) this.addToRolePolicy(statement);
  }
}
