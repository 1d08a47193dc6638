import {
  anonymous,
  HELD_OPERATIONS,
  isDone,
  turnSince,
  type PrivacyRequest,
  type RequestStep,
} from '../shared/privacy/request';

/** What has become of the execution of a step. `missing`: it was to be started, and was not. */
export type Progress =
  | { readonly status: 'running' | 'missing' }
  | { readonly status: 'done'; readonly result: Readonly<Record<string, unknown>> }
  | { readonly status: 'failed'; readonly reason: string };

/** What is known of the world at a moment. */
export interface Facts {
  readonly now: Date;
  /** By step: how its execution fares. */
  readonly progress: ReadonlyMap<string, Progress>;
  /** By site: why it is under legal hold. */
  readonly holds: ReadonlyMap<string, string>;
}

export interface Advanced {
  readonly request: PrivacyRequest;
  /** Steps whose execution is to be started, once the request is written. */
  readonly starts: readonly RequestStep[];
}

/**
 * Brings an open request as far as it goes by itself. What is to be started is noted first and started afterwards, so
 * that whoever is killed between the two leaves a note that the next one follows.
 */
export function advance(request: PrivacyRequest, facts: Facts): Advanced {
  if (request.state !== 'open') return { request, starts: [] };
  const judged = { ...request, steps: request.steps.map((step) => judge(step, facts)) };
  const steps = judged.steps.map((step) => begin(judged, step, facts));
  const next = closed({ ...judged, steps });
  const starts = steps.filter(
    ({ id, state, attempt }) =>
      state === 'running' && (facts.progress.get(id)?.status === 'missing' || attempt > attemptOf(request, id)),
  );
  return { request: next, starts };
}

function attemptOf({ steps }: PrivacyRequest, id: string): number {
  return steps.find((step) => step.id === id)?.attempt ?? 0;
}

function judge(step: RequestStep, { now, progress, holds }: Facts): RequestStep {
  const found = step.state === 'running' ? progress.get(step.id) : undefined;
  if (found?.status === 'done') {
    return { ...step, state: 'done', doneAt: now.toISOString(), result: { ...found.result }, reason: undefined };
  }
  if (found?.status !== 'failed') return step;
  const hold = HELD_OPERATIONS.includes(step.operation) ? holds.get(step.site) : undefined;
  // It was put under hold just before; nothing has been changed then, and nobody is at fault.
  if (hold !== undefined) return { ...step, state: 'blocked', reason: hold };
  return { ...step, state: 'failed', reason: found.reason };
}

function begin(request: PrivacyRequest, step: RequestStep, { now, holds }: Facts): RequestStep {
  if (step.state !== 'waiting' && step.state !== 'blocked') return step;
  const turn = turnSince(request, step);
  if (turn === undefined || turn > now.toISOString()) return step;
  const hold = HELD_OPERATIONS.includes(step.operation) ? holds.get(step.site) : undefined;
  if (hold !== undefined) return { ...step, state: 'blocked', reason: hold };
  return { ...step, state: 'running', attempt: step.attempt + 1, reason: undefined };
}

/** As of when its last part was done: closed once more, after a kill, it is the same to the letter. */
function closed(request: PrivacyRequest): PrivacyRequest {
  if (!request.identity || !isDone(request)) return request;
  const ends = [...request.steps.map((step) => step.doneAt), ...request.tasks.map((task) => task.confirmed?.at)];
  const at = [request.identity.at, ...(ends as string[])].reduce((a, b) => (a > b ? a : b));
  const reason = 'Everything is done and confirmed';
  return {
    ...request,
    state: 'completed',
    subject: anonymous(request.subject),
    closed: { at, by: 'the platform', reason },
  };
}

/** What on-call is told of. */
export interface Watched {
  readonly open: number;
  /** Past their deadline. */
  readonly overdue: readonly string[];
  /** Near it. */
  readonly due: readonly string[];
  /** Steps that have failed. */
  readonly failed: readonly string[];
  /** Tasks past a deadline of their own, those of sub-processors mostly. */
  readonly unconfirmed: readonly string[];
  /** Steps that a legal hold is in the way of. */
  readonly blocked: readonly string[];
}

export function watch(requests: readonly PrivacyRequest[], now: Date, remindDays: number): Watched {
  const open = requests.filter(({ state }) => state === 'open');
  const at = now.toISOString();
  const soon = new Date(now.getTime() + remindDays * 86_400_000).toISOString();
  const ids = (found: readonly PrivacyRequest[]) => found.map(({ id }) => id);
  const steps = (state: RequestStep['state']) =>
    open.flatMap((request) =>
      request.steps.filter((step) => step.state === state).map((step) => `${request.id} ${step.id}`),
    );
  return {
    open: open.length,
    overdue: ids(open.filter(({ deadline }) => deadline <= at)),
    due: ids(open.filter(({ deadline }) => deadline > at && deadline <= soon)),
    failed: steps('failed'),
    blocked: steps('blocked'),
    unconfirmed: open.flatMap((request) =>
      request.tasks
        .filter(({ confirmed, deadline }) => !confirmed && deadline <= at)
        .map(({ id }) => `${request.id} ${id}`),
    ),
  };
}
