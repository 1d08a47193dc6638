import { Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import { ProtectedBucket } from '../encryption/protected-bucket';
import { declareRetention } from '../privacy/declared-retention';
import { malwareGate } from './malware-gate';

export interface AttachmentsBucketProps {
  readonly place: Place;
  /** Where the sites live whose attachments these are: the place itself, or the home region of a recovery region. */
  readonly home: Place;
  readonly logs: RegionalLogs;
}

/**
 * Files that the users of sites attach to their records, under `<site>/`. Nobody reads one that was not found clean,
 * but who keeps and who judges them (IR-10).
 */
export class AttachmentsBucket extends ProtectedBucket {
  constructor(scope: Construct, id: string, { place, home, logs }: AttachmentsBucketProps) {
    super(scope, id, {
      place,
      purpose: 'attachments',
      encryption: new CustomerManagedKey(scope, `${id}Key`, { description: 'Attachments of the sites' }),
      accessLogs: logs.accessLogs,
      lifecycleRules: [{ id: 'expire-orphaned-delete-markers', expiredObjectDeleteMarker: true }],
      notReplicatedBecause:
        'The site worker writes every site backup, attachments included, to the home and the recovery region under a key ' +
        'of that site; a replication rule has one key for all sites, so that erasing one site would not be possible.',
    });
    declareRetention(this, {
      because:
        'an attachment lives as long as its site, or until a user deletes it; deleted versions live 14 days more, and the ' +
        'erasure of a site deletes all of its versions (TN-20)',
    });
    for (const statement of malwareGate(this, place, home)) this.addToResourcePolicy(statement);
    Validations.of(this).acknowledge({
      id: 'Control-Tower::CT.S3.PR.9',
      reason:
        'Customers change and delete attachments themselves, and erasure on request must succeed (TN-20). What may not be ' +
        'changed is the site backups, whose bucket has Object Lock; here, versions outlive a deletion by 14 days.',
    });
  }
}
