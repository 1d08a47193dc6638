import type { Manifest } from '../../worker/storage/manifest';
import { jobFile, stepOf, type JobFile, type Planning } from '../shared/job-files';
import type { JobSite } from '../shared/job';
import type { Step } from '../shared/step';
import type { KeptSites } from './kept-sites';

/** The server that the drill has made. */
export interface DrillServer {
  readonly host: string;
  readonly port: number;
  /** ARN of its master user's secret. */
  readonly secret: string;
}

export interface PlannedDrill {
  readonly file: JobFile;
  readonly step: Pick<Step, 'job' | 'arguments' | 'outcomes'>;
  /** Sites that are to be restored. */
  readonly sites: number;
  /** Sites with backups that have rested for days: retired, or missed by the alarm on missing backups. */
  readonly resting: readonly string[];
}

/** A drill that would restore nothing would show nothing. */
export class NothingToRestore extends Error {
  public override readonly name = 'NothingToRestore';
}

/** A site whose newest backup is older is not in service any more, or on-call knows of it for days. */
export const RESTS_AFTER_DAYS = 3;

/** As a night's proof does: that all attachments are there is seen in any case. */
const READ_OF_ATTACHMENTS = ['--attachment-bytes', '25000000'];

/** Id of the drill's server in keys of jobs and outcomes. */
const SERVER = 'drill';

/** Plans the restore of all sites in service, in the order in which they would come back (DR-05). @throws NothingToRestore */
export function planDrill(
  { at, server }: { readonly at: string; readonly server: DrillServer },
  { newest, without }: KeptSites,
  planning: Planning,
): PlannedDrill {
  const limit = Date.parse(at) - RESTS_AFTER_DAYS * 86_400_000;
  const own = newest.filter(({ copyOf }) => copyOf === undefined);
  const due = own.filter(({ snapshotAt }) => Date.parse(snapshotAt) >= limit).sort(inTurn);
  if (due.length === 0) throw new NothingToRestore(`No site has a backup of the last ${RESTS_AFTER_DAYS} days`);
  const planned = jobFile(planning, {
    server: { id: SERVER, secret: server.secret },
    sites: due.map((manifest) => siteOf(manifest, planning)),
  });
  const { host, port } = server;
  const file = { ...planned, job: { ...planned.job, server: { ...planned.job.server, host, port, empty: true } } };
  const step = stepOf(planning, { operation: 'verify', server: SERVER, batch: 1, file, options: READ_OF_ATTACHMENTS });
  const resting = [...own.filter((manifest) => !due.includes(manifest)).map(({ site }) => site), ...without].sort();
  // Without the names of the sites, of which there may be more than Step Functions passes on.
  const { job, arguments: args, outcomes } = step;
  return { file, step: { job, arguments: args, outcomes }, sites: due.length, resting };
}

function inTurn(a: Manifest, b: Manifest): number {
  const [first, second] = [a.recoveryPriority ?? Infinity, b.recoveryPriority ?? Infinity];
  if (first !== second) return first - second;
  return a.site < b.site ? -1 : 1;
}

/** As much of a site as its manifest tells, which is all that a verification needs. */
function siteOf(manifest: Manifest, { common: { home } }: Planning): JobSite {
  const { site: id, timeZone, applicationVersion, homeRegion, recoveryRegion } = manifest;
  // The worker refuses a region that the site's backups were not meant for (TN-11).
  const regions = [homeRegion, ...(recoveryRegion === undefined ? [] : [recoveryRegion])];
  return {
    id,
    timeZone,
    backupTimes: [],
    keeps: {},
    dailyAttachmentsLimit: null,
    residency: { name: `backups in ${home.region}`, regions },
    applicationVersion,
    copies: [],
    record: {},
  };
}
