import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Secret with `dsn`: the address and key of our project at Sentry. */
  DSN_SECRET: z.string().min(1),
  /** Host in the register of sub-processors; an address elsewhere is refused (D8). */
  SENTRY_HOST: z.string().min(1),
  /** Names that the config marks as personal, as a JSON list: members so called are masked. */
  PERSONAL_MEMBERS: z
    .string()
    .transform((text) => JSON.parse(text) as unknown)
    .pipe(z.array(z.string().min(1))),
  /** Environment of the platform, by which Sentry sorts errors. */
  ENVIRONMENT: z.string().min(1),
  AWS_REGION: z.string().min(1),
});
/** What the construct sets; Lambda itself sets the rest. */
export type Environment = Readonly<Record<Exclude<keyof z.infer<typeof environmentSchema>, 'AWS_REGION'>, string>>;
