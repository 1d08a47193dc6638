import { createHash } from 'node:crypto';
import type { CatalogueServer } from '../shared/catalogue';
import { jobSiteSchema, type JobSite } from '../shared/job';
import { jobFile, stepOf, type JobFile, type Planning, type StepRequest } from '../shared/job-files';
import type { SiteRecord } from '../shared/registry/records';
import type { Batch } from '../shared/step';
import { compare, copiesDue, dateOf, dueSites, siteToVerify, type WaveRequest } from './due-sites';

/** A site that is due and can't be planned; the others are. */
export interface Unplanned {
  readonly site: string;
  readonly because: string;
}

export interface PlannedWave {
  /** Sites that are worked on. */
  readonly sites: number;
  readonly batches: readonly Batch[];
  readonly files: readonly JobFile[];
  readonly unplanned: readonly Unplanned[];
}

/** From 0 up to, and not including, 1; for each server another number. */
export type Draw = (server: string) => number;

/**
 * A night's proof reads 25 MB of attachments, drawn by lot, so that the largest site keeps no wave waiting; a drill reads
 * them all.
 */
const READ_AT_NIGHT = ['--attachment-bytes', '25000000'];

/** More sites of one server are shared out among several runs of the worker. */
export const SITES_AT_ONCE = 200;

/** Plans a wave, server by server and in a fixed order: the same facts give the same plan. */
export function planWave(
  request: WaveRequest,
  { sites, servers }: { readonly sites: readonly SiteRecord[]; readonly servers: readonly CatalogueServer[] },
  planning: Planning,
  draw: Draw = drawFrom(dateOf(request.at, request.timeZone)),
): PlannedWave {
  const { wave } = request;
  const known = new Map(servers.map((server) => [server.id, server]));
  const unplanned: Unplanned[] = [];
  const byServer = new Map<CatalogueServer, SiteRecord[]>();
  for (const site of dueSites(request, sites).sort((a, b) => compare(a.server, b.server) || compare(a.id, b.id))) {
    const server = known.get(site.server);
    const because = server ? whyNot(site) : `the registry has no server ${site.server}`;
    if (!server || because !== undefined) unplanned.push({ site: site.id, because: String(because) });
    else if (byServer.get(server)?.push(site) === undefined) byServer.set(server, [site]);
  }
  const planned = [...byServer].flatMap(([server, members]) => {
    const all = sites.filter((site) => site.server === server.id);
    const proved = wave === 'backup' ? siteToVerify(request, members, all, draw(server.id)) : undefined;
    return planServer(request, server, members, planning, proved?.id);
  });
  const count = [...byServer.values()].reduce((sum, members) => sum + members.length, 0);
  return {
    sites: count,
    batches: planned.map(({ batch }) => batch),
    files: planned.flatMap(({ files }) => files),
    unplanned,
  };
}

/** A record that the worker would refuse would take all sites of the server along. */
function whyNot({ id, job }: SiteRecord): string | undefined {
  const { success, error } = jobSiteSchema.safeParse(job);
  if (!success) return `its record is wrong: ${error.issues.map(({ path }) => path.join('.')).join(', ')}`;
  return job.id === id ? undefined : `its record is that of ${job.id}`;
}

type Planned = { readonly batch: Batch; readonly files: readonly JobFile[] };

function planServer(
  request: WaveRequest,
  server: CatalogueServer,
  sites: readonly SiteRecord[],
  planning: Planning,
  proved: string | undefined,
): Planned[] {
  const batches = inParts(sites);
  return batches.map((members, index) => {
    const number = index + 1;
    const part = batches.length > 1 ? String(number) : undefined;
    const all = jobFile(planning, { server, part, sites: members.map(({ job }) => job) });
    const copying = (when: 'nightly' | 'release', name = part) =>
      jobFile(planning, { server, part: name, sites: withCopiesDue(members, when) });
    const runs =
      request.wave === 'drill'
        ? [{ operation: 'verify' as const, file: all }]
        : request.wave === 'refresh'
          ? [{ operation: 'clone' as const, file: copying('release') }]
          : backupRuns(request, all, proved, copying('nightly', `${number}-clone`));
    const steps = runs.map((run) => stepOf(planning, { server: server.id, batch: number, ...run }));
    return { batch: { server: server.id, steps }, files: [...new Set(runs.map(({ file }) => file))] };
  });
}

type Run = Omit<StepRequest, 'server' | 'batch'>;

/**
 * The backup of all, and at night what lives off it: the proof of one, and the copies (TN-15). The copies have a job of
 * their own, with just those copies in it: named one by one they would not fit into a command line.
 */
function backupRuns(
  { at, run }: WaveRequest & { readonly wave: 'backup' },
  all: JobFile,
  chosen: string | undefined,
  copying: JobFile,
): Run[] {
  const backup: Run = { operation: 'backup', file: all, options: ['--at', at], then: 'rotate' };
  if (run === 'afternoon') return [backup];
  const proof = all.job.sites.filter(({ id }) => id === chosen);
  return [
    backup,
    ...proof.map(({ id }): Run => ({ operation: 'verify', file: all, sites: [id], options: READ_AT_NIGHT })),
    ...(copying.job.sites.length > 0 ? [{ operation: 'clone', file: copying } satisfies Run] : []),
  ];
}

/** Sites that have copies to be made then, and of their copies just those. */
function withCopiesDue(sites: readonly SiteRecord[], when: 'nightly' | 'release'): JobSite[] {
  return sites.flatMap((site) => {
    const due = copiesDue(site, when);
    const copies = site.job.copies.filter((copy) => due.includes(copy.site));
    return copies.length > 0 ? [{ ...site.job, copies }] : [];
  });
}

/** As few parts as can be, of about the same size. */
function inParts<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / SITES_AT_ONCE);
  const start = (part: number) => Math.round((part * items.length) / count);
  return Array.from({ length: count }, (_, part) => items.slice(start(part), start(part + 1)));
}

/** All waves of a night draw the same, in whatever zone, and a plan that is made again after a failure is the same. */
function drawFrom(night: string): Draw {
  return (server) => createHash('sha256').update(`${night} ${server}`).digest().readUInt32BE() / 2 ** 32;
}
