import type { CatalogueServer } from '../shared/catalogue';
import { jobFile, stepOf, type JobFile, type Planning } from '../shared/job-files';
import { personKey } from '../shared/person';
import type { SiteRecord } from '../shared/registry/records';
import type { Operation, Step } from '../shared/step';
import { Refusal } from './refusal';
import type { Arrival, OperationRequest } from './request';

export interface OperationPlan {
  readonly operation: Operation;
  readonly site: string;
  readonly at: string;
  readonly execution: string;
  /** Empty if there is nothing to do. */
  readonly steps: readonly Step[];
}

export interface PlannedOperation {
  readonly plan: OperationPlan;
  readonly files: readonly JobFile[];
}

/** What the registry knows of the matter. */
export interface Known {
  readonly site: SiteRecord | undefined;
  readonly servers: readonly CatalogueServer[];
}

/** @throws Refusal */
export function planOperation(request: OperationRequest, known: Known, planning: Planning): PlannedOperation {
  const { operation, site: id, at, execution, region = planning.common.home.region } = request;
  const { site } = known;
  if (!site) throw new Refusal('UnknownSite', `The registry has no site '${id}'`);
  refuseIfForbidden(operation, site);
  const regions = [planning.common.home.region, planning.common.recovery?.region].filter((name) => name !== undefined);
  if (!regions.includes(region)) {
    throw new Refusal('BadRequest', `There is no server in ${region} to work on, only in ${regions.join(' and ')}`);
  }
  const server = known.servers.find((candidate) => candidate.id === site.server);
  if (!server) throw new Refusal('BadRequest', `The registry has no server ${site.server}, which site ${id} is on`);
  const file = jobFile(planning, { server, region, sites: [site.job] });
  const step = stepOf(planning, {
    operation,
    server: server.id,
    batch: 1,
    file,
    options: optionsOf(request, planning),
    then: operation === 'erase' ? 'remove' : 'nothing',
  });
  return { plan: { operation, site: id, at, execution, steps: [step] }, files: [file] };
}

/**
 * What follows from a backup that has arrived here: a site that is a copy takes it over. Others' backups arrive as well,
 * those that sites make of themselves among them, and nothing follows.
 */
export function planArrival({ manifest, at, execution }: Arrival, known: Known, planning: Planning): PlannedOperation {
  const { site: id, backup } = manifest;
  const { site } = known;
  const request = { operation: 'restore' as const, site: id, at, execution };
  if (!site || site.kind === 'production' || site.state === 'retired' || site.state === 'erased') {
    return { plan: { ...request, steps: [] }, files: [] };
  }
  const planned = planOperation({ ...request, backup, copy: [] }, known, planning);
  // Once it is taken over, the one of last time is of no use.
  const steps = planned.plan.steps.map((step) => ({ ...step, then: 'rotate' as const }));
  return { ...planned, plan: { ...planned.plan, steps } };
}

/** What a legal hold is in the way of. */
const HELD: readonly Operation[] = ['erase', 'retire', 'erase-person'];

/** What the worker can't know, or what needs no worker to be known. */
function refuseIfForbidden(operation: Operation, { id, state, job }: SiteRecord): void {
  if (HELD.includes(operation) && job.legalHold) {
    const { since, reason } = job.legalHold;
    throw new Refusal('LegalHold', `Site ${id} is under legal hold since ${since}: ${reason}`);
  }
  // An erasure that was interrupted is ended by doing it once more.
  if (state === 'erased' && operation !== 'erase') {
    throw new Refusal('KeyErased', `Site ${id} is erased; its data and keys are gone`);
  }
}

function optionsOf(request: OperationRequest, { bucket }: Planning): string[] {
  const { operation, backup, copy, name, execution, person } = request;
  const named = ['--operation', name ?? execution];
  const chosen = backup === undefined ? [] : ['--backup', backup];
  switch (operation) {
    case 'restore':
      if (backup === undefined) throw new Refusal('BadRequest', 'Which backup is to be restored? There is no default');
      return [...chosen, ...named];
    case 'verify':
      return chosen;
    case 'clone':
      return [...chosen, ...copy.flatMap((site) => ['--copy', site])];
    case 'export':
    case 'erase':
      return named;
    case 'export-person':
    case 'erase-person':
      if (person === undefined) throw new Refusal('BadRequest', 'Whom is it about? Name the request that says so');
      return [...named, '--person', `s3://${bucket}/${personKey(person)}`];
    case 'onboard':
    case 'retire':
      return [];
  }
}
