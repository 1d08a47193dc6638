import type * as iam from 'aws-cdk-lib/aws-iam';

/** What a room with servers of its own gives them, so that they can be reached, watched and heard. */
export interface ServerAccess {
  /** Commands for the first start. */
  readonly setup: readonly string[];
  /** What their role may do for it: record sessions, and fetch the certificate that messages are sent by. */
  readonly statements: readonly iam.PolicyStatement[];
}
