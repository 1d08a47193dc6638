import {
  anonymous,
  HELD_OPERATIONS,
  turnSince,
  type PrivacyRequest,
  type RequestStep,
} from '../shared/privacy/request';
import { Refused, type Change } from './action';

/** What becomes of a request when somebody does something to it. @throws Refused */
export function change(request: PrivacyRequest, action: Change, now: Date): PrivacyRequest {
  const { id, state } = request;
  const at = now.toISOString();
  if (state !== 'open') throw new Refused(`Request ${id} is ${state}; only an open one can be changed`);
  switch (action.action) {
    case 'verify-identity': {
      if (request.identity) throw new Refused(`${request.identity.by} has verified the requester of ${id} already`);
      return { ...request, identity: { by: action.by, how: action.how, at } };
    }
    case 'confirm':
      return confirm(request, action, at);
    case 'retry':
      return retry(request, action.step);
    case 'shorten':
      return shorten(request, action.deadline);
    case 'refuse':
    case 'withdraw':
      return close(request, action, at);
  }
}

function confirm(
  request: PrivacyRequest,
  { task: name, by, note }: Extract<Change, { action: 'confirm' }>,
  at: string,
): PrivacyRequest {
  const task = request.tasks.find(({ id }) => id === name);
  if (!task) {
    const all = request.tasks.map(({ id }) => id).join(', ');
    throw new Refused(`Request ${request.id} has no task '${name}'; it has ${all}`);
  }
  if (task.confirmed) throw new Refused(`${task.confirmed.by} has confirmed task ${name} already`);
  if (!request.identity) throw new Refused(`Nobody has verified the requester of ${request.id} yet; that comes first`);
  if (turnSince(request, task) === undefined) {
    throw new Refused(`Task ${name} comes after ${task.after.join(', ')}, of which not all are done`);
  }
  const confirmed = { by, note, at };
  return { ...request, tasks: request.tasks.map((one) => (one === task ? { ...task, confirmed } : one)) };
}

/** A step that has failed, or an export that is to be made once more since it is deleted after a week. */
function retry(request: PrivacyRequest, name: string): PrivacyRequest {
  const again = request.steps.filter((step) => step.state === 'failed' || isRepeatable(request, step));
  const step = again.find(({ id }) => id === name);
  if (!step) {
    const ids = again.map(({ id }) => id).join(', ') || 'none';
    throw new Refused(`Step '${name}' can't be tried again; those that can, as they failed or are exports: ${ids}`);
  }
  const waiting = { ...step, state: 'waiting' as const, reason: undefined, doneAt: undefined, result: undefined };
  return { ...request, steps: request.steps.map((one) => (one === step ? waiting : one)) };
}

/** As long as nothing was taken away: of a site that is retired there is nothing to export any more. */
function isRepeatable({ steps }: PrivacyRequest, { state, operation }: RequestStep): boolean {
  const takenAway = steps.some(
    (step) => HELD_OPERATIONS.includes(step.operation) && (step.state === 'running' || step.state === 'done'),
  );
  return state === 'done' && !HELD_OPERATIONS.includes(operation) && !takenAway;
}

/** Of its tasks as well: none may end after the request does. */
function shorten(request: PrivacyRequest, deadline: string): PrivacyRequest {
  if (deadline >= request.deadline) {
    throw new Refused(`The deadline of ${request.id} is ${request.deadline}; it can be brought forward, never put off`);
  }
  const earlier = (one: string) => (one < deadline ? one : deadline);
  return { ...request, deadline, tasks: request.tasks.map((task) => ({ ...task, deadline: earlier(task.deadline) })) };
}

function close(
  request: PrivacyRequest,
  { action, by, reason }: Extract<Change, { action: 'refuse' | 'withdraw' }>,
  at: string,
): PrivacyRequest {
  const running = request.steps.filter(({ state }) => state === 'running').map(({ id }) => id);
  if (running.length > 0) {
    throw new Refused(`Request ${request.id} can't be closed while ${running.join(', ')} is at work; wait for its end`);
  }
  const state = action === 'refuse' ? ('refused' as const) : ('withdrawn' as const);
  return { ...request, state, subject: anonymous(request.subject), closed: { at, by, reason } };
}
