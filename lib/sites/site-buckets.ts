import { Duration, Validations } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import { ProtectedBucket } from '../encryption/protected-bucket';
import { declareRetention } from '../privacy/declared-retention';

/** Days that an export can be fetched; then it is deleted, for good a day later (TN-19). */
export const EXPORT_DAYS = 7;
/** Days that the operations bucket holds whom a request is about; written anew for each step of it (TN-19). */
export const PERSON_DAYS = 7;
/** Days that jobs and outcomes of runs stay, for whoever looks into a failed night. */
export const JOB_DAYS = 35;

export interface SiteBucketProps {
  readonly place: Place;
  readonly key: kms.IKey;
  readonly logs: RegionalLogs;
}

/** What operations hand to each other: the catalogue, jobs of the worker, their outcomes, whom requests are about. */
export class OperationsBucket extends ProtectedBucket {
  constructor(scope: Construct, id: string, { place, key, logs }: SiteBucketProps) {
    super(scope, id, {
      place,
      purpose: 'operations',
      encryption: key,
      accessLogs: logs.accessLogs,
      lifecycleRules: Object.entries({ jobs: JOB_DAYS, outcomes: JOB_DAYS, people: PERSON_DAYS }).map(
        ([folder, days]) => ({ id: `expire-${folder}`, prefix: `${folder}/`, expiration: Duration.days(days) }),
      ),
      notReplicatedBecause:
        'The catalogue is published from the config, jobs and outcomes matter for a night, and whom a request is about is written anew for each step of it.',
    });
    declareRetention(this, {
      because:
        'the catalogue is one object, which each publication replaces; jobs and outcomes are deleted after 35 days, and ' +
        'whom a request is about after 7; deleted versions live 14 days more',
    });
    withoutLock(this, 'Its content is written from the config and read once; what it led to stands in the registry.');
  }
}

/** Exports of sites, each under the key of its site, until their customers have fetched them (TN-10). */
export class ExportBucket extends ProtectedBucket {
  constructor(scope: Construct, id: string, { place, key, logs }: SiteBucketProps) {
    super(scope, id, {
      place,
      purpose: 'exports',
      encryption: key,
      accessLogs: logs.accessLogs,
      keepDeletedFor: Duration.days(1),
      lifecycleRules: [{ id: 'expire-exports', expiration: Duration.days(EXPORT_DAYS) }],
      notReplicatedBecause:
        'An export is a copy for its customer, who fetches it within days; it can be made again at any time.',
    });
    withoutLock(this, 'An export must be gone after a week, or at once when its site is erased (TN-19, TN-20).');
  }
}

function withoutLock(bucket: ProtectedBucket, reason: string): void {
  Validations.of(bucket).acknowledge({ id: 'Control-Tower::CT.S3.PR.9', reason });
}
