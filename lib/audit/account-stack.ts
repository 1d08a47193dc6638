import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { PlatformConfig } from '../config/platform-schema';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import type { LockMode } from '../encryption/lock-mode';
import type { OnCall } from '../monitoring/on-call';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { AccessLogBucket } from './access-log-bucket';
import { AppliedSettings } from './applied-settings';
import { ArchiveBucket } from './archive-bucket';
import { CIS_ALARMS } from './cis-alarms';
import { MANAGEMENT_EVENTS } from './data-events';
import { DeliveryAlarms } from './delivery-alarms';
import { PlatformTrail } from './platform-trail';
import type { RegionalLogs } from './regional-logs';
import { StaffRoles } from './staff-roles';
import { TamperNotices } from './tamper-notices';
import { TrailAlarms } from './trail-alarms';
import { WAY_IN_CHANGED } from './way-in-changed';
import type { WatchedEvents } from './trail-alarms';

export interface AccountStackProps extends PlatformStackProps {
  readonly onCall: OnCall;
  /** Lock of the archive. */
  readonly lock: LockMode;
  readonly staff: PlatformConfig['staff'];
  /** All regions of the environment, recovery regions included. */
  readonly regions: readonly string[];
  /** Whether its region has no audit stack, so that what that watches is watched from here. @default false */
  readonly alone?: boolean;
}

/**
 * What an account has once: the trail of all that is done to it in any region (LG-02, LG-04), alarms on it, its
 * settings, and the roles of staff (ID-07, ID-08). Stands in the environment's main region.
 */
export class AccountStack extends PlatformStack {
  /** For what has no region of its own to log to. Neither adds anything to this stack. */
  public readonly logs: Pick<RegionalLogs, 'key' | 'accessLogs'>;

  constructor(scope: Construct, id: string, props: AccountStackProps) {
    super(scope, id, props);
    const { place, onCall, lock, staff, regions, alone = false } = props;
    const key = new CustomerManagedKey(this, 'Key', { description: 'Records of what is done to the account' });
    key.allowLogs();
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', { place, purpose: 'account-logs' }).byName;
    this.logs = { key: kms.Key.fromKeyArn(this, 'KeyByArn', key.keyArn), accessLogs };
    const archive = new ArchiveBucket(this, 'Archive', { place, purpose: 'account-archive', key, accessLogs, lock });
    const trail = new PlatformTrail(this, 'Trail', {
      place,
      scope: 'account',
      archive,
      key,
      selectors: MANAGEMENT_EVENTS,
    });
    new DeliveryAlarms(this, 'DeliveryAlarms', { archive, onCall });
    // Trails, keys and log groups of the region are watched by its audit stack, where it has one.
    new TamperNotices(this, 'TamperNotices', { onCall, archive: archive.bucketName, regionWide: alone });

    const roles = new StaffRoles(this, 'Staff', { place, staff, regions });
    new TrailAlarms(this, 'TrailAlarms', {
      logGroup: trail.logGroup,
      metricNamespace: `${place.platform}/${place.environment}/account`,
      watched: [...CIS_ALARMS, WAY_IN_CHANGED, ...roles.breakGlassRoles.map(breakGlassUse)],
      onCall,
    });
    new AppliedSettings(this, 'Settings', {
      place,
      logs: { key },
      onCall,
      settings: {
        scope: 'account',
        account: place.account,
        passwordPolicy: { minimumLength: 14, maximumAgeDays: 90, remembered: 24 },
      },
    });
  }
}

/** Signing in happens in whatever region the identity provider sends to, so the trail of all regions is asked. */
function breakGlassUse(roleName: string): WatchedEvents {
  return {
    id: `Taken-${roleName}`,
    runbook: 'break-glass-used',
    meaning: `Somebody took, or tried to take, the emergency role ${roleName}.`,
    pattern: `{ ($.eventName = "AssumeRole*") && ($.requestParameters.roleArn = "*:role/${roleName}") }`,
  };
}
