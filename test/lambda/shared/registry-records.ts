import type { SiteBackup, SiteRecord } from '../../../lambda/shared/registry/records';

export const PLANNED = '2026-03-01T00:00:00.000Z';
export const SUNDAY = '2026-03-08-1-night';
export const MONDAY = '2026-03-09-1-night';

/** A site that the config describes for the first time. */
export function site(id: string, timeZone = 'Europe/Berlin', server = 'shared-1'): SiteRecord {
  return {
    id,
    kind: 'production',
    server,
    refresh: { [`${id}-training`]: 'nightly' },
    job: {
      id,
      timeZone,
      backupTimes: ['04:00'],
      keeps: { daily: 6 },
      dailyAttachmentsLimit: null,
      residency: { name: 'european-union', regions: ['eu-central-1'] },
      applicationVersion: '7.4.1',
      copies: [],
      record: { name: id },
    },
    state: 'planned',
    since: PLANNED,
  };
}

/** A complete backup of a night. */
export function backup(id: string, changes: Partial<SiteBackup> = {}): SiteBackup {
  const localDate = id.slice(0, 10);
  const startedAt = `${localDate}T03:00:00.000Z`;
  return {
    id,
    localDate,
    run: 'night',
    slot: 'daily',
    startedAt,
    state: 'complete',
    snapshotAt: startedAt,
    ...changes,
  };
}

export function ids(of: readonly { readonly id: string }[]): string[] {
  return of.map(({ id }) => id);
}
