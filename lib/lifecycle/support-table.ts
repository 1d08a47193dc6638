import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** The table's path, for messages. */
export const SUPPORT_TABLE = 'lib/lifecycle/support-ends.yaml';

const rowSchema = z.strictObject({
  uses: z.string().describe('What it is about, as `usesOf` names it'),
  ends: z.iso.date().optional().describe('Last day of support. Default: no end is announced'),
  reviewed: z.iso.date().describe('When it was compared with its source'),
  verified: z.boolean().describe('Whether it was found there on that day; else it is from memory'),
  source: z.url({ protocol: /^https$/ }),
});

/** Until when something is supported. */
export type Support = z.infer<typeof rowSchema>;

export const SUPPORT: readonly Support[] = z
  .array(rowSchema)
  .parse(parse(readFileSync(join(__dirname, 'support-ends.yaml'), 'utf8')));
