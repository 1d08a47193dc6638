import type { BackupRecord } from '../backup-record';
import type { CatalogueSite } from '../catalogue';

/**
 * - `planned`: in the config, not onboarded yet;
 * - `active`: onboarded; only these are backed up;
 * - `departed`: not in the config any more; still backed up, until a person has it retired or erased;
 * - `retired`: out of service, backups are kept;
 * - `erased`: data and keys are gone.
 */
export const SITE_STATES = ['planned', 'active', 'departed', 'retired', 'erased'] as const;
export type SiteState = (typeof SITE_STATES)[number];

export interface SiteRecord extends CatalogueSite {
  readonly id: string;
  readonly state: SiteState;
  /** ISO 8601 instant since which it is in this state. */
  readonly since: string;
  /** The newest complete backup. Absent before the first. */
  readonly newestBackup?: { readonly backup: string; readonly snapshotAt: string };
  /** The backup that was last found to be restorable, and when. */
  readonly newestProof?: { readonly backup: string; readonly at: string };
  /** The backup that was last found damaged, and when; a later proof of the same one outweighs it. */
  readonly newestDamage?: { readonly backup: string; readonly at: string };
  /** What the rotation holds back, as on-call was last told of it. Absent or empty while it holds back nothing. */
  readonly heldBack?: string;
}

/** What is written of a site that is described; the state only where it has none. */
export type SiteDescription = Pick<SiteRecord, keyof CatalogueSite | 'id' | 'state' | 'since'>;

export interface SiteBackup extends BackupRecord {
  readonly snapshotAt?: string;
  /** Bytes of the dump as stored. */
  readonly bytes?: number;
  /** Backup whose attachments belong to it; another one where this one might not copy them (D18). */
  readonly attachmentsOf?: string;
  /** Complete, but found not to be restorable since its last proof: it counts as none. */
  readonly damaged?: boolean;
}

/** One operation on one site: kept for good, as history of drills and as evidence. */
export interface OperationRecord {
  readonly operation: string;
  /** ISO 8601 instant at which it was planned. */
  readonly at: string;
  /** Execution that did it. */
  readonly execution: string;
  readonly outcome: 'done' | 'failed';
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly kind: string; readonly message: string };
  /** Recovery point objective as measured: seconds between the recovery point and the beginning of the restore. */
  readonly rpoSeconds?: number;
  /** Recovery time as measured, in seconds. */
  readonly rtoSeconds?: number;
}

/** Malware that was found in an attachment (IR-10). */
export interface MalwareRecord {
  /** SHA-256 of the attachment's key: its name may be personal. */
  readonly object: string;
  /** Version of the attachment. */
  readonly version: string;
  /** What it is called by whoever found it. */
  readonly threats: readonly string[];
  /** ISO 8601 instant. */
  readonly foundAt: string;
  /** Key of the evidence, in the bucket of the quarantine. */
  readonly quarantined: string;
}
