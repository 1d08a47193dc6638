import type { CatalogueServer } from '../../../lambda/shared/catalogue';
import type { JobCopy, JobSite } from '../../../lambda/shared/job';
import type { SiteRecord } from '../../../lambda/shared/registry/records';
import type { JobCommon } from '../../../lambda/shared/step';

export const HOME = 'eu-central-1';
export const RECOVERY = 'eu-west-1';
export const BUCKET = 'cordon-operations';

const place = (region: string) => ({ region, siteBackups: `backups-${region}`, attachments: `attachments-${region}` });
const residency = { name: 'european-union', regions: [HOME, RECOVERY] };

export const COMMON: JobCommon = {
  platform: 'cordon',
  environment: 'production',
  home: place(HOME),
  recovery: place(RECOVERY),
  exports: 'exports-eu-central-1',
};

export function serverRecord(id: string): CatalogueServer {
  return { id, secret: `cordon/production/server/${id}` };
}

export type SiteChanges = Partial<Omit<SiteRecord, 'job' | 'id'>> & { readonly job?: Partial<JobSite> };

/** An active production site with one backup a day, one of which is there. */
export function siteRecord(id: string, { job, ...changes }: SiteChanges = {}): SiteRecord {
  return {
    id,
    kind: 'production',
    state: 'active',
    since: '2025-01-01T00:00:00.000Z',
    server: 'shared-1',
    refresh: {},
    newestBackup: { backup: '2026-03-06-1-night', snapshotAt: '2026-03-06T03:01:00.000Z' },
    ...changes,
    job: {
      id,
      timeZone: 'Europe/Berlin',
      backupTimes: ['04:00'],
      keeps: { daily: 6, weekly: 4, monthly: 2 },
      dailyAttachmentsLimit: 1e9,
      residency,
      applicationVersion: '7.4.1',
      copies: [],
      record: { name: `The ${id} winery` },
      ...job,
    },
  };
}

export function copyOf(id: string): JobCopy {
  const environment = 'training';
  return {
    site: id,
    platform: 'cordon',
    environment,
    account: '444455556666',
    residency,
    home: place(HOME),
    masks: [],
  };
}
