import type { JobSite } from '../../../lambda/shared/job';
import { slotOf, type ScheduledRun, type Slot } from '../../../lambda/shared/slots';
import { manifestSchema, type Manifest, type StoredPart } from '../../../worker/storage/manifest';
import { fingerprintOf } from '../../../worker/streams/digest';

export interface Written extends ScheduledRun {
  readonly site: JobSite;
  readonly backup: string;
  /** Home first. */
  readonly regions: readonly string[];
  /** Default: the one that the date fills. */
  readonly slot?: Slot;
}

/** The manifest of a backup, as the worker writes one at three in the morning, or afternoon, of its date. */
export function writtenManifest(
  { site, backup, localDate, run, regions, slot }: Written,
  { configuration, database, attachments }: Record<'configuration' | 'database' | 'attachments', StoredPart>,
  count: number,
): Manifest {
  const at = `${localDate}T${run === 'night' ? '03' : '15'}:00:00.000Z`;
  const [homeRegion = '', recoveryRegion] = regions;
  const set = { backup, localDate, run };
  return manifestSchema.parse({
    format: 1,
    site: site.id,
    backup,
    localDate,
    run,
    slot: slot ?? slotOf(localDate, run, site.keeps),
    timeZone: site.timeZone,
    startedAt: at,
    finishedAt: at,
    snapshotAt: at,
    applicationVersion: site.applicationVersion,
    postgres: { server: '18.4', tools: '18.0' },
    homeRegion,
    recoveryRegion,
    encryption: { context: { site: site.id, backup }, keys: {} },
    configuration,
    database: { ...database, plain: fingerprintOf('dump'), bytesOnServer: 1 },
    rows: {},
    attachments: { ...attachments, included: true, because: 'they are few', set, count, contentBytes: 0 },
  } satisfies Manifest);
}
