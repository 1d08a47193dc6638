import { z } from 'zod';

/** Text that holds JSON of a schema, such as an environment variable; what is no JSON is an issue like any other. */
export function jsonText<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: `must be JSON: ${(error as Error).message}` });
        return z.NEVER;
      }
    })
    .pipe(schema);
}
