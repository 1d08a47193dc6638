import type * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { PlatformNotice } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';

interface Tampering {
  readonly id: string;
  readonly runbook: string;
  readonly meaning: string;
  /** Service whose API is called, such as `cloudtrail`. */
  readonly service: string;
  readonly calls: readonly string[];
}

const REGION_WIDE: readonly Tampering[] = [
  {
    id: 'Trail',
    runbook: 'trail-tampering',
    meaning: 'Somebody stopped, deleted or changed a CloudTrail trail.',
    service: 'cloudtrail',
    calls: ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors', 'PutInsightSelectors'],
  },
  {
    id: 'Keys',
    runbook: 'key-deletion',
    meaning: 'Somebody scheduled the deletion of a KMS key, or disabled one.',
    service: 'kms',
    calls: ['ScheduleKeyDeletion', 'DisableKey', 'DisableKeyRotation', 'DeleteImportedKeyMaterial'],
  },
  {
    id: 'LogGroups',
    runbook: 'logs-deleted',
    meaning: 'Somebody deleted a log group or stream, or took its key away.',
    service: 'logs',
    calls: ['DeleteLogGroup', 'DeleteLogStream', 'DisassociateKmsKey'],
  },
];

const ON_ARCHIVE: Tampering = {
  id: 'Archive',
  runbook: 'archive-changed',
  meaning: 'Somebody changed the policy, lock, lifecycle or encryption of the archive of records.',
  service: 's3',
  calls: [
    'DeleteBucket',
    'DeleteBucketEncryption',
    'DeleteBucketLifecycle',
    'DeleteBucketPolicy',
    'PutBucketAcl',
    'PutBucketEncryption',
    'PutBucketLifecycle',
    'PutBucketObjectLockConfiguration',
    'PutBucketPolicy',
    'PutBucketVersioning',
  ],
};

/** What the notices listen for: calls on trails, keys and log groups, and on the settings of these archives. */
export function tamperPatterns(archives: readonly string[]): events.EventPattern[] {
  return [...REGION_WIDE.map((tampering) => patternOf(tampering)), archivePattern(archives)];
}

function archivePattern(archives: readonly string[]): events.EventPattern {
  return patternOf(ON_ARCHIVE, { requestParameters: { bucketName: [...archives] } });
}

function patternOf({ service, calls }: Tampering, more: Record<string, unknown> = {}): events.EventPattern {
  return {
    source: [`aws.${service}`],
    detailType: ['AWS API Call via CloudTrail'],
    detail: { eventSource: [`${service}.amazonaws.com`], eventName: [...calls], ...more },
  };
}

export interface TamperNoticesProps {
  readonly onCall: OnCall;
  /** Name of the archive whose settings nobody should touch. */
  readonly archive: string;
  /** Whether it also watches trails, keys and log groups; once in each region. @default true */
  readonly regionWide?: boolean;
}

/** Tells on-call within minutes when somebody works on the records of what people do (LG-02). */
export class TamperNotices extends Construct {
  constructor(scope: Construct, id: string, { onCall, archive, regionWide = true }: TamperNoticesProps) {
    super(scope, id);
    const watch = ({ id: name, runbook, meaning }: Tampering, eventPattern: events.EventPattern) =>
      new PlatformNotice(this, name, { onCall, runbook, meaning, eventPattern });
    if (regionWide) for (const tampering of REGION_WIDE) watch(tampering, patternOf(tampering));
    watch(ON_ARCHIVE, archivePattern([archive]));
  }
}
