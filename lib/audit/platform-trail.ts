import { RemovalPolicy } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Place } from '../config/platform';
import type { CustomerManagedKey } from '../encryption/customer-managed-key';
import { trailName } from '../platform/names';
import type { ArchiveBucket } from './archive-bucket';
import { PlatformLogGroup } from './platform-log-group';

export interface PlatformTrailProps {
  readonly place: Place;
  /** `account`: management events of every region. `data-events`: what `selectors` choose, in this region. */
  readonly scope: 'account' | 'data-events';
  readonly archive: ArchiveBucket;
  /** Encrypts the files and the log group; must allow CloudWatch Logs. */
  readonly key: CustomerManagedKey;
  readonly selectors: cloudtrail.CfnTrail.AdvancedEventSelectorProperty[];
}

/** A trail whose files are signed, encrypted and tamper-proof, and whose events are searchable at once (LG-02, LG-04). */
export class PlatformTrail extends Construct {
  public readonly logGroup: PlatformLogGroup;

  constructor(parent: Construct, id: string, { place, scope, archive, key, selectors }: PlatformTrailProps) {
    super(parent, id);
    const name = trailName(place, scope);
    const fromTrail = {
      StringEquals: { 'aws:SourceArn': `arn:aws:cloudtrail:${place.region}:${place.account}:trail/${name}` },
    };
    key.allow({ service: 'cloudtrail.amazonaws.com', conditions: fromTrail });
    allowTrail(place, archive, fromTrail);

    this.logGroup = new PlatformLogGroup(this, 'Logs', { key });
    const role = new iam.Role(this, 'LogsRole', {
      description: 'CloudTrail writes its log group',
      assumedBy: new iam.ServicePrincipal('cloudtrail.amazonaws.com', { conditions: fromTrail }),
    });
    this.logGroup.grantWrite(role);

    const everywhere = scope === 'account';
    const trail = new cloudtrail.CfnTrail(this, 'Trail', {
      trailName: name,
      isLogging: true,
      isMultiRegionTrail: everywhere,
      includeGlobalServiceEvents: everywhere,
      enableLogFileValidation: true,
      kmsKeyId: key.keyArn,
      s3BucketName: archive.bucketName,
      s3KeyPrefix: PREFIX,
      cloudWatchLogsLogGroupArn: this.logGroup.logGroupArn,
      cloudWatchLogsRoleArn: role.roleArn,
      advancedEventSelectors: selectors,
    });
    // A trail that leaves the template goes on recording.
    trail.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    // CloudTrail tries all three when the trail is made.
    trail.node.addDependency(role, archive, key);
  }
}

const PREFIX = 'cloudtrail';

function allowTrail(place: Place, archive: ArchiveBucket, fromTrail: { StringEquals: Record<string, string> }): void {
  const principals = [new iam.ServicePrincipal('cloudtrail.amazonaws.com')];
  archive.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'TrailCheck',
      principals,
      actions: ['s3:GetBucketAcl'],
      resources: [archive.bucketArn],
      conditions: fromTrail,
    }),
  );
  archive.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'Trail',
      principals,
      actions: ['s3:PutObject'],
      resources: [archive.arnForObjects(`${PREFIX}/AWSLogs/${place.account}/*`)],
      conditions: { StringEquals: { ...fromTrail.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' } },
    }),
  );
}
