import { z } from 'zod';
import { list, quote } from './problems';
import type { Path, Problem } from './problems';
import { suggestion } from './suggestion';

type Issue = z.core.$ZodIssue;

/**
 * Parses data against a schema; problems are in the words of the config rather than of the library. A value comes
 * with the problems where the rest is sound without what is wrong, so that the checks can look at that as well.
 */
export function parse<T>(schema: z.ZodType<T>, data: unknown, root: Path): { value?: T; problems: Problem[] } {
  const result = schema.safeParse(data, { reportInput: true });
  if (result.success) return { value: result.data, problems: [] };
  const { issues } = result.error;
  return {
    // A key that is refused may be what everything else refers to.
    value: issues.some(({ code }) => code === 'invalid_key') ? undefined : schema.safeParse(without(data, issues)).data,
    problems: issues.flatMap((issue) => describe(schema, issue, root)),
  };
}

/** A copy of the data in which unknown keys and wrong values are left out; items of lists stay, to keep their number. */
function without(data: unknown, issues: readonly Issue[]): unknown {
  const copy: unknown = structuredClone(data);
  for (const issue of issues) {
    const wrong = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of wrong) {
      const parent = path.slice(0, -1).reduce<unknown>((at, part) => (isMapping(at) ? at[part] : undefined), copy);
      if (isMapping(parent) && !Array.isArray(parent)) delete parent[path.at(-1) ?? ''];
    }
  }
  return copy;
}

function isMapping(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}

function describe(schema: z.ZodType, issue: Issue, root: Path): Problem[] {
  const path = [...root, ...issue.path];
  const found = schemaAt(schema, issue.path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = found instanceof z.ZodObject ? Object.keys(found.shape) : [];
      return issue.keys.map((key) => ({
        path: [...path, key],
        at: 'key',
        message: `'${key}' is not known here; ${list(known)} are${suggestion(key, known) || '; remove it'}`,
      }));
    }
    case 'invalid_key': {
      const reason = issue.issues[0]?.message ?? 'is not a valid key';
      return [{ path, at: 'key', message: `${quote(issue.path.at(-1))} ${reason}; rename it` }];
    }
    case 'invalid_type':
      return [{ path, message: wrongType(issue, found) }];
    case 'invalid_value': {
      const values = issue.values.map(String);
      const given = typeof issue.input === 'string' ? issue.input : '';
      if (issue.input === null) {
        const meant = values.includes('null') ? "write it in quotes: 'null'" : 'fill it in';
        return [{ path, message: `is empty; one of ${list(values)} is expected; ${meant}` }];
      }
      if (issue.input === undefined) return [{ path, message: `is missing; one of ${list(values)}; add it` }];
      return [
        {
          path,
          message: `${quote(issue.input)} is not allowed; ${list(values)} are${suggestion(given, values) || '; choose one'}`,
        },
      ];
    }
    default:
      return [{ path, message: `${quote(issue.input)} ${constraint(issue)}${purpose(found)}; correct it` }];
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function wrongType(issue: z.core.$ZodIssueInvalidType, found: z.ZodType | undefined): string {
  const expected = TYPES[issue.expected] ?? issue.expected;
  if (issue.input === undefined) return `is missing; ${expected} is expected${purpose(found)}; add it`;
  if (issue.input === null) return `is empty; ${expected} is expected${purpose(found)}; fill it in or remove it`;
  if (issue.expected === 'int' && typeof issue.input === 'number') {
    return `${quote(issue.input)} is not a whole number${purpose(found)}; correct it`;
  }
  const given = Array.isArray(issue.input) ? 'array' : typeof issue.input;
  const said = given === 'array' || given === 'object' ? '' : `${quote(issue.input)} is `;
  return `${said}${TYPES[given] ?? given}; ${expected} is expected${purpose(found)}; ${remedy(issue)}`;
}

function remedy({ expected, input }: z.core.$ZodIssueInvalidType): string {
  if (expected === 'string' && typeof input !== 'object') return 'put it in quotes';
  return typeof input === 'string' && /^-?\d+(\.\d+)?$/.test(input) ? 'remove the quotes' : 'correct it';
}

/** What the schema says in its own words, where it does, else the bare limit. */
function constraint(issue: Exclude<Issue, { code: 'invalid_type' | 'invalid_value' | 'unrecognized_keys' }>): string {
  if (issue.message.startsWith('must ')) return issue.message;
  if (issue.code === 'too_small') {
    if (issue.origin === 'string') return `must be at least ${issue.minimum} characters long`;
    if (issue.origin === 'array') return `must have at least ${issue.minimum}`;
    return `must be ${issue.minimum} or more`;
  }
  if (issue.code === 'too_big') return `must be ${issue.maximum} or less`;
  if (issue.code === 'invalid_format') return `must be ${FORMATS[issue.format] ?? `in the format ${issue.format}`}`;
  return issue.message;
}

const FORMATS: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  url: 'an address such as https://www.example.com/page',
  date: "a date such as '2027-06-30'",
  starts_with: "a path that starts with '/'",
};

function purpose(found: z.ZodType | undefined): string {
  const description = found?.description;
  return description === undefined ? '' : ` (${description})`;
}

/** The schema of what a path names; its description is found on the outermost wrapper that has one. */
function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  let at: z.ZodType | undefined = schema;
  for (const part of path) {
    const inner: z.ZodType | undefined = at && unwrap(at);
    if (inner instanceof z.ZodObject) at = (inner.shape as Record<string, z.ZodType>)[String(part)];
    else if (inner instanceof z.ZodRecord) at = inner.valueType as z.ZodType;
    else if (inner instanceof z.ZodArray) at = inner.element as z.ZodType;
    else return undefined;
  }
  const inner = at && unwrap(at);
  return at?.description !== undefined && !(inner instanceof z.ZodObject) ? at : inner;
}

function unwrap(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) inner = inner.unwrap() as z.ZodType;
  return inner;
}
