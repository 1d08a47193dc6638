import { parseArgs } from 'node:util';
import { z } from 'zod';
import { WorkerError } from './errors';
import { issuesOf } from './job';

export const USAGE = `Usage: worker <operation> --job <file|-> [--site <id>]... [options]

Operations
  onboard   make keys, secrets, role and database of the sites
  backup    back the sites up            --at <instant>      moment of the schedule; default: now
  verify    restore a backup for a test  --backup <id>       default: the newest complete one
                                         --attachment-bytes <n>  read so much of attachments, drawn by lot; default: all
  restore   restore a backup             --backup <id>       no default
                                         --operation <name>  the same for every attempt at one restore
  clone     refresh copies of the sites  --backup <id>       default: the newest complete one
                                         --copy <id>         only this copy; can be repeated
  export    all data as CSV and Excel    --operation <name>  the same for every attempt at one export
  export-person, erase-person
            one person's data: as CSV, or masked for good
                                         --site              must name the site
                                         --person <s3://…>   JSON of identifiers
                                         --operation <name>  the same for every attempt
  retire    take sites out of service    --site              must name them
  erase     destroy all data of sites    --site              must name them
                                         --operation <name>  the same for every attempt at one erasure

Options
  --job <source>       JSON: regions, server and sites; a file, - for standard input, or s3://<bucket>/<key>
  --site <id>          only this site of the job; can be repeated
  --concurrency <n>    sites at a time, 1 to 16; default: 2
  --outcomes <target>  s3://<bucket>/<key> to write the outcomes of all sites to as well

Standard output has one line of JSON for each site, standard error the log.`;

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const common = {
  job: z.string().min(1),
  site: z.array(z.string()).default([]),
  outcomes: z.string().regex(/^s3:/, 'must be s3://<bucket>/<key>').optional(),
  concurrency: z.coerce.number().int().min(1).max(16).default(2),
};

/** What can't be undone is never done to all sites of a server because a word was left out. */
const named = { site: z.array(z.string()).min(1, 'must be named, each with --site') };

/** Not the identifiers themselves: command lines are seen by many. */
const ofPerson = { as: z.string().min(1), person: z.string().regex(/^s3:/, 'must be s3://<bucket>/<key>') };

const commandSchema = z.discriminatedUnion('operation', [
  z.strictObject({ operation: z.literal('onboard'), ...common }),
  z.strictObject({ operation: z.literal('backup'), ...common, at: instant.optional() }),
  z.strictObject({
    operation: z.literal('verify'),
    ...common,
    backup: z.string().min(1).optional(),
    'attachment-bytes': z.coerce.number().int().min(1).optional(),
  }),
  z.strictObject({
    operation: z.literal('restore'),
    ...common,
    backup: z.string().min(1),
    /** `name` below, as there are two meanings of operation. */
    as: z.string().min(1),
  }),
  z.strictObject({
    operation: z.literal('clone'),
    ...common,
    backup: z.string().min(1).optional(),
    copy: z.array(z.string()).default([]),
  }),
  z.strictObject({ operation: z.literal('export'), ...common, as: z.string().min(1) }),
  z.strictObject({ operation: z.literal('export-person'), ...common, ...named, ...ofPerson }),
  z.strictObject({ operation: z.literal('erase-person'), ...common, ...named, ...ofPerson }),
  z.strictObject({ operation: z.literal('retire'), ...common, ...named }),
  z.strictObject({ operation: z.literal('erase'), ...common, ...named, as: z.string().min(1) }),
]);
export type Command = z.infer<typeof commandSchema>;

/** Reads the arguments after the program's name. */
export function parseCommandLine(args: readonly string[]): Command {
  const text = { type: 'string' } as const;
  const many = { type: 'string', multiple: true } as const;
  const what = { at: text, backup: text, copy: many, operation: text, person: text, 'attachment-bytes': text } as const;
  const options = { job: text, site: many, concurrency: text, outcomes: text, ...what } as const;
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
