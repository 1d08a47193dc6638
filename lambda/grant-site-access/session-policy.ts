/** Tag of a reader's session: the one site whose data it reaches. */
export const SITE_TAG = 'site';

/**
 * What the reader's session may do of what its role may: the same, until then. The credentials end at that moment as
 * well; this says it where it can be read and simulated.
 */
export function sessionPolicy(until: Date) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'UntilThen',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket', 'kms:Decrypt'],
        Resource: '*',
        Condition: { DateLessThan: { 'aws:CurrentTime': until.toISOString() } },
      },
    ],
  };
}
