import type { ScheduledRun, Slot } from './slots';

/** What is known of one site backup. */
export interface BackupRecord extends ScheduledRun {
  readonly id: string;
  /** Set when it was made and never changed, so that a change of options doesn't move backups between slots. */
  readonly slot: Slot;
  /** ISO 8601 instant. */
  readonly startedAt: string;
  /** `complete` once its manifest exists in both regions (D2, D19). */
  readonly state: 'complete' | 'incomplete';
  /** ISO 8601 instant at which it was last found to be restorable; absent if nobody has tried. */
  readonly verifiedAt?: string;
}

/**
 * Hours after its start for which an incomplete backup is taken to be under way. Far longer than any run lasts: what
 * is removed from under a run that ends after all would be missing from a backup that calls itself complete.
 */
export const MAY_RUN_HOURS = 48;

/** Whether work on the backup may still be under way; a start that lies in the future by somebody's clock counts too. */
export function mayStillRun({ state, startedAt }: Pick<BackupRecord, 'state' | 'startedAt'>, now: Date): boolean {
  return state === 'incomplete' && hoursSince(startedAt, now) < MAY_RUN_HOURS;
}

/** Throws at what is no instant: any comparison with it would be false, and a removal might hang on that. */
export function hoursSince(instant: string, now: Date): number {
  const hours = (now.getTime() - Date.parse(instant)) / 3_600_000;
  if (Number.isNaN(hours)) throw new Error(`no time span from '${instant}' to ${String(now)}`);
  return hours;
}
