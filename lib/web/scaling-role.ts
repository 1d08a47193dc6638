import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CustomerManagedKey } from '../encryption/customer-managed-key';

/**
 * The service-linked role under which Auto Scaling starts our servers. It is our own, not the account's common one:
 * that one need not exist yet, and a key policy that names it would open the key to every group of the account.
 */
export class ScalingRole extends Construct {
  public readonly arn: string;

  /** @param servers what it starts, in words */
  constructor(scope: Construct, id: string, servers = 'web servers') {
    super(scope, id);
    const role = new iam.CfnServiceLinkedRole(this, 'Role', {
      awsServiceName: 'autoscaling.amazonaws.com',
      // With `AWSServiceRoleForAutoScaling_` before it, a role name of 64 characters at the most.
      customSuffix: Stack.of(this).stackName,
      description: `Starts the ${servers} on volumes encrypted by our key`,
    });
    this.arn = Stack.of(this).formatArn({
      service: 'iam',
      region: '',
      resource: 'role',
      resourceName: `aws-service-role/autoscaling.amazonaws.com/${role.attrRoleName}`,
    });
  }
}

/** Key of servers' volumes, and of what their group tells about itself (CR-05). */
export class ServerKey extends CustomerManagedKey {
  /** @param servers whose volumes they are, in words */
  constructor(scope: Construct, id: string, scaling: ScalingRole, servers = 'web servers') {
    super(scope, id, { description: `Volumes of the ${servers}` });
    const principals = [new iam.ArnPrincipal(scaling.arn)];
    this.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AutoScalingUsesIt',
        principals,
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        resources: ['*'],
      }),
    );
    this.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AutoScalingLendsItToVolumes',
        principals,
        actions: ['kms:CreateGrant'],
        resources: ['*'],
        conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      }),
    );
  }
}
