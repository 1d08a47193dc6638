import { z } from 'zod';
import { outcomesIn, type SiteOutcome } from '../shared/outcome';

/** One site that came back, in the words of lib/evidence/drill.ts. */
export interface ProvenSite {
  readonly site: string;
  readonly backup: string;
  readonly rpoHours: number;
  readonly rtoSeconds: number;
}

/** A drill as lib/evidence/drill.ts reads it, so that its file can be kept in `drills/` as it is. */
export interface DrillResult {
  readonly kind: 'drill';
  readonly at: string;
  readonly region: string;
  readonly recoveryRegion: string;
  readonly sites: readonly ProvenSite[];
  readonly regionSeconds?: number;
  readonly met: boolean;
}

export interface JudgedDrill {
  readonly result: DrillResult;
  /** What keeps the commitments from being met, in words. Empty for a drill that succeeded. */
  readonly problems: readonly string[];
  readonly failed: readonly string[];
}

/** A working day (DR-01). */
const RECOVERY_TIME_SECONDS = 8 * 3600;
/** A day, an hour more where clocks are put back, and one that the backup may take. */
const RECOVERY_POINT_HOURS = 26;

const verifiedSchema = z.object({ backup: z.string(), snapshotAt: z.iso.datetime(), seconds: z.number() });

/**
 * What a drill has shown: RPO and RTO of each site, and of the region.
 *
 * @param sites Ids of those that were to be restored.
 * @param outcomes Lines that the worker wrote; undefined if it wrote none.
 */
export function judgeDrill(
  { at, now, region, recoveryRegion }: Readonly<Record<'at' | 'now' | 'region' | 'recoveryRegion', string>>,
  sites: readonly string[],
  outcomes: string | undefined,
  error?: string,
): JudgedDrill {
  const said = new Map(outcomesIn(outcomes ?? '').map((outcome) => [outcome.site, outcome]));
  const proven = sites.flatMap((site) => provenOf(said.get(site), at));
  const failed = sites.filter((site) => !proven.some((one) => one.site === site));
  const seconds = (Date.parse(now) - Date.parse(at)) / 1000;
  const old = proven.filter(({ rpoHours }) => rpoHours > RECOVERY_POINT_HOURS).map(({ site }) => site);
  const problems = [
    ...(error === undefined ? [] : [error]),
    ...(sites.length === 0 ? ['no site was restored'] : []),
    ...(failed.length > 0 ? [`${failed.length} sites could not be restored: ${some(failed)}`] : []),
    ...(old.length > 0 ? [`the newest backup of ${old.length} sites is over a day old: ${some(old)}`] : []),
    ...(seconds > RECOVERY_TIME_SECONDS ? [`it took ${Math.round(seconds / 60)} minutes, a working day has 480`] : []),
  ];
  const result = {
    kind: 'drill' as const,
    at,
    region,
    recoveryRegion,
    sites: proven,
    ...(sites.length > 0 && failed.length === 0 && { regionSeconds: seconds }),
    met: problems.length === 0,
  };
  return { result, problems, failed };
}

function provenOf(outcome: SiteOutcome | undefined, at: string): ProvenSite[] {
  const { data } = verifiedSchema.safeParse(outcome?.outcome === 'done' ? outcome.result : undefined);
  if (!outcome || !data) return [];
  const rpoHours = Math.max(0, (Date.parse(at) - Date.parse(data.snapshotAt)) / 3_600_000);
  return [{ site: outcome.site, backup: data.backup, rpoHours, rtoSeconds: data.seconds }];
}

/** So many are named. */
const NAMED = 20;

function some(sites: readonly string[]): string {
  return `${sites.slice(0, NAMED).join(', ')}${sites.length > NAMED ? ' …' : ''}`;
}
