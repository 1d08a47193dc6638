import type { Keeps } from '../../lambda/shared/slots';
import type { PlatformConfig } from './platform-schema';
import type { DataPackage, SiteKind, SiteOption } from './vocabulary';

/** The resolved config: every fact that a stack or an operation needs, none left to look up. */
export interface Platform {
  /** Prefix of physical names. */
  readonly name: string;
  readonly config: PlatformConfig;
  readonly environments: readonly Environment[];
  /** Host name of the site that ZAP scans before each release (IR-06). */
  readonly scannedHost: string;
}

export interface Environment {
  readonly name: string;
  readonly account: string;
  readonly mainRegion: string;
  readonly config: PlatformConfig['environments'][string];
  readonly regions: readonly HomeRegion[];
}

/** Where a stack stands. */
export interface Place {
  /** Prefix of physical names. */
  readonly platform: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** Three availability zones by name. */
  readonly zones: readonly string[];
}

export interface HomeRegion extends Place {
  readonly cidr: string;
  readonly timeZone: string;
  readonly domain: string;
  readonly hostedZoneId: string;
  /** Absent only where an environment hosts no production site, or by exception. */
  readonly recovery?: RecoveryRegion;
  readonly servers: readonly DatabaseServer[];
  readonly sites: readonly Site[];
  /** Hosts of third parties that servers here may talk to. */
  readonly egressHosts: readonly string[];
  /** Our own host of the sign-in page. Absent where the page is at one of Amazon's. */
  readonly signInHost?: string;
}

export interface RecoveryRegion extends Place {
  readonly cidr: string;
  /** The home region that recovers here. */
  readonly home: string;
  /** `active` once the sites of the home region run here; at rest otherwise. */
  readonly state: 'standby' | 'active';
  readonly egressHosts: readonly string[];
}

/** An RDS PostgreSQL instance (D10). */
export interface DatabaseServer {
  /** `shared-1`, or `dedicated-<site>`. */
  readonly id: string;
  /** What its RDS instance is called by, where a replica has its id already. @default - by its id */
  readonly instance?: string;
  readonly kind: 'shared' | 'dedicated';
  /** Id of the data stack that holds it, such as `data-1`; never changes. */
  readonly stack: string;
  readonly sites: readonly Site[];
  /** Time zone of its server recovery points: that of the first site placed on it. */
  readonly timeZone: string;
  readonly instanceType: string;
  readonly storageGb: number;
  readonly maxStorageGb: number;
  /** Whether a site on it ordered database replication (BK-13). */
  readonly replicated: boolean;
  /** RDS's own backup window, UTC `hh:mm-hh:mm`, an hour or more from every AWS Backup window (D4). */
  readonly backupWindow: string;
  /** Weekly maintenance, UTC `ddd:hh:mm-ddd:hh:mm`, apart from both. */
  readonly maintenanceWindow: string;
}

export interface Site {
  readonly id: string;
  readonly kind: SiteKind;
  /** The production site that this one belongs to; its own id for a production site. */
  readonly productionSite: string;
  readonly customer: string;
  readonly name: string;
  readonly hostName: string;
  readonly timeZone: string;
  readonly environment: string;
  readonly region: string;
  readonly recoveryRegion?: string;
  readonly residency: string;
  readonly package: DataPackage;
  /** Size limit in GB. */
  readonly sizeGb: number;
  readonly options: readonly SiteOption[];
  /** Whether personal data is masked in its copies before it leaves production (D20). */
  readonly maskCopies: boolean;
  /** Who at the customer is told of a data breach; also where another site of the customer has the address. */
  readonly noticeContact?: string;
  /** Turn in which it is restored after the loss of its region, 1 first; after all others where it has none (DR-05). */
  readonly recoveryPriority?: number;
  readonly legalHold?: { readonly since: string; readonly reason: string };
  /** Id of its database server. */
  readonly server: string;
  /** How many complete backups each slot keeps; empty for a site that is not in production. */
  readonly keeps: Keeps;
  /** Local times of its backups, `hh:mm`. */
  readonly backupTimes: readonly string[];
  /** Attachments above this size, in bytes, are in Saturday's backups only; null: no limit (D6). */
  readonly dailyAttachmentsLimit: number | null;
}
