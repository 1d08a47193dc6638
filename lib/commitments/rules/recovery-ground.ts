import { textOf } from '../assembly';
import { present } from '../rule';
import type { Rule } from '../rule';
import { isRecovery } from './stages';

/** What a restore in another region needs before anything is lost. */
export const recoveryGround: readonly Rule[] = [
  present({
    id: 'DR-02.BackupsElsewhere',
    keeps: ['DR-02', 'AV-02', 'AV-04', 'BK-20'],
    statement: 'Every recovery region has a bucket for the site backups of its home region.',
    types: ['AWS::S3::Bucket'],
    where: isRecovery,
    needs: 'the twin of the bucket of site backups; see lib/backup/site-backup-bucket.ts',
    is: ({ properties, stack }) =>
      textOf(properties.BucketName).endsWith(`-${stack.location.region}`) &&
      textOf(properties.BucketName).includes('-site-backups-'),
  }),
  present({
    id: 'DR-02.SubnetsElsewhere',
    keeps: ['DR-02', 'DR-03'],
    statement: 'Every recovery region has subnets in three zones for the servers that are restored there.',
    types: ['AWS::RDS::DBSubnetGroup'],
    where: isRecovery,
    needs: 'a subnet group over three zones; see lib/recovery/restore-target.ts',
    is: ({ properties }) => ((properties.SubnetIds as readonly unknown[] | undefined)?.length ?? 0) >= 3,
  }),
];
