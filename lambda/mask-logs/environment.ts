import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Names that the config marks as personal, as a JSON list: members so called are masked. */
  PERSONAL_MEMBERS: z
    .string()
    .transform((text) => JSON.parse(text) as unknown)
    .pipe(z.array(z.string().min(1))),
});
export type Environment = Readonly<Record<keyof z.infer<typeof environmentSchema>, string>>;
