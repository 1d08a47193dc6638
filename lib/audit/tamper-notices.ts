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
    const watch = (tampering: Tampering, more: Record<string, unknown> = {}) =>
      new PlatformNotice(this, tampering.id, {
        onCall,
        runbook: tampering.runbook,
        meaning: tampering.meaning,
        eventPattern: {
          source: [`aws.${tampering.service}`],
          detailType: ['AWS API Call via CloudTrail'],
          detail: {
            eventSource: [`${tampering.service}.amazonaws.com`],
            eventName: [...tampering.calls],
            ...more,
          },
        },
      });
    if (regionWide) for (const tampering of REGION_WIDE) watch(tampering);
    watch(ON_ARCHIVE, { requestParameters: { bucketName: [archive] } });
  }
}
