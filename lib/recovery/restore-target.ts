import { RemovalPolicy } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import type { Place } from '../config/platform';
import type { Network } from '../network/network';
import { restoreKeyAlias } from '../platform/names';

/** What a restored database server needs and can't bring along: subnets and a key of this region (DR-02). */
export class RestoreTarget extends Construct {
  public readonly subnetGroup: rds.ISubnetGroup;
  /**
   * Key of restored attachments and secrets, and of servers made anew. A server restored from a copy keeps the key
   * of the vault it came from: RDS can't change it.
   */
  public readonly key: CustomerManagedKey;

  constructor(scope: Construct, id: string, { place, network }: { readonly place: Place; readonly network: Network }) {
    super(scope, id);
    this.key = new CustomerManagedKey(this, 'Key', { description: 'Data restored from the home region' });
    this.key.addAlias(restoreKeyAlias(place));
    this.subnetGroup = new rds.SubnetGroup(this, 'Subnets', {
      description: 'Database servers restored from the home region',
      vpc: network.vpc,
      vpcSubnets: network.subnets.data,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
