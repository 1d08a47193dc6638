import { verdict } from '../rule';
import type { Rule } from '../rule';

export const drillSubnets: Rule = {
  id: 'DR-04.DrillSubnets',
  keeps: ['DR-04', 'DR-07'],
  statement:
    'A restore test of databases names its subnets; left alone it looks for the default VPC, which does not exist.',
  types: ['AWS::Backup::RestoreTestingSelection'],
  judge({ properties }) {
    if (!['RDS', 'Aurora', 'DocumentDB', 'Neptune'].includes(properties.ProtectedResourceType as string))
      return undefined;
    const overrides = (properties.RestoreMetadataOverrides ?? {}) as Record<string, unknown>;
    // The service stores these keys in lower case and ignores others.
    return verdict({
      'RestoreMetadataOverrides.dbsubnetgroupname': overrides.dbsubnetgroupname
        ? undefined
        : 'is missing; give the subnet group in which drills restore',
    });
  },
};
