import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { environment } from '../../lambda/rotate-database-credentials/environment';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import { PlatformNotice } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { PlatformFunction } from '../platform/platform-function';
import { acknowledgeWildcards } from '../platform/wildcards';

export interface CredentialRotationProps {
  readonly place: Place;
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/** What rotates the passwords of a region's database servers, and the key of the secrets that hold them (ID-04). */
export class CredentialRotation extends Construct {
  public readonly key: kms.IKey;
  public readonly function: lambda.IFunction;
  private readonly role: iam.IRole;

  constructor(scope: Construct, id: string, props: CredentialRotationProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);
    this.key = new CustomerManagedKey(this, 'Key', { description: 'Secrets of the database servers' });
    const rotation = new PlatformFunction(this, 'Function', {
      entry: 'rotate-database-credentials',
      description: 'Rotates the passwords of database servers',
      environment,
      network: props.network,
      logs: props.logs,
      logsData: 'usage',
      // Several servers of a new stack rotate at the same time.
      reservedConcurrency: 10,
      timeout: Duration.minutes(2),
    });
    rotation.addPermission('SecretsManager', {
      principal: new iam.ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: account,
      sourceArn: `arn:aws:secretsmanager:${region}:${account}:secret:*`,
    });
    // Through Secrets Manager only, and only for secrets whose own policy lets this role in: see secretPolicy.
    rotation.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [this.key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } },
      }),
    );
    for (const statement of siteSecrets(props.place)) rotation.addToRolePolicy(statement);
    acknowledgeWildcards(
      rotation.role as iam.Role,
      siteSecrets(props.place),
      'Secrets and keys of sites are made when a site is onboarded, so they are named by their prefix and their alias.',
    );
    this.function = rotation;
    this.role = rotation.role as iam.IRole;
    this.addNotice(props.onCall);
  }

  /**
   * Resource policy of a secret that this function rotates. The right stands at each secret instead of at the
   * function's role, where it would have to be a wildcard: secrets are made in other stacks, after the role.
   */
  public secretPolicy(): iam.PolicyDocument {
    return new iam.PolicyDocument({
      statements: [
        new iam.PolicyStatement({
          principals: [new iam.ArnPrincipal(this.role.roleArn)],
          actions: [
            'secretsmanager:DescribeSecret',
            'secretsmanager:GetSecretValue',
            'secretsmanager:PutSecretValue',
            'secretsmanager:UpdateSecretVersionStage',
          ],
          resources: ['*'],
        }),
      ],
    });
  }

  private addNotice(onCall: OnCall): void {
    new PlatformNotice(this, 'Failure', {
      onCall,
      runbook: 'database-password-rotation-failed',
      meaning: 'The password of a database server could not be rotated; the current one stays valid.',
      eventPattern: {
        source: ['aws.secretsmanager'],
        detailType: ['AWS Service Event via CloudTrail'],
        detail: { eventName: ['RotationFailed', 'RotationAbandoned'] },
      },
    });
  }
}

/** What rotating the secrets of sites takes: the worker makes them, each under the key of its site. */
function siteSecrets({ platform, environment, region, account }: Place): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'].map(
        (action) => `secretsmanager:${action}`,
      ),
      resources: [
        `arn:aws:secretsmanager:${region}:${account}:secret:${platform}/${environment}/site/*/database-??????`,
      ],
    }),
    new iam.PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [`arn:aws:kms:${region}:${account}:key/*`],
      conditions: {
        StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` },
        'ForAnyValue:StringLike': { 'kms:ResourceAliases': `alias/${platform}/${environment}/site/*` },
      },
    }),
  ];
}
