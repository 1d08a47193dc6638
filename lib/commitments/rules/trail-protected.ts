import { verdict } from '../rule';
import type { Rule } from '../rule';
import { TRAIL } from './archive-locked';

export const trailProtected: Rule = {
  id: 'LG-02.TrailProtected',
  keeps: ['LG-02', 'LG-04', 'LG-06'],
  statement:
    'A trail records all the time into a locked bucket, signs what it writes, is searchable at once, and outlives its stack.',
  types: [TRAIL],
  judge({ properties, stack, deletionPolicy }, assembly) {
    const { IsLogging, EnableLogFileValidation, KMSKeyId, S3BucketName, CloudWatchLogsLogGroupArn } = properties;
    const bucket = assembly.target(S3BucketName, stack);
    const group = assembly.target(CloudWatchLogsLogGroupArn, stack);
    return verdict({
      IsLogging: IsLogging === true ? undefined : 'is not true, so that nothing is recorded',
      EnableLogFileValidation:
        EnableLogFileValidation === true ? undefined : 'is not true, so that a changed file goes unnoticed',
      KMSKeyId: assembly.target(KMSKeyId, stack)?.type === 'AWS::KMS::Key' ? undefined : 'is no key of ours',
      S3BucketName: bucket?.properties.ObjectLockEnabled === true ? undefined : 'has no lock; use an ArchiveBucket',
      CloudWatchLogsLogGroupArn: group ? undefined : 'is no log group of ours, so that nobody can search the records',
      DeletionPolicy:
        deletionPolicy === undefined || deletionPolicy === 'Delete'
          ? 'ends the recording with the stack; it must be Retain'
          : undefined,
    });
  },
};
