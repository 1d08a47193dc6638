import { createHash } from 'node:crypto';
import { escapeIdentifier } from 'pg';
import type { MaskedColumn } from '../../lambda/shared/job';

/** A column whose values can be masked as the job asks. */
export interface Maskable {
  readonly column: string;
  readonly mask: MaskedColumn['mask'];
  /** `citext` for text in which case makes no difference. */
  readonly type: 'text' | 'citext' | 'date' | 'timestamp';
  /** Longest value, in characters; undefined: no limit. */
  readonly length?: number;
  /** Whether different values must stay different, as the column is in a unique index. */
  readonly unique: boolean;
}

const FIRST_NAMES = [
  ...['Alex', 'Bente', 'Chris', 'Dana', 'Elia', 'Frances', 'Gale', 'Hilary', 'Ira', 'Jessie', 'Kim', 'Lee', 'Morgan'],
  ...['Noor', 'Oak', 'Pat', 'Quinn', 'Robin', 'Sascha', 'Toni', 'Uli', 'Val', 'Wren', 'Xian', 'Yael', 'Zoe'],
];
const LAST_NAMES = [
  ...['Ashfield', 'Birchwood', 'Cliff', 'Dale', 'Elmsford', 'Ferndown', 'Glade', 'Heath', 'Inlet', 'Juniper', 'Knoll'],
  ...['Lakeside', 'Meadow', 'Northgate', 'Orchard', 'Pine', 'Quarry', 'Ridge', 'Stone', 'Thicket', 'Underhill'],
  ...['Vale', 'Westbrook', 'Yarrow'],
];
/** Stands for longer texts, over and over, so that a page looks as full as it did. */
const FILLER = 'Masked text. ';
/** A domain that can never exist, so that no message reaches anybody (RFC 2606). */
const MAIL_DOMAIN = '@example.invalid';
/** Not a country: no call reaches anybody. */
const PHONE_PREFIX = '+999';

/** Characters of a hash that stand for a value: at 64 bits two of a million values meet once in 30 million copies. */
const UNIQUE = 16;
const TOKEN = 20;
/** Below it, too few values are left to tell rows apart while looking at them. */
const SHORTEST_TOKEN = 4;

const DAY_SECONDS = 86_400;
/** Dates move into the past by up to as many days: nobody gets a birthday in the future. */
const MOST_DAYS = 365;
/** Further than any two real dates are apart. */
const OUT_OF_THE_WAY = 1_000_000;

/**
 * What turns values into masks that nobody can turn back: a hash of an address alone could be found by hashing all
 * addresses. The same secret gives the same masks, so that equal values stay equal, in all tables.
 */
export type Salt = string & { readonly __salt: unique symbol };

/** @param secret Known to nobody who gets the copy. */
export function saltOf(secret: string): Salt {
  return createHash('sha256').update(`masks ${secret}`).digest('hex') as Salt;
}

/** Why a column can't take the masks that are meant for it, as it is too short; undefined if it can. */
export function tooShort({ mask, length = Infinity, unique }: Maskable): string | undefined {
  if (mask === 'date' || mask === 'null') return undefined;
  const around = mask === 'email' ? MAIL_DOMAIN.length : mask === 'phone' && unique ? PHONE_PREFIX.length : 0;
  const token = unique ? UNIQUE : mask === 'email' ? SHORTEST_TOKEN : 0;
  if (length >= around + token) return undefined;
  return `has room for ${length} characters; ${unique ? 'values that stay unique' : 'these'} take ${around + token}`;
}

/** Expression, in SQL, of what takes the place of a column's value. NULL for NULL, and of a type that can be assigned. */
export function maskedValue(column: Maskable, salt: Salt): string {
  const name = escapeIdentifier(column.column);
  switch (column.mask) {
    case 'null':
      return 'NULL';
    case 'date':
      return maskedDate(column, name, salt);
    default:
      return maskedText({ ...column, mask: column.mask }, name, salt);
  }
}

/**
 * What a column is set to before its masks, so that no mask meets another row's value that is yet to be masked: unique
 * indexes are checked row by row. Undefined: not needed, since masks are no values that somebody stored.
 */
export function outOfTheWay({ mask, column, type, unique }: Maskable): string | undefined {
  if (mask !== 'date' || !unique) return undefined;
  return later(escapeIdentifier(column), type, OUT_OF_THE_WAY);
}

function maskedText(
  { mask, type, length = Infinity, unique }: Maskable & { readonly mask: 'name' | 'email' | 'phone' | 'text' },
  name: string,
  salt: Salt,
): string {
  const value = type === 'citext' ? `lower(${name}::text)` : `${name}::text`;
  const hash = hashOf(value, salt);
  const token = (characters: number): string => `left(encode(${hash}, 'hex'), ${Math.min(characters, TOKEN)})`;
  switch (mask) {
    case 'email':
      return `${token(length - MAIL_DOMAIN.length)} || '${MAIL_DOMAIN}'`;
    case 'phone': {
      const digits = (characters: number): string => `translate(${token(characters)}, 'abcdef', '012345')`;
      if (unique) return `'${PHONE_PREFIX}' || ${digits(length - PHONE_PREFIX.length)}`;
      return shortened(`'${PHONE_PREFIX}' || ${digits(9)}`, length);
    }
    case 'name': {
      const full = `${oneOf(FIRST_NAMES, hash, 0)} || ' ' || ${oneOf(LAST_NAMES, hash, 1)}`;
      if (!unique) return shortened(full, length);
      return length > LONGEST_NAME + UNIQUE ? `${full} || ' ' || ${token(UNIQUE)}` : token(length);
    }
    case 'text': {
      const filled = (characters: string): string =>
        `left(repeat('${FILLER}', ${characters} / ${FILLER.length} + 1), ${characters})`;
      const characters = `length(${value})`;
      if (!unique) return filled(characters);
      // As long as the value, unless that is shorter than what keeps it unique.
      return `${filled(`greatest(${characters} - ${UNIQUE}, 0)`)} || ${token(UNIQUE)}`;
    }
  }
}

const LONGEST_NAME = Math.max(...FIRST_NAMES.map(size)) + 1 + Math.max(...LAST_NAMES.map(size));

function maskedDate({ type, unique }: Maskable, name: string, salt: Salt): string {
  if (unique) {
    // All by the same, which keeps apart what is; nobody knows by how much.
    const days = 1 + (Number.parseInt(salt.slice(0, 8), 16) % MOST_DAYS);
    return later(name, type, -OUT_OF_THE_WAY - days);
  }
  const hash = `('x' || left(encode(${hashOf(`${name}::text`, salt)}, 'hex'), 8))::bit(32)::bigint`;
  if (type === 'date') return `${name} - (1 + ${hash} % ${MOST_DAYS})::integer`;
  return `${name} - make_interval(secs => ${DAY_SECONDS} + ${hash} % ${MOST_DAYS * DAY_SECONDS})`;
}

/** In steps of 24 hours, whatever clocks were changed meanwhile. */
function later(name: string, type: Maskable['type'], days: number): string {
  return type === 'date' ? `${name} + (${days})` : `${name} + make_interval(hours => ${days * 24})`;
}

function hashOf(value: string, salt: Salt): string {
  return `sha256(convert_to('${salt}' || ${value}, 'UTF8'))`;
}

function oneOf(words: readonly string[], hash: string, byte: number): string {
  return `(ARRAY['${words.join(`','`)}'])[1 + get_byte(${hash}, ${byte}) % ${words.length}]`;
}

function shortened(text: string, length: number): string {
  return length === Infinity ? text : `left(${text}, ${length})`;
}

function size(text: string): number {
  return text.length;
}
