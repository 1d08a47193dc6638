import { z } from 'zod';
import { identifierSchema } from '../person';
import { instantSchema } from '../step';

const site = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/, 'must be a site id');
const sites = z.array(site).min(1);

/**
 * What can be asked for, and about whom. The identifiers of a person are there while the request is open; a request that
 * is closed is about nobody any more.
 */
export const subjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person-access'), site, identifiers: z.array(identifierSchema).max(10) }),
  z.strictObject({ kind: z.literal('person-erasure'), site, identifiers: z.array(identifierSchema).max(10) }),
  /** What is to be corrected stands in the person's own words, in the letter that `reference` names, and only there. */
  z.strictObject({ kind: z.literal('person-rectification'), site }),
  z.strictObject({ kind: z.literal('site-access'), site }),
  z.strictObject({ kind: z.literal('site-erasure'), site }),
  z.strictObject({ kind: z.literal('customer-exit'), customer: z.string().min(1), sites }),
]);
export type Subject = z.infer<typeof subjectSchema>;
export type RequestKind = Subject['kind'];

/** Site operations that requests run. */
export const STEP_OPERATIONS = ['export', 'export-person', 'erase-person', 'retire', 'erase'] as const;
export type StepOperation = (typeof STEP_OPERATIONS)[number];

/** What a legal hold is in the way of (D9). */
export const HELD_OPERATIONS: readonly StepOperation[] = ['erase-person', 'retire', 'erase'];

const commonOfSteps = {
  /** Unique in its request. */
  id: z.string().min(1),
  /** Steps and tasks that must be done before. */
  after: z.array(z.string()),
};

/** A part of a request that a site operation does. */
export const stepSchema = z.strictObject({
  ...commonOfSteps,
  operation: z.enum(STEP_OPERATIONS),
  site,
  /** Days that it waits after what it comes after. */
  waitDays: z.number().int().nonnegative(),
  /**
   * - `waiting`: for its turn;
   * - `blocked`: its turn has come, and a legal hold is in the way; it starts by itself once that is lifted;
   * - `running`: its execution was started, or is about to be;
   * - `failed`: a person must look, and have it tried again.
   */
  state: z.enum(['waiting', 'blocked', 'running', 'failed', 'done']),
  /** How many executions there were. */
  attempt: z.number().int().nonnegative(),
  /** Why it is blocked or has failed. */
  reason: z.string().optional(),
  doneAt: instantSchema.optional(),
  /** What the worker said of it; without personal data. */
  result: z.record(z.string(), z.unknown()).optional(),
});
export type RequestStep = z.infer<typeof stepSchema>;

/** A part of a request that people do, and confirm. */
export const taskSchema = z.strictObject({
  ...commonOfSteps,
  /**
   * - `sub-processor`: a third party does its part;
   * - `application`: the application's team looks where no operation can;
   * - `copies`: copies of the site elsewhere follow;
   * - `customer`: the customer confirms;
   * - `handover`: the requester has the answer.
   */
  kind: z.enum(['sub-processor', 'application', 'copies', 'customer', 'handover']),
  /** What is to be done, in a sentence. */
  what: z.string().min(1),
  /** Name and address of the sub-processor. */
  party: z.strictObject({ name: z.string(), endpoint: z.string() }).optional(),
  deadline: instantSchema,
  /** Absent while it is open. The note names the letter or ticket that shows it. */
  confirmed: z.strictObject({ by: z.string(), at: instantSchema, note: z.string() }).optional(),
});
export type RequestTask = z.infer<typeof taskSchema>;

/** Ids of requests begin with it, and so do names of their executions. */
export const REQUEST_PREFIX = 'p-';

export const requestSchema = z.strictObject({
  id: z.string().regex(/^p-[a-z0-9]{1,30}$/),
  subject: subjectSchema,
  /** Letter or ticket in which it was asked for; who asks stands there. */
  reference: z.string().min(1),
  receivedAt: instantSchema,
  /** Never later than it was before (TN-20, TN-21). */
  deadline: instantSchema,
  /** Who has seen to it that the requester is who they say, and how. Nothing begins before. */
  identity: z.strictObject({ by: z.string(), how: z.string(), at: instantSchema }).optional(),
  steps: z.array(stepSchema),
  tasks: z.array(taskSchema),
  state: z.enum(['open', 'completed', 'refused', 'withdrawn']),
  /** When it was closed, by whom and why; completed requests close by themselves. */
  closed: z.strictObject({ at: instantSchema, by: z.string(), reason: z.string() }).optional(),
});
export type PrivacyRequest = z.infer<typeof requestSchema>;

/** Moment at which a step or task was done; undefined if it is not. */
export function doneAt(request: PrivacyRequest, id: string): string | undefined {
  const step = request.steps.find((one) => one.id === id);
  return step ? step.doneAt : request.tasks.find((one) => one.id === id)?.confirmed?.at;
}

/** Since when the turn of a step or task has come: everything before it is done, and its wait is over. */
export function turnSince(
  request: PrivacyRequest,
  { after, waitDays = 0 }: Pick<RequestStep, 'after'> & { readonly waitDays?: number },
): string | undefined {
  if (!request.identity) return undefined;
  const before = after.map((id) => doneAt(request, id));
  if (before.includes(undefined)) return undefined;
  const latest = [request.identity.at, ...(before as string[])].reduce((a, b) => (a > b ? a : b));
  return new Date(Date.parse(latest) + waitDays * 86_400_000).toISOString();
}

/** Whether all of it is done: no operation and no task is open (TN-20, OR-06). */
export function isDone({ steps, tasks }: Pick<PrivacyRequest, 'steps' | 'tasks'>): boolean {
  return steps.every(({ state }) => state === 'done') && tasks.every(({ confirmed }) => confirmed !== undefined);
}

/** Sites that a request is about. */
export function sitesOf(subject: Subject): readonly string[] {
  return subject.kind === 'customer-exit' ? subject.sites : [subject.site];
}

/** A subject by which nobody can be found any more. */
export function anonymous(subject: Subject): Subject {
  return 'identifiers' in subject ? { ...subject, identifiers: [] } : subject;
}
