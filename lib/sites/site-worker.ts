import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/** `operate`: everything but to delete. `destroy`: also attachments, exports, secrets and keys of a site. */
export type WorkerRight = 'operate' | 'destroy';

/** What runs the site worker. AWS has Fargate for it; a rehearsal runs the same program where it is itself. */
export interface SiteWorker {
  /**
   * A state that runs the program once with the list at `$.step.arguments`. It tries again by itself, since every
   * operation can be repeated, and fails if the last attempt doesn't end with exit code 0.
   */
  run(scope: Construct, id: string, right: WorkerRight): sfn.TaskStateBase;
}
