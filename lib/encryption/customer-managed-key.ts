import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** A service that may use a key, and on whose behalf. */
export interface KeyUser {
  /** Service principal, such as `cloudwatch.amazonaws.com`. */
  readonly service: string;
  /** Conditions that confine it, such as the source ARN. @default - the source account is this account */
  readonly conditions?: Record<string, Record<string, string | string[]>>;
}

export interface CustomerManagedKeyProps {
  /** What the key protects; auditors read it. */
  readonly description: string;
  /** Services that encrypt or decrypt by themselves. @default - none */
  readonly users?: readonly KeyUser[];
}

/**
 * A KMS key that rotates every year, that nobody can delete or switch off, and that outlives its stack (CR-05, CR-06,
 * CR-10). What a lost key encrypted is lost with it, locked or not.
 */
export class CustomerManagedKey extends kms.Key {
  constructor(scope: Construct, id: string, props: CustomerManagedKeyProps) {
    super(scope, id, {
      description: props.description,
      enableKeyRotation: true,
      rotationPeriod: Duration.days(365),
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.denyGrantsToPeople();
    this.denyLoss();
    for (const user of props.users ?? []) this.allow(user);
  }

  /** Only AWS services may pass the use of a key on: a grant to anyone else would bypass this policy. */
  private denyGrantsToPeople(): void {
    this.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'GrantsOnlyToServices',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['kms:CreateGrant'],
        resources: ['*'],
        conditions: { BoolIfExists: { 'kms:GrantIsForAWSResource': 'false', 'aws:PrincipalIsAWSService': 'false' } },
      }),
    );
  }

  /** Whatever their rights: whoever is to do it first needs a deployment that changes this policy. */
  private denyLoss(): void {
    this.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'NobodyDeletes',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['kms:ScheduleKeyDeletion', 'kms:DisableKey'],
        resources: ['*'],
      }),
    );
  }

  /** Lets CloudWatch Logs encrypt the log groups of this account and region, and no others. */
  public allowLogs(): void {
    const { region, account } = Stack.of(this);
    this.allow({
      service: `logs.${region}.amazonaws.com`,
      conditions: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${account}:log-group:*` },
      },
    });
  }

  public allow(user: KeyUser): void {
    this.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal(user.service)],
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: user.conditions ?? { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }
}
