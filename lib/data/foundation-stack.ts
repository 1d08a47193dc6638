import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { AttachmentsBucket } from './attachments-bucket';
import { CredentialRotation } from './credential-rotation';
import { DatabaseSettings } from './database-settings';

export interface DataFoundationStackProps extends PlatformStackProps {
  /** Where attachments are already, in a recovery region that is active. @default - in a bucket of this stack */
  readonly attachments?: AttachmentsBucket;
  /** What database servers of the region have in common already, with replicas that are there. @default - made here */
  readonly databases?: DatabaseSettings;
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/** What the data stacks of a region build on. */
export interface DataFoundation {
  readonly databases: DatabaseSettings;
  readonly rotation: CredentialRotation;
  /** Files that the users of sites attach to their records, under `sites/<site>/`. */
  readonly attachments: AttachmentsBucket;
}

/** What the database servers of a home region share, and the attachments of its sites. */
export class DataFoundationStack extends PlatformStack {
  public readonly foundation: DataFoundation;

  constructor(scope: Construct, id: string, props: DataFoundationStackProps) {
    super(scope, id, { ...props, holdsData: true });
    this.foundation = {
      databases: props.databases ?? new DatabaseSettings(this, 'Databases', props),
      rotation: new CredentialRotation(this, 'Rotation', props),
      attachments: props.attachments ?? new AttachmentsBucket(this, 'Attachments', { ...props, home: props.place }),
    };
  }
}
