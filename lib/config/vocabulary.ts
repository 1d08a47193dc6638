/** The words of the config that the rest of the platform repeats: kinds, packages, options. */

/** What an environment is for; each is kept apart from the others by account and VPC (TN-07). */
export const SITE_KINDS = ['production', 'test', 'training', 'development'] as const;
export type SiteKind = (typeof SITE_KINDS)[number];

/** Data packages (TN-08). The figure is the package's size limit in GB (1 GB = 1 000 000 000 bytes). */
export const DATA_PACKAGES = { '1gb': 1, '5gb': 5, '20gb': 20, custom: undefined } as const;
export type DataPackage = keyof typeof DATA_PACKAGES;

/** Options that a customer can order for a production site, each with the promise that it buys. */
export const SITE_OPTIONS = {
  'twice-daily': 'BK-12: a second backup at 16:00 local time',
  'database-replication': 'BK-13: a read replica of its database server in the recovery region',
  'daily-attachments-to-5gb': 'BK-14: attachments in every backup up to 5 GB',
  'daily-attachments': 'BK-15: attachments in every backup, whatever their size',
  'monthly-for-a-year': 'BK-16: twelve monthly backups instead of two',
  'yearly-for-seven-years': 'BK-17: the backup of 1 January kept for seven years',
  'dedicated-server': 'TN-17: a database server of its own',
  'training-site': 'TN-15: a training site, refreshed every night',
  'test-site': 'TN-14: a test site, refreshed at every release',
  'development-site': 'TN-16: a development site with the latest code',
} as const;
export type SiteOption = keyof typeof SITE_OPTIONS;

/** The option that creates each kind of companion site of a production site. */
export const COMPANION_OPTIONS: Readonly<Record<Exclude<SiteKind, 'production'>, SiteOption>> = {
  test: 'test-site',
  training: 'training-site',
  development: 'development-site',
};
