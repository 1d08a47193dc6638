import { Validations } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import { ProtectedBucket } from '../encryption/protected-bucket';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { CredentialRotation } from './credential-rotation';
import { DatabaseSettings } from './database-settings';

export interface DataFoundationStackProps extends PlatformStackProps {
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/** What the data stacks of a region build on. */
export interface DataFoundation {
  readonly databases: DatabaseSettings;
  readonly rotation: CredentialRotation;
  /** Files that the users of sites attach to their records, under `sites/<site>/`. */
  readonly attachments: s3.IBucket;
}

/** What the database servers of a home region share, and the attachments of its sites. */
export class DataFoundationStack extends PlatformStack {
  public readonly foundation: DataFoundation;

  constructor(scope: Construct, id: string, props: DataFoundationStackProps) {
    super(scope, id, { ...props, holdsData: true });
    this.foundation = {
      databases: new DatabaseSettings(this, 'Databases', props),
      rotation: new CredentialRotation(this, 'Rotation', props),
      attachments: this.addAttachments(props),
    };
  }

  private addAttachments({ place, logs }: DataFoundationStackProps): s3.IBucket {
    const bucket = new ProtectedBucket(this, 'Attachments', {
      place,
      purpose: 'attachments',
      encryption: new CustomerManagedKey(this, 'AttachmentsKey', { description: 'Attachments of the sites' }),
      accessLogs: logs.accessLogs,
      lifecycleRules: [{ id: 'expire-orphaned-delete-markers', expiredObjectDeleteMarker: true }],
      notReplicatedBecause:
        'The site worker writes every site backup, attachments included, to the home and the recovery region under a key ' +
        'of that site; a replication rule has one key for all sites, so that erasing one site would not be possible.',
    });
    Validations.of(bucket).acknowledge({
      id: 'Control-Tower::CT.S3.PR.9',
      reason:
        'Customers change and delete attachments themselves, and erasure on request must succeed (TN-20). What may not be ' +
        'changed is the site backups, whose bucket has Object Lock; here, versions outlive a deletion by 14 days.',
    });
    return bucket;
  }
}
