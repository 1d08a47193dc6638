import { z } from 'zod';

/** What a person can be found by. Not a name: others have the same one. */
export const identifierSchema = z.strictObject({
  kind: z.enum(['email', 'phone']),
  value: z.string().min(3).max(320),
});
export type Identifier = z.infer<typeof identifierSchema>;

/** The person that a request is about, as the worker reads it. */
export const personSchema = z.strictObject({ identifiers: z.array(identifierSchema).min(1).max(10) });
export type Person = z.infer<typeof personSchema>;

/** Key of that in the operations bucket; states and command lines only name the request. */
export function personKey(request: string): string {
  return `people/${request}.json`;
}
