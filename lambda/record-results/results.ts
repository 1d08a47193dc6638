import { z } from 'zod';
import { outcomesIn, type SiteOutcome } from '../shared/outcome';
import type { OperationRecord, SiteBackup, SiteState } from '../shared/registry/records';
import { RUNS, SLOTS } from '../shared/slots';
import { executionSchema, instantSchema, stepSchema, type Operation } from '../shared/step';
import { describeTaskError, taskErrorSchema } from '../shared/task-error';

export const requestSchema = z.object({
  step: stepSchema,
  at: instantSchema,
  execution: executionSchema,
  /** Set when the run of the worker failed or was killed. */
  error: taskErrorSchema.optional(),
});
export type RecordRequest = z.infer<typeof requestSchema>;

/** What became of one site, and what of it the registry is told. */
export interface SiteResult {
  readonly site: string;
  readonly record: OperationRecord;
  readonly backup?: SiteBackup;
  /** Backup that was found to be restorable. */
  readonly proof?: string;
  /** Backup that was found to be damaged. */
  readonly damage?: string;
  readonly state?: SiteState;
}

const backupDoneSchema = z.object({
  backup: z.string(),
  localDate: z.string(),
  run: z.enum(RUNS),
  slot: z.enum(SLOTS),
  startedAt: z.iso.datetime(),
  snapshotAt: z.iso.datetime(),
  bytes: z.number().int().nonnegative(),
  attachmentsOf: z.string(),
});
const restoredSchema = z.object({
  backup: z.string(),
  snapshotAt: z.iso.datetime(),
  seconds: z.number().nonnegative(),
});

/** As much as is kept of a message. */
const KEPT = 1000;

/**
 * What became of each site of a step, in its order.
 *
 * @param outcomes Lines that the worker wrote; undefined if it wrote none. Of a run that was killed some are missing.
 */
export function resultsOf(request: RecordRequest, outcomes: string | undefined): SiteResult[] {
  const said = new Map(outcomesIn(outcomes ?? '').map((outcome) => [outcome.site, outcome]));
  return request.step.sites.map((site) => resultOf(request, said.get(site) ?? unheardOf(site, request)));
}

function unheardOf(site: string, { error }: RecordRequest): SiteOutcome {
  const message = error ? describeTaskError(error) : 'The worker ended without a word about this site';
  return { site, outcome: 'failed', error: { kind: 'WorkerEnded', message }, exitCode: 1 };
}

function resultOf({ step, at, execution }: RecordRequest, outcome: SiteOutcome): SiteResult {
  const { site } = outcome;
  const { operation } = step;
  const common = { operation, at, execution };
  if (outcome.outcome === 'failed') {
    const { kind, message, backup } = outcome.error;
    const record = { ...common, outcome: 'failed' as const, error: { kind, message: message.slice(0, KEPT) } };
    return { site, record, ...(kind === 'BackupDamaged' && backup !== undefined && { damage: backup }) };
  }
  const result = withoutLinks(outcome.result);
  try {
    const { measured, ...noted } = whatFollows(operation, result, at);
    return { site, record: { ...common, outcome: 'done', result, ...measured }, ...noted };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const fields = error.issues.map(({ path }) => path.join('.')).join(', ');
    const message = `The worker's result lacks, or has in another form: ${fields}`;
    return { site, record: { ...common, outcome: 'failed', result, error: { kind: 'Unexpected', message } } };
  }
}

/** The registry keeps what it is told for good, and whoever has a signed link has what it leads to. */
function withoutLinks(result: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isLink = (value: unknown) => typeof value === 'string' && /[?&]X-Amz-Signature=/i.test(value);
  const told = ([name, value]: [string, unknown]) => [name, isLink(value) ? 'in the outcomes of this run' : value];
  return Object.fromEntries(Object.entries(result).map(told)) as Record<string, unknown>;
}

type WhatFollows = Pick<SiteResult, 'backup' | 'proof' | 'state'> & {
  readonly measured?: Pick<OperationRecord, 'rpoSeconds' | 'rtoSeconds'>;
};

/** @throws ZodError if the result isn't one of this operation. */
function whatFollows(operation: Operation, result: object, at: string): WhatFollows {
  switch (operation) {
    case 'backup': {
      const { backup: id, ...rest } = backupDoneSchema.parse(result);
      return { backup: { id, ...rest, state: 'complete' } };
    }
    case 'verify': {
      const restored = restoredSchema.parse(result);
      return { proof: restored.backup, measured: measuredOf(restored, at) };
    }
    case 'restore':
      return { measured: measuredOf(restoredSchema.parse(result), at) };
    case 'onboard':
      return { state: 'active' };
    case 'retire':
      return { state: 'retired' };
    case 'erase':
      return { state: 'erased' };
    case 'clone':
    case 'export':
    case 'export-person':
    case 'erase-person':
      return {};
  }
}

/**
 * The recovery time, and the recovery point: how old the newest data were when it was asked for them. A backup that was
 * made only afterwards, as that of the night which is proven at its end, says nothing of the latter.
 */
function measuredOf({ snapshotAt, seconds }: z.infer<typeof restoredSchema>, at: string) {
  const rpoSeconds = (Date.parse(at) - Date.parse(snapshotAt)) / 1000;
  return { rtoSeconds: seconds, ...(rpoSeconds >= 0 && { rpoSeconds }) };
}
