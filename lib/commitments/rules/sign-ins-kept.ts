import { textOf } from '../assembly';
import type { StackTemplate } from '../assembly';
import { present } from '../rule';
import { isHome } from './stages';

/** Days for which it is known who signed in. */
const KEPT = 400;

export const signInsKept = present({
  id: 'LG-08.SignInsKept',
  keeps: ['LG-08'],
  statement: 'Each use of a sign-in is delivered to a bucket that keeps it for 400 days.',
  types: ['AWS::Cognito::LogDeliveryConfiguration'],
  where: isHome,
  needs: `a delivery of the activity of users, at level INFO, to a bucket that keeps it for ${KEPT} days; use SignInLog`,
  is: ({ properties, stack }, assembly) => {
    const { LogConfigurations = [] } = properties as { LogConfigurations?: readonly Configuration[] };
    return LogConfigurations.some(({ EventSource, LogLevel, FirehoseConfiguration }) => {
      const stream = assembly.target(FirehoseConfiguration?.StreamArn, stack);
      const { BucketARN } = (stream?.properties.ExtendedS3DestinationConfiguration ?? {}) as { BucketARN?: unknown };
      return EventSource === 'userAuthEvents' && LogLevel === 'INFO' && keeps(textOf(BucketARN), stack);
    });
  },
});

interface Configuration {
  readonly EventSource?: string;
  readonly LogLevel?: string;
  readonly FirehoseConfiguration?: { readonly StreamArn?: unknown };
}

function keeps(arn: string, { resources }: StackTemplate): boolean {
  const bucket = [...resources.values()].find(
    ({ type, properties }) => type === 'AWS::S3::Bucket' && arn === `arn:aws:s3:::${textOf(properties.BucketName)}`,
  );
  const { Rules = [] } = (bucket?.properties.LifecycleConfiguration ?? {}) as {
    Rules?: readonly { readonly ExpirationInDays?: number }[];
  };
  return bucket !== undefined && Rules.every(({ ExpirationInDays: days }) => days === undefined || days >= KEPT);
}
