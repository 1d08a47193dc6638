import { z } from 'zod';
import { jobSchema } from './job';

/** What all jobs of a place have in common; the construct gives it to functions as JSON in the variable JOB_COMMON. */
export const jobCommonSchema = jobSchema.omit({ server: true, sites: true }).extend({
  /** ARN of what rotates the secrets of sites in the home region. */
  rotationFunction: jobSchema.shape.server.shape.rotationFunction,
});
export type JobCommon = z.infer<typeof jobCommonSchema>;

/** An ISO 8601 instant, made one of UTC so that instants can be compared as texts. */
export const instantSchema = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

/** Name of an execution of a state machine; it becomes part of keys, and an argument of the worker's. */
export const executionSchema = z.string().regex(/^[A-Za-z0-9][^\s/]{0,79}$/, 'must be the name of an execution');

/** Operations of the worker. */
export const OPERATIONS = [
  'onboard',
  'backup',
  'verify',
  'restore',
  'clone',
  'export',
  'export-person',
  'erase-person',
  'retire',
  'erase',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** One run of the worker on sites of one server, as a plan hands it to a state machine. */
export const stepSchema = z.object({
  operation: z.enum(OPERATIONS),
  server: z.string(),
  sites: z.array(z.string()).min(1),
  /** `s3://` address of the job, which the rotation reads as well. */
  job: z.string(),
  /** The worker's command line. */
  arguments: z.array(z.string()),
  /** `s3://` address that the worker writes outcomes to. */
  outcomes: z.string(),
  /** What follows once the results are recorded: the rotation, or the removal of all backups, or nothing. */
  then: z.enum(['rotate', 'remove', 'nothing']),
});
export type Step = z.infer<typeof stepSchema>;

/** All steps on one server, one after the other. */
export const batchSchema = z.object({ server: z.string(), steps: z.array(stepSchema) });
export type Batch = z.infer<typeof batchSchema>;
