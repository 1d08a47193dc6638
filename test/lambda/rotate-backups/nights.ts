import { rotate } from '../../../lambda/rotate-backups/rotation';
import type { RotationRequest } from '../../../lambda/rotate-backups/rotation';
import type { BackupRecord } from '../../../lambda/shared/backup-record';
import { keeps } from '../../../lib/config/schedule';
import { DATES, record } from './site-history';

export const NOW = new Date('2026-03-20T05:00:00Z');
export const STANDARD = keeps('production', []);

export const sunday = '2026-03-15';
export const monday = '2026-03-16';
export const tuesday = '2026-03-17';
export const wednesday = '2026-03-18';
export const thursday = '2026-03-19';
export const friday = '2026-03-20';

export const rotateThem = (backups: readonly BackupRecord[], rest: Partial<RotationRequest<BackupRecord>> = {}) => {
  const { kept, removed, heldBack } = rotate({ backups, keeps: STANDARD, now: NOW, ...rest });
  const because = (decisions: typeof kept) =>
    Object.fromEntries(decisions.map(({ backup, because }) => [backup.id, because]));
  return {
    kept: because(kept),
    removed: because(removed),
    heldBack: heldBack.map(({ surplus, backups: held, because: reason }) => [
      surplus,
      held.map(({ id }) => id),
      reason,
    ]),
  };
};

export const night = (localDate: string, rest: Partial<BackupRecord> = {}) => record(localDate, 'night', rest);
export const broken = (localDate: string, rest: Partial<BackupRecord> = {}) =>
  night(localDate, { state: 'incomplete', ...rest });
export const nights = (from: string, to: string) =>
  DATES.slice(DATES.indexOf(from), DATES.indexOf(to) + 1).map((date) => night(date));
export const firsts = (count: number) =>
  DATES.filter((date) => date.endsWith('-01') && date <= friday)
    .slice(-count)
    .map((date) => night(date, { slot: 'monthly' }));
export const newYears = (...years: number[]) => years.map((year) => night(`${year}-01-01`, { slot: 'yearly' }));
