import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Environment as LapsingEnvironment } from '../../lambda/find-lapsing-keys/environment';
import type { Environment as KeysEnvironment } from '../../lambda/manage-api-keys/environment';
import type { RegionalLogs } from '../audit/regional-logs';
import type { IdentityConfig } from '../config/identity-schema';
import type { Place } from '../config/platform';
import type { OnCall } from '../monitoring/on-call';
import { allow } from '../platform/allow';
import { PlatformFunction } from '../platform/platform-function';
import { tellsOfIdentity, type SealedTable } from './rights';
import { callBy } from './rule-target';

export interface SiteKeysProps {
  readonly place: Place;
  readonly config: IdentityConfig;
  readonly keys: SealedTable;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/** API keys of sites: made, rotated with an overlap, ended, and told of before they end (ID-05). */
export class SiteKeys extends Construct {
  /** Creates, rotates, revokes and lists keys; the application calls it. */
  public readonly manage: PlatformFunction;

  constructor(scope: Construct, id: string, { place, config, keys, logs, onCall }: SiteKeysProps) {
    super(scope, id);
    const KEYS_TABLE = keys.table.tableName;
    const environment: KeysEnvironment = {
      KEYS_TABLE,
      EXPIRE_DAYS: String(config.apiKeys.expireDays),
      OVERLAP_DAYS: String(config.apiKeys.overlapDays),
    };
    this.manage = new PlatformFunction(this, 'Manage', {
      entry: 'manage-api-keys',
      description: 'Creates, rotates, revokes and lists the API keys of sites',
      logs,
      environment: { ...environment },
      reservedConcurrency: 5,
    });
    const writes = ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    this.manage.addToRolePolicy(allow(writes, [keys.table.tableArn]));
    const lapsing: LapsingEnvironment = { KEYS_TABLE };
    const find = new PlatformFunction(this, 'FindLapsing', {
      entry: 'find-lapsing-keys',
      description: 'Tells of API keys that end soon and that nobody has rotated',
      logs,
      environment: { ...lapsing },
      asynchronous: { onCall },
    });
    find.addToRolePolicy(allow(['dynamodb:Scan'], [keys.table.tableArn]));
    find.addToRolePolicy(tellsOfIdentity(place));
    for (const user of [this.manage, find]) user.addToRolePolicy(allow(['kms:Decrypt'], [keys.key.keyArn]));
    const daily = new events.Rule(this, 'Daily', {
      description: 'Looks for API keys that end soon',
      schedule: events.Schedule.rate(Duration.days(1)),
    });
    callBy(daily, find);
  }
}
