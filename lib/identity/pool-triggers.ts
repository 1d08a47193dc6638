import { Duration } from 'aws-cdk-lib';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Environment } from '../../lambda/issue-token/environment';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import { PlatformFunction } from '../platform/platform-function';
import { looksUp, manages, tellsOfIdentity, type SealedTable } from './rights';

export interface PoolTriggersProps {
  readonly place: Place;
  readonly clients: SealedTable;
  readonly logs: RegionalLogs;
}

/** Cognito waits no longer for an answer. */
const PATIENCE = Duration.seconds(5);

/** What the user pool asks before it lets somebody in, and before it gives tokens. */
export class PoolTriggers extends Construct {
  public readonly admit: PlatformFunction;
  public readonly issueToken: PlatformFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PoolTriggersProps,
  ) {
    super(scope, id);
    this.admit = this.add('Admit', 'admit-federated-user', 'Lets nobody into the user pool but who was invited', 10);
    // Asked for every token, of all sites of the region.
    this.issueToken = this.add('IssueToken', 'issue-token', 'Says in tokens which site a user belongs to', 50);
    for (const trigger of [this.admit, this.issueToken]) {
      for (const statement of looksUp(props.clients)) trigger.addToRolePolicy(statement);
    }
    this.admit.addToRolePolicy(tellsOfIdentity(props.place));
  }

  private add(id: string, entry: string, description: string, reservedConcurrency: number): PlatformFunction {
    const { clients, logs } = this.props;
    const environment: Environment = { CLIENTS_TABLE: clients.table.tableName };
    return new PlatformFunction(this, id, {
      entry,
      description,
      logs,
      environment: { ...environment },
      timeout: PATIENCE,
      memory: 512,
      reservedConcurrency,
    });
  }

  /** Lets the pool call them, and them look into it. The pool names them, so this must come after it. */
  public serve(pool: cognito.CfnUserPool): void {
    for (const trigger of [this.admit, this.issueToken]) {
      trigger.addPermission('UserPool', {
        principal: new iam.ServicePrincipal('cognito-idp.amazonaws.com'),
        sourceArn: pool.attrArn,
        sourceAccount: this.props.place.account,
      });
    }
    // Not in the role's own policy, which the function waits for, and the pool for the function.
    new iam.Policy(this, 'AdmitInPool', {
      roles: [this.admit.role as iam.IRole],
      statements: [manages(pool.attrArn, ['ListUsers', 'AdminLinkProviderForUser'])],
    });
  }
}
