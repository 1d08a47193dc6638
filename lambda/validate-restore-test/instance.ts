import { DBInstanceNotFoundFault, DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import type { DBInstance, RDSClient } from '@aws-sdk/client-rds';
import { check, type Check } from './check';

/** What a restored server must be like. */
export interface ExpectedInstance {
  readonly engineMajor: number;
  readonly storageGb: number;
  readonly subnetGroup: string;
}

/** @param arn Of the restored instance. @returns undefined if there is none. */
export async function restoredInstance(client: RDSClient, arn: string): Promise<DBInstance | undefined> {
  try {
    const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: arn }));
    return DBInstances?.[0];
  } catch (error) {
    if (error instanceof DBInstanceNotFoundFault || (error as Error).name === 'DBInstanceNotFound') return undefined;
    throw error;
  }
}

/** Compares a restored server with what a live one is. */
export function checkInstance(instance: DBInstance, expected: ExpectedInstance): Check[] {
  const { DBInstanceStatus: status, StorageEncrypted, Engine, EngineVersion = '', AllocatedStorage = 0 } = instance;
  const subnetGroup = instance.DBSubnetGroup?.DBSubnetGroupName ?? 'none';
  const major = Number.parseInt(EngineVersion, 10);
  return [
    check('available', status === 'available', `it is ${status}`),
    check('encrypted', StorageEncrypted === true, 'its storage is not encrypted'),
    check(
      `PostgreSQL ${expected.engineMajor}`,
      Engine === 'postgres' && major === expected.engineMajor,
      `it is ${Engine} ${EngineVersion}`,
    ),
    check(`${expected.storageGb} GB`, AllocatedStorage >= expected.storageGb, `it has ${AllocatedStorage} GB`),
    // RDS keeps the names in lower case.
    check(
      'in the subnets of the drill',
      subnetGroup.toLowerCase() === expected.subnetGroup.toLowerCase(),
      `its subnet group is ${subnetGroup}, not ${expected.subnetGroup}`,
    ),
    check('not public', instance.PubliclyAccessible === false, 'it has a public address'),
  ];
}
