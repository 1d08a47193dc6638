import { randomInt } from 'node:crypto';
import { z } from 'zod';

/** Content of a database secret, in the form that Secrets Manager and RDS agree on. */
export const credentialsSchema = z.looseObject({
  engine: z.literal('postgres'),
  host: z.string().min(1),
  port: z.coerce.number().int().min(1).max(65535),
  username: z.string().min(1),
  password: z.string().min(1),
  /** Database to sign in to. Default: `postgres`, which every server has. */
  dbname: z.string().min(1).default('postgres'),
  /** In a site's secret: name of the secret of the platform's role, which changes the passwords of its users. */
  platformSecret: z.string().min(1).optional(),
});
export type Credentials = z.infer<typeof credentialsSchema>;

/**
 * Reads a secret. An error names the fields that are wrong and never shows a value.
 *
 * @param known What stands in for fields that the secret lacks: one that RDS manages has a user and a password alone.
 */
export function parseCredentials(secret: string, name: string, known: Partial<Credentials> = {}): Credentials {
  let json: unknown;
  try {
    json = JSON.parse(secret);
  } catch {
    throw new Error(`${name} is not JSON; it must hold engine, host, port, username and password`);
  }
  const result = credentialsSchema.safeParse(isObject(json) ? { ...known, ...json } : json);
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
  throw new Error(
    `${name} lacks or has wrong: ${fields}; it must hold engine 'postgres', host, port, username, password`,
  );
}

function isObject(json: unknown): json is object {
  return typeof json === 'object' && json !== null;
}

/** Letters and digits without those that look alike: nothing to quote, and SASLprep leaves them as they are. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

/** A new password of 40 characters, over 230 bits. */
export function generatePassword(length = 40): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
