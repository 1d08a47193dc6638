/**
 * When whole servers are backed up, and for how long: the numbers behind vaults, plans, reports and alarms.
 *
 * These are AWS Backup's recovery points of whole database servers, beside the backups of single sites (D3), so they
 * are kept by age. Each slot is a plan of its own: AWS Backup merges rules of one plan whose start windows overlap,
 * and the longer-lived recovery point would be lost. Across plans, two jobs for one server at a time don't merge,
 * but the second fails while the first runs. So no two slots of a server may be at work at once:
 * - daily and weekly share 04:00, on different weekdays;
 * - monthly runs on the 1st, whatever its weekday, at 06:00: by then the 04:00 job has ended or has been ended by
 *   its completion window. Neither time falls into a change of clocks in any zone in use, so it holds all year (D4).
 */
export const SLOT_NAMES = ['daily', 'weekly', 'monthly'] as const;
export type ServerSlot = (typeof SLOT_NAMES)[number];

/** ISO weekday: 1 is Monday, 7 is Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export interface SlotRule {
  readonly slot: ServerSlot;
  readonly days: { readonly weekdays: readonly Weekday[] } | { readonly dayOfMonth: number };
  /** Local hour at which the start window opens. */
  readonly hour: number;
  /** Age in days at which recovery points are deleted, in both regions. */
  readonly keepForDays: number;
  /** The longest pause between two runs, in days. */
  readonly atLeastEveryDays: number;
}

export const SERVER_SLOTS: Readonly<Record<ServerSlot, SlotRule>> = {
  /** BK-01, BK-04, BK-22, BK-23. Saturday's is the weekly one, hence two days from Friday to Sunday. */
  daily: { slot: 'daily', days: { weekdays: [7, 1, 2, 3, 4, 5] }, hour: 4, keepForDays: 7, atLeastEveryDays: 2 },
  /** BK-05: five weeks, so that four are there even while this week's is late. */
  weekly: { slot: 'weekly', days: { weekdays: [6] }, hour: 4, keepForDays: 35, atLeastEveryDays: 7 },
  /** BK-06: two monthlies are always there from 62 days on; more would outlast the erasure of a site (D9). */
  monthly: { slot: 'monthly', days: { dayOfMonth: 1 }, hour: 6, keepForDays: 62, atLeastEveryDays: 31 },
};

/** A job starts at a random moment of this window; the least that AWS Backup takes. */
export const START_WINDOW_MINUTES = 60;

/**
 * A job is ended this long after its start window opens: before the next slot's opens. Enough for a snapshot of
 * one day's changes; RDS takes the first, full one by itself when it makes the server.
 */
export const COMPLETION_WINDOW_MINUTES = 120;

/** Every recovery point and copy must live within these; a job with any other lifecycle fails. */
export const VAULT_LOCK = {
  minRetentionDays: SERVER_SLOTS.daily.keepForDays,
  maxRetentionDays: SERVER_SLOTS.monthly.keepForDays,
  /** After these days nobody can loosen a compliance lock; the least that AWS Backup allows. */
  changeableForDays: 3,
} as const;
export type VaultLock = Pick<typeof VAULT_LOCK, 'minRetentionDays' | 'maxRetentionDays'>;

/** Tables, buckets and volumes that carry this tag are backed up every night of their region's time zone. */
export const BACKUP_TAG = { key: 'cordon:backup', value: 'daily' } as const;
/** Tag of plans and recovery points with their slot. */
export const SLOT_TAG = 'cordon:slot';

export const TAGGED_RESOURCES = {
  hour: 4,
  keepForDays: 35,
  /** A first backup of a large bucket may take nearly the day; it must end before the next begins. */
  completionWindowMinutes: 23 * 60,
} as const;

/**
 * Hours without a completed job after which somebody is told. A job may end right at the opening of its window one
 * night and at the close of its completion window in the next, an hour later when clocks go back; one hour more since
 * CloudWatch counts whole hours. Copies begin after the backup and cross regions.
 */
export const MISSING_AFTER_HOURS = {
  backup: 24 + COMPLETION_WINDOW_MINUTES / 60 + 1 + 1,
  copy: 24 + COMPLETION_WINDOW_MINUTES / 60 + 1 + 1 + 4,
} as const;

/** Recovery time objective: one working day (DR-01). */
export const RECOVERY_TIME_HOURS = 8;

/** Days a site backup can't be deleted by anyone (D17). */
export const SITE_BACKUP_LOCK_DAYS = 5;
/** Days a deleted or overwritten site backup can still be brought back (D17). */
export const SITE_BACKUP_UNDELETE_DAYS = 14;
