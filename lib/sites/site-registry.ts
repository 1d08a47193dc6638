import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { PLACE_INDEX, TABLE_KEY } from '../../lambda/shared/registry/registry';
import { ProtectedTable, textAttribute } from '../encryption/protected-table';

/**
 * The registry: sites, where they are placed, their backups and what was done to them, drills included. Not customers'
 * data, yet what finds it again.
 */
export class SiteRegistry extends ProtectedTable {
  constructor(scope: Construct, id: string, { key }: { readonly key: kms.IKey }) {
    super(scope, id, {
      ...TABLE_KEY,
      key,
      retention: {
        because:
          'it holds no data of customers’ users: which sites there are, and the history of operations and drills, which ' +
          'is evidence and kept for good',
      },
    });
    this.addGlobalSecondaryIndex({
      indexName: PLACE_INDEX.name,
      partitionKey: textAttribute(PLACE_INDEX.partition),
      sortKey: textAttribute(PLACE_INDEX.sort),
    });
  }
}
