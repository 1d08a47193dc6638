import { Duration, Validations } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { RESULTS } from '../../lambda/shared/drill-results';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import { ProtectedBucket } from '../encryption/protected-bucket';
import { declareRetention } from '../privacy/declared-retention';
import { JOB_DAYS } from '../sites/site-buckets';

export interface DrillBucketProps {
  readonly place: Place;
  readonly key: kms.IKey;
  readonly logs: RegionalLogs;
}

/** What a drill writes, so that it writes nothing where backups are: jobs, outcomes, leases, and what it has shown. */
export class DrillBucket extends ProtectedBucket {
  constructor(scope: Construct, id: string, { place, key, logs }: DrillBucketProps) {
    super(scope, id, {
      place,
      purpose: 'drills',
      encryption: key,
      accessLogs: logs.accessLogs,
      lifecycleRules: ['jobs', 'outcomes', 'leases'].map((folder) => ({
        id: `expire-${folder}`,
        prefix: `${folder}/`,
        expiration: Duration.days(JOB_DAYS),
      })),
      notReplicatedBecause: 'What a drill has shown is kept in the repository as well; all else matters for a day.',
    });
    declareRetention(this, {
      because:
        `jobs, outcomes and leases are deleted after ${JOB_DAYS} days; the results below ${RESULTS}/, one a quarter, name ` +
        'sites and seconds, are evidence, and are kept for good',
    });
    Validations.of(this).acknowledge({
      id: 'Control-Tower::CT.S3.PR.9',
      reason: 'A newer object tells of the newest success; versions of older ones are kept for two weeks.',
    });
  }
}
