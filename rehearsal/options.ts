import { parseArgs } from 'node:util';
import { z } from 'zod';

export const USAGE = `Usage: npm start -- [options]

Plays the platform's main job on an embedded AWS and PostgreSQL: nights of backups, a copy, an export, an erasure, the
loss of the home region, and the restore of every site in the recovery region.

Options
  --nights <n>      nights to play; default: 75
  --region <name>   home region of the config; default: the first of production
  --sites <n>       that many sites, made of the config's by repetition; default: those of the config
  --scale <x>       multiplies the data of sites; default: 1
  --seed <n>        of the data; default: 1
  --site <id>       restore this site only, from ...
  --backup <which>  ... this backup: its id, a date, or a slot such as monthly; default: the newest
  --json            the report on standard output, nothing else
  --keep            leave everything running at the end, until Ctrl-C

Environment
  AWS_ENDPOINT_URL  an emulator that runs already, and is empty, instead of the embedded one; its account is that of
                    AWS_ACCESS_KEY_ID. It must run functions on this machine, as MiniStack does`;

const optionsSchema = z.strictObject({
  nights: z.coerce.number().int().min(1).max(4000).default(75),
  region: z.string().optional(),
  sites: z.coerce.number().int().min(1).max(2000).optional(),
  scale: z.coerce.number().positive().max(100).default(1),
  seed: z.coerce.number().int().default(1),
  site: z.string().optional(),
  backup: z.string().optional(),
  json: z.boolean().default(false),
  keep: z.boolean().default(false),
});
export type RehearsalOptions = z.infer<typeof optionsSchema>;

/** @throws Error that says what is wrong, with the usage. */
export function parseOptions(args: readonly string[]): RehearsalOptions {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    ...{ nights: text, region: text, sites: text, scale: text, seed: text, site: text, backup: text },
    ...{ json: flag, keep: flag },
  };
  let values: object;
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${USAGE}`);
  }
  const result = optionsSchema.safeParse(values);
  if (!result.success) {
    const issues = result.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`);
    throw new Error(`${issues.join('\n')}\n\n${USAGE}`);
  }
  if (result.data.backup !== undefined && result.data.site === undefined) {
    throw new Error(`--backup needs --site: whose backup is to be restored?\n\n${USAGE}`);
  }
  return result.data;
}
