import type { Site } from './platform';
import type { SiteKind, SiteOption } from './vocabulary';

type Options = readonly SiteOption[];

/** Complete backups that each slot keeps (BK-04, BK-05, BK-06); none outside production, which is refreshed from it. */
export function keeps(kind: SiteKind, options: Options): Site['keeps'] {
  if (kind !== 'production') return {};
  return {
    ...(options.includes('yearly-for-seven-years') && { yearly: 7 }), // BK-17
    monthly: options.includes('monthly-for-a-year') ? 12 : 2, // BK-16
    weekly: 4,
    daily: 6,
    ...(options.includes('twice-daily') && { afternoon: 6 }), // BK-12
  };
}

/** Local times of a site's backups, `hh:mm` (BK-01, BK-12). */
export function backupTimes(kind: SiteKind, options: Options): readonly string[] {
  if (kind !== 'production') return [];
  return options.includes('twice-daily') ? ['04:00', '16:00'] : ['04:00'];
}

/** Attachments up to this many bytes are in every backup, above it in Saturday's only; null: no limit (D6). */
export function dailyAttachmentsLimit(options: Options): number | null {
  if (options.includes('daily-attachments')) return null; // BK-15
  return options.includes('daily-attachments-to-5gb') ? 5_000_000_000 : 1_000_000_000; // BK-14, BK-09
}
