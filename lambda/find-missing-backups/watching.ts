import { hoursSince } from '../shared/backup-record';
import type { SiteRecord } from '../shared/registry/records';

/** A day, and two hours for the backup to be made in. */
export const MISSING_AFTER_HOURS = 26;
/** With two backups a day: half a day, and the same two hours (BK-12). */
export const MISSING_AFTER_HOURS_TWICE_DAILY = 14;
/** A quarter: every site is proven restorable in each. */
export const UNPROVEN_AFTER_DAYS = 92;

export interface Findings {
  /** Ids of sites without a recent good backup. */
  readonly missing: readonly string[];
  /** Ids of sites whose backups nobody has restored for a quarter. */
  readonly unproven: readonly string[];
  /** How many sites are watched at all: a number that falls without a reason is a finding as well. */
  readonly watched: number;
}

/** Which production sites lack a backup or a proof, counted from when they came to be in their state if they have none. */
export function findMissing(sites: readonly SiteRecord[], now: Date): Findings {
  const watched = sites.filter(
    ({ kind, state }) => kind === 'production' && (state === 'active' || state === 'departed'),
  );
  const missing = watched.filter((site) => {
    const limit = site.job.backupTimes.length > 1 ? MISSING_AFTER_HOURS_TWICE_DAILY : MISSING_AFTER_HOURS;
    // The one before a damaged one is as old as the limit allows by the time that damage is found.
    return isDamaged(site) || hoursSince(site.newestBackup?.snapshotAt ?? site.since, now) > limit;
  });
  const unproven = watched.filter(
    ({ newestProof, since }) => hoursSince(newestProof?.at ?? since, now) > UNPROVEN_AFTER_DAYS * 24,
  );
  return { missing: missing.map(({ id }) => id), unproven: unproven.map(({ id }) => id), watched: watched.length };
}

/** Whether the newest backup is known not to be restorable. */
function isDamaged({ newestBackup, newestDamage, newestProof }: SiteRecord): boolean {
  if (newestDamage === undefined || newestDamage.backup !== newestBackup?.backup) return false;
  return newestProof?.backup !== newestDamage.backup || newestProof.at < newestDamage.at;
}
