import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';

/** Minutes between the signs of life that a server gives by its messages: `server/rsyslog.conf` says the same. */
export const SIGN_OF_LIFE_MINUTES = 5;

/** What a room with servers of its own gives them, so that they can be reached, watched and heard. */
export interface ServerAccess {
  /** Commands for the first start. */
  readonly setup: readonly string[];
  /** What their role may do for it: record sessions, and fetch the certificate that messages are sent by. */
  readonly statements: readonly iam.PolicyStatement[];
  /** How many signs of life have come from all servers of the region. */
  readonly signsOfLife: cloudwatch.Metric;
}
