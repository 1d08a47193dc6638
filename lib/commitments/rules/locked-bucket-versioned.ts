import { verdict } from '../rule';
import type { Rule } from '../rule';

export const lockedBucketVersioned: Rule = {
  id: 'LG-02.LockedBucketVersioned',
  keeps: ['LG-02', 'BK-11'],
  statement: 'A bucket with Object Lock keeps versions; without them the lock protects nothing.',
  types: ['AWS::S3::Bucket'],
  judge({ properties }) {
    const { ObjectLockEnabled, ObjectLockConfiguration, VersioningConfiguration } = properties as {
      ObjectLockEnabled?: boolean;
      ObjectLockConfiguration?: unknown;
      VersioningConfiguration?: { Status?: string };
    };
    if (!ObjectLockEnabled && !ObjectLockConfiguration) return undefined;
    const status = VersioningConfiguration?.Status;
    return verdict({
      ObjectLockEnabled: ObjectLockEnabled ? undefined : 'is missing, so its lock configuration has no effect',
      'VersioningConfiguration.Status':
        status === 'Enabled' ? undefined : `is ${status ?? 'missing'}; set versioned to true`,
    });
  },
};
