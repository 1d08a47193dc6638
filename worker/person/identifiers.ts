import { createHash, randomBytes } from 'node:crypto';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { z } from 'zod';
import { identifierSchema, type Identifier } from '../../lambda/shared/person';

/** What a person is known by, and nothing that the person could be known from: neither logs nor records hold more. */
export const hashedPersonSchema = z.object({
  /** Hexadecimal; of its own for each erasure, so that two of them can't be told to be about one person. */
  salt: z.string().regex(/^[0-9a-f]{64}$/),
  hashes: z.array(z.object({ kind: identifierSchema.shape.kind, hash: z.string().regex(/^[0-9a-f]{64}$/) })).min(1),
});
export type HashedPerson = z.infer<typeof hashedPersonSchema>;

export function hashedPerson(identifiers: readonly Identifier[]): HashedPerson {
  const salt = randomBytes(32).toString('hex');
  const hashOf = ({ kind, value }: Identifier) =>
    createHash('sha256')
      .update(`${salt} ${normalised(kind, value)}`)
      .digest('hex');
  return { salt, hashes: identifiers.map((identifier) => ({ kind: identifier.kind, hash: hashOf(identifier) })) };
}

/** Whether a person is asked for by nothing that identifies anybody. */
export function isBlank({ kind, value }: Identifier): boolean {
  return normalised(kind, value) === '';
}

/** The way in which PostgreSQL does it below, letter for letter: a person must not be missed for a capital or a space. */
function normalised(kind: Identifier['kind'], value: string): string {
  if (kind === 'phone') return value.replace(/[^0-9]/g, '');
  return value
    .normalize('NFC')
    .replace(/^ +| +$/g, '')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Condition, in SQL, that a column holds one of the person's identifiers of a kind. What stands in it names nobody. */
export function holdsIdentifier(column: string, kind: Identifier['kind'], { salt, hashes }: HashedPerson): string {
  const text = `${escapeIdentifier(column)}::text`;
  const value =
    kind === 'phone'
      ? `regexp_replace(${text}, '[^0-9]', '', 'g')`
      : `translate(btrim(normalize(${text}, NFC)), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')`;
  const hash = `encode(sha256(convert_to('${salt} ' || ${value}, 'UTF8')), 'hex')`;
  const wanted = hashes.filter((one) => one.kind === kind).map((one) => escapeLiteral(one.hash));
  return `${hash} IN (${wanted.join(', ')})`;
}
