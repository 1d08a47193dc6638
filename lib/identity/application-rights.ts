import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as cloudwatchLogs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { allow } from '../platform/allow';

export interface ApplicationRightsProps {
  /** Role of the servers that the application runs on. */
  readonly servers: iam.IRole;
  /** Log groups that it adds its records to. */
  readonly records: readonly cloudwatchLogs.ILogGroup[];
  /** Functions that it calls. */
  readonly calls: readonly lambda.IFunction[];
}

/** What the application may do with users, keys and records: ask for it, and add to a log; nothing by itself. */
export class ApplicationRights extends iam.ManagedPolicy {
  constructor(scope: Construct, id: string, { servers, records, calls }: ApplicationRightsProps) {
    super(scope, id, {
      description: 'What the hosted application may do with users, keys and records',
      roles: [servers],
      statements: [
        // Without a right to delete, to shorten how long it is kept, or to see what is masked.
        allow(
          ['logs:CreateLogStream', 'logs:PutLogEvents'],
          records.map(({ logGroupArn }) => logGroupArn),
        ),
        allow(
          ['lambda:InvokeFunction'],
          calls.map(({ functionArn }) => functionArn),
        ),
      ],
    });
  }
}
