import { textOf } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

interface LifecycleRule {
  readonly Status?: string;
  readonly ExpirationInDays?: number;
  readonly TagFilters?: readonly { readonly Key?: string; readonly Value?: string }[];
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays?: number };
  readonly Transitions?: readonly { readonly StorageClass?: string }[];
}

export const siteBackupsKept: Rule = {
  id: 'BK-11.SiteBackupsKept',
  keeps: ['BK-11', 'BK-16', 'BK-17', 'BK-18'],
  statement:
    'A bucket of site backups is locked against overwriting, keeps what was deleted for two weeks, and never lets a backup go by its age.',
  types: ['AWS::S3::Bucket'],
  judge({ properties }) {
    if (!textOf(properties.BucketName).includes('-site-backups-')) return undefined;
    const {
      ObjectLockConfiguration: lock,
      VersioningConfiguration: versioning,
      LifecycleConfiguration: lifecycle,
    } = properties as {
      ObjectLockConfiguration?: { Rule?: { DefaultRetention?: { Days?: number } } };
      VersioningConfiguration?: { Status?: string };
      LifecycleConfiguration?: { Rules?: readonly LifecycleRule[] };
    };
    const rules = lifecycle?.Rules ?? [];
    const days = lock?.Rule?.DefaultRetention?.Days ?? 0;
    const deleted = Math.max(0, ...rules.map((rule) => rule.NoncurrentVersionExpiration?.NoncurrentDays ?? 0));
    const yearly = rules.find(({ TagFilters = [] }) => TagFilters.some(({ Value }) => Value === 'yearly'));
    return verdict({
      'ObjectLockConfiguration.Rule.DefaultRetention.Days': days >= 5 ? undefined : `is ${days}; it takes 5 (D17)`,
      'VersioningConfiguration.Status': versioning?.Status === 'Enabled' ? undefined : 'is not Enabled',
      'LifecycleConfiguration.Rules': rules.some(({ ExpirationInDays }) => ExpirationInDays !== undefined)
        ? 'lets backups go by age; only the rotation removes them, by count (D2)'
        : undefined,
      'LifecycleConfiguration.Rules.NoncurrentVersionExpiration':
        deleted >= 14 ? undefined : `keeps what was deleted for ${deleted} days; it takes 14 (D17)`,
      'LifecycleConfiguration.Rules.yearly':
        yearly?.Transitions?.[0]?.StorageClass === 'GLACIER_IR'
          ? undefined
          : 'does not move yearly backups to an archive that is read at once',
    });
  },
};
