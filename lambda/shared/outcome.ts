import { z } from 'zod';

/** What became of an operation on one site, as the worker says it: a line of its output. */
export const outcomeSchema = z.discriminatedUnion('outcome', [
  z.object({ site: z.string(), outcome: z.literal('done'), result: z.record(z.string(), z.unknown()) }),
  z.object({
    site: z.string(),
    outcome: z.literal('failed'),
    /** `kind` is one of the worker's errors, or `Unexpected`. */
    error: z.object({
      kind: z.string(),
      message: z.string(),
      /** The backup that was found damaged. */
      backup: z.string().optional(),
    }),
    exitCode: z.number().int(),
  }),
]);
export type SiteOutcome = z.infer<typeof outcomeSchema>;

/** A line that can't be read says nothing of any site, so its site counts as failed. */
export function outcomesIn(text: string): SiteOutcome[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [outcomeSchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
