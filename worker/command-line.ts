import { parseArgs } from 'node:util';
import { z } from 'zod';
import { WorkerError } from './errors';
import { issuesOf } from './job';

export const USAGE = `Usage: worker <operation> --job <file|-> [--site <id>]... [options]

Operations
  onboard   make keys, secrets, role and database of the sites
  backup    back the sites up            --at <instant>      moment of the schedule; default: now
  verify    restore a backup for a test  --backup <id>       default: the newest complete one
  restore   restore a backup             --backup <id>       no default
                                         --operation <name>  the same for every attempt at one restore

Options
  --job <file|->     JSON: regions, server and sites; - reads it from standard input
  --site <id>        only this site of the job; can be repeated
  --concurrency <n>  sites at a time, 1 to 16; default: 2

Standard output has one line of JSON for each site, standard error the log.`;

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const common = {
  job: z.string().min(1),
  site: z.array(z.string()).default([]),
  concurrency: z.coerce.number().int().min(1).max(16).default(2),
};

const commandSchema = z.discriminatedUnion('operation', [
  z.strictObject({ operation: z.literal('onboard'), ...common }),
  z.strictObject({ operation: z.literal('backup'), ...common, at: instant.optional() }),
  z.strictObject({ operation: z.literal('verify'), ...common, backup: z.string().min(1).optional() }),
  z.strictObject({
    operation: z.literal('restore'),
    ...common,
    backup: z.string().min(1),
    /** `name` below, as there are two meanings of operation. */
    as: z.string().min(1),
  }),
]);
export type Command = z.infer<typeof commandSchema>;

/** Reads the arguments after the program's name. */
export function parseCommandLine(args: readonly string[]): Command {
  const text = { type: 'string' } as const;
  const site = { type: 'string', multiple: true } as const;
  const options = { job: text, site, concurrency: text, at: text, backup: text, operation: text } as const;
  let read;
  try {
    read = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new WorkerError('BadRequest', `${(error as Error).message}\n\n${USAGE}`);
  }
  const [operation, ...more] = read.positionals;
  const { operation: as, ...values } = read.values;
  const given = { operation, ...values, ...(as === undefined ? {} : { as }) };
  const result = commandSchema.safeParse(given);
  if (result.success && more.length === 0) return result.data;
  const why = result.success ? `what is ${more.join(' ')}?` : issuesOf(result.error);
  throw new WorkerError('BadRequest', `The command line is wrong: ${why}\n\n${USAGE}`);
}
