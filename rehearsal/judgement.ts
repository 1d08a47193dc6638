import type { HomeRegion, Site } from '../lib/config/platform';
import type { Manifest } from '../worker/storage/manifest';
import { isOvercome } from './calendar';
import type { Digests, RestoredSite } from './disaster';
import { expectedBackups, type Made } from './expected-backups';
import type { PlayedWave } from './play-nights';
import type { Finding, SiteRecovery } from './rehearsal-report';

/** Hours of a working day: the recovery time that was promised (DR-01). */
const RECOVERY_HOURS = 8;
/** Hours between two backups of a site: what may be lost (BK-01, BK-12). */
const lossHours = ({ backupTimes }: Site): number => (backupTimes.length > 1 ? 12 : 24);

/** Whether each region has exactly the backups of each slot that the site must have, and every one of them whole. */
export function judgeKept(site: Site, made: readonly Made[], home: Manifest[], recovery: Manifest[]): Finding {
  const expected = flat(expectedBackups(site, made));
  const found = [home, recovery].map((manifests) => flat(bySlot(manifests)));
  const met = found.every((one) => one === expected);
  const count = ({ length }: Manifest[]) => String(length);
  return {
    commitments: ['BK-04', 'BK-05', 'BK-06', 'BK-07', 'BK-20'],
    subject: `${site.id}: kept backups, both regions`,
    expected: met ? String(expected.split(' ').length) : expected,
    found: met ? `${count(home)} and ${count(recovery)}` : found.join(' | '),
    met,
  };
}

/** Backups that must have come into being: those of every wave that nothing stood in the way of for good. */
export function judgeNights(
  waves: readonly PlayedWave[],
  made: ReadonlyMap<string, readonly Made[]>,
  home: HomeRegion,
): Finding {
  const due = home.sites.flatMap((site) =>
    waves
      .filter(({ timeZone, failure }) => timeZone === site.timeZone && isOvercome(failure))
      .filter(({ run }) => site.backupTimes.some((time) => (time < '12:00' ? 'night' : 'afternoon') === run))
      .map(({ date, run }) => ({ site: site.id, date, run })),
  );
  const lacking = due.filter(
    ({ site, date, run }) => !made.get(site)?.some((one) => one.date === date && one.run === run),
  );
  return {
    commitments: ['BK-01', 'BK-02', 'BK-12', 'BK-22', 'BK-23'],
    subject: 'backups of nights that nothing stood in the way of, or only a killed worker',
    expected: String(due.length),
    found: String(due.length - lacking.length),
    met: due.length > 0 && lacking.length === 0,
  };
}

export function judgeRecovery(home: HomeRegion, recoveries: readonly SiteRecovery[], regionSeconds: number): Finding[] {
  const rpo = recoveries.map(({ site, rpoHours }) => {
    const limit = lossHours(home.sites.find(({ id }) => id === site) as Site);
    return {
      commitments: ['BK-01', 'DR-01'],
      subject: `${site}: recovery point`,
      expected: `≤ ${limit} h`,
      found: `${rpoHours.toFixed(1)} h`,
      met: rpoHours <= limit,
    };
  });
  const slowest = Math.max(...recoveries.map(({ rtoSeconds }) => rtoSeconds));
  return [
    ...rpo,
    {
      commitments: ['DR-01', 'DR-02', 'DR-05'],
      subject: 'recovery time: slowest site, whole region',
      expected: `≤ ${RECOVERY_HOURS} h`,
      found: `${slowest.toFixed(1)} s, ${regionSeconds.toFixed(1)} s`,
      met: recoveries.length > 0 && regionSeconds <= RECOVERY_HOURS * 3600,
    },
  ];
}

/** Whether every site came back with the very rows and attachments of its backup. */
export function judgeContent(
  restored: readonly RestoredSite[],
  before: ReadonlyMap<string, string | undefined>,
  after: Digests,
  wrong: ReadonlyMap<string, readonly string[]>,
): Finding[] {
  return restored.map(({ site, error }) => {
    const same = before.get(site) !== undefined && before.get(site) === after.get(site);
    const attachments = wrong.get(site) ?? ['all'];
    const problems = [
      ...(error === undefined ? [] : [error]),
      ...(same ? [] : ['rows differ']),
      ...(attachments.length === 0 ? [] : [`${attachments.length} attachments differ`]),
    ];
    return {
      commitments: ['BK-03', 'BK-18', 'DR-02', 'DR-03'],
      subject: `${site}: restored in the recovery region`,
      expected: 'the same rows and attachments',
      found: problems.length === 0 ? 'the same' : problems.join('; '),
      met: problems.length === 0,
    };
  });
}

/** Ids of complete backups by slot. */
export function bySlot(manifests: readonly Manifest[]): Record<string, string[]> {
  const slots: Record<string, string[]> = {};
  for (const { slot, backup } of manifests) (slots[slot] ??= []).push(backup);
  return slots;
}

function flat(slots: Readonly<Record<string, readonly string[]>>): string {
  return Object.values(slots).flat().sort().join(' ');
}

/** A site of which there is no such backup. */
export function nothingToRestore({ id }: Pick<Site, 'id'>, which = 'any'): Finding {
  return {
    commitments: ['BK-18', 'DR-02'],
    subject: `${id}: backup to restore`,
    expected: which,
    found: 'none',
    met: false,
  };
}
