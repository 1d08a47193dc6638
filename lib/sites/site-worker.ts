import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/**
 * When a run that failed is tried again, whatever runs the worker: not before a killed run's leases have ended
 * (`LEASE_SECONDS` of worker/environment.ts), or the sites would still be taken.
 */
export const NEXT_ATTEMPTS = {
  interval: Duration.minutes(5),
  backoffRate: 2,
  maxAttempts: 2,
  jitterStrategy: sfn.JitterType.NONE,
} as const satisfies sfn.RetryProps;

/**
 * `operate`: everything but to delete. `destroy`: also attachments, exports, secrets and keys of a site. `prove`: only to
 * read backups, for a drill.
 */
export type WorkerRight = 'operate' | 'destroy' | 'prove';

/** What runs the site worker. AWS has Fargate for it; a rehearsal runs the same program where it is itself. */
export interface SiteWorker {
  /**
   * A state that runs the program once with the list at `$.step.arguments`. It tries again by itself, since every
   * operation can be repeated, and fails if the last attempt doesn't end with exit code 0.
   */
  run(scope: Construct, id: string, right: WorkerRight): sfn.TaskStateBase;
}
