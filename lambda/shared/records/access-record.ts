import { z } from 'zod';

/** What was done, in general words that every part of the application shares. */
export const OPERATIONS = ['view', 'search', 'create', 'edit', 'delete', 'export', 'sign-in', 'sign-out'] as const;

const time = z.iso
  .datetime({ offset: true })
  .describe('Date and time with its offset, such as 2026-03-07T10:15:00.123Z');
const site = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,40}$/)
  .describe('Id of the site that it happened at');
const user = z
  .string()
  .min(1)
  .max(200)
  .describe('Name of the user as the token says it, or the id of the API key; never an e-mail address or a password');
const sourceIp = z.union([z.ipv4(), z.ipv6()]).describe("The client's address, which the load balancer passes on");
/** Without its query, where a token might stand. */
const url = z
  .string()
  .max(2000)
  .regex(/^\/[^?#]*$/)
  .describe('Path that was asked, without query');
const entity = z.string().min(1).max(300).describe('What was operated on, such as work-order/4711');

/**
 * One access to a customer's data, as the application has to log it: a JSON object on a line of its own (LG-01). It says
 * when, who, what on, what was done and where from; `url` or `entity` must be there, or both.
 */
export const accessRecordSchema = z
  .strictObject({
    type: z.literal('access'),
    time,
    site,
    user,
    url: url.optional(),
    entity: entity.optional(),
    operation: z.enum(OPERATIONS).describe('What was done'),
    sourceIp,
    outcome: z.enum(['allowed', 'denied', 'failed']).describe('What became of it'),
  })
  .refine(({ url: path, entity: id }) => path !== undefined || id !== undefined, {
    error: 'must have a url or an entity',
    path: ['entity'],
  });
export type AccessRecord = z.infer<typeof accessRecordSchema>;

/** One change of a record: its type, its time, and who made it (LG-07). What it was before and after stays in the database. */
export const changeRecordSchema = z.strictObject({
  type: z.literal('change'),
  time,
  site,
  user,
  entity,
  change: z.enum(['create', 'edit', 'delete', 'restore']).describe('Type of the change'),
  fields: z.array(z.string().min(1).max(100)).max(200).optional().describe('Names of the fields that changed'),
  sourceIp: sourceIp.optional(),
});
export type ChangeRecord = z.infer<typeof changeRecordSchema>;

export const RECORD_SCHEMAS = { access: accessRecordSchema, change: changeRecordSchema } as const;
