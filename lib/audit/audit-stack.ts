import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import { ProtectedBucket } from '../encryption/protected-bucket';
import type { LockMode } from '../encryption/lock-mode';
import { LogHub } from '../monitoring/log-hub';
import type { OnCall } from '../monitoring/on-call';
import { PlatformStack } from '../platform/platform-stack';
import { AccessReport } from '../privacy/access-report';
import type { PlatformStackProps } from '../platform/platform-stack';
import { AccessLogBucket } from './access-log-bucket';
import { ARCHIVE_RETENTION, ArchiveBucket } from './archive-bucket';
import { dataEvents } from './data-events';
import { DeliveryAlarms } from './delivery-alarms';
import { acknowledgeUnlocked, allowLoadBalancerLogs, allowVendedLogs } from './log-delivery';
import { PlatformTrail } from './platform-trail';
import type { RegionalLogs } from './regional-logs';
import { TamperNotices } from './tamper-notices';

export interface AuditStackProps extends PlatformStackProps {
  readonly onCall: OnCall;
  /** Lock of the archive. */
  readonly lock: LockMode;
  /** Whether third parties are sent any logs of the region. @default false */
  readonly ships?: boolean;
}

/**
 * Where a region's logs go, and the trail of its data events (LG-02, LG-05, LG-06). Records of a region never leave it,
 * which keeps them inside every residency that it belongs to; the account's own trail is in the account stack.
 */
export class AuditStack extends PlatformStack {
  /** None of its members adds anything to this stack. */
  public readonly logs: RegionalLogs;

  constructor(scope: Construct, id: string, props: AuditStackProps) {
    super(scope, id, props);
    const { place, onCall, lock, ships = false } = props;
    const key = new CustomerManagedKey(this, 'Key', { description: 'Log groups and the archive of records' });
    key.allowLogs();
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', { place, purpose: 'access-logs' }).byName;

    const loadBalancerLogs = new ProtectedBucket(this, 'LoadBalancerLogs', {
      place,
      purpose: 'lb-logs',
      encryption: 's3-managed',
      accessLogs,
      lifecycleRules: [{ id: 'expire-after-retention', expiration: ARCHIVE_RETENTION }],
      notReplicatedBecause:
        'Requests of visitors are recorded in the region of the site and stay inside its residency.',
    });
    acknowledgeUnlocked(loadBalancerLogs);
    allowLoadBalancerLogs(place, loadBalancerLogs);

    const archive = new ArchiveBucket(this, 'Archive', { place, purpose: 'archive', key, accessLogs, lock });
    allowVendedLogs(place, archive, key);
    const { logGroup } = new PlatformTrail(this, 'DataEvents', {
      place,
      scope: 'data-events',
      archive,
      key,
      selectors: dataEvents(place),
    });
    new AccessReport(this, 'AccessReport', { place, dataEvents: logGroup });

    new DeliveryAlarms(this, 'DeliveryAlarms', { archive, onCall });
    new TamperNotices(this, 'TamperNotices', { onCall, archive: archive.bucketName });

    const keyByArn = kms.Key.fromKeyArn(this, 'KeyByArn', key.keyArn);
    const shipped = ships ? new LogHub(this, 'Shipped', { place, key, onCall }).shipped : undefined;
    this.logs = {
      key: keyByArn,
      accessLogs,
      loadBalancerLogs: s3.Bucket.fromBucketName(this, 'LoadBalancerLogsByName', loadBalancerLogs.bucketName),
      archive: s3.Bucket.fromBucketAttributes(this, 'ArchiveByName', {
        bucketName: archive.bucketName,
        encryptionKey: keyByArn,
      }),
      shipped,
    };
  }
}
