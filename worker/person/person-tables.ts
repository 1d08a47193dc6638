import { escapeIdentifier } from 'pg';
import type { MaskedColumn, PersonalData } from '../../lambda/shared/job';
import { WorkerError } from '../errors';
import { holdsIdentifier, type HashedPerson } from './identifiers';

/** A table in which a person's rows can be told from others'. */
export interface PersonTable {
  /** `schema.table`. */
  readonly name: string;
  /** Condition, in SQL, of the person's rows. */
  readonly rows: string;
  /** What is masked in them; empty in a table that only leads to others. */
  readonly columns: readonly MaskedColumn[];
}

export interface PersonTables {
  /** Those that refer to others come before them: once a row is masked, nothing finds what refers to it. */
  readonly tables: readonly PersonTable[];
  /** Tables with personal data in which nothing says whose it is. */
  readonly notSearched: readonly string[];
}

/** Where a person's data are: in rows that hold an identifier of theirs, and in rows that refer to such rows. */
export function personTables({ columns, links }: PersonalData, person: HashedPerson): PersonTables {
  const names = [...new Set([...columns, ...links].map(({ table }) => table))].sort();
  const found = names.map((name) => {
    const { rows, depth } = rowsOf(name, []);
    return { name, rows, depth, columns: columns.filter(({ table }) => table === name) };
  });
  const searched = found.filter(({ rows }) => rows !== '').sort((a, b) => b.depth - a.depth);
  return {
    tables: searched.map(({ name, rows, columns: masked }) => ({ name, rows, columns: masked })),
    notSearched: found.filter(({ rows }) => rows === '').map(({ name }) => name),
  };

  function rowsOf(name: string, before: readonly string[]): { readonly rows: string; readonly depth: number } {
    if (before.includes(name)) {
      throw new WorkerError('BadRequest', `The links of personal data go round: ${[...before, name].join(' → ')}`);
    }
    const kinds = new Set(person.hashes.map(({ kind }) => kind));
    const own = columns.flatMap(({ table, column, mask }) =>
      table === name && (mask === 'email' || mask === 'phone') && kinds.has(mask)
        ? [holdsIdentifier(column, mask, person)]
        : [],
    );
    const leading = links
      .filter(({ table }) => table === name)
      .map((link) => ({ link, to: rowsOf(link.references, [...before, name]) }));
    const through = leading
      .filter(({ to }) => to.rows !== '')
      .map(
        ({ link, to }) =>
          `${escapeIdentifier(link.column)} IN (SELECT ${escapeIdentifier(link.key)} FROM ${quoted(link.references)} WHERE ${to.rows})`,
      );
    return { rows: [...own, ...through].join(' OR '), depth: 1 + Math.max(0, ...leading.map(({ to }) => to.depth)) };
  }
}

/** `schema.table` as SQL has it, with what inherits from it or is a partition of it. */
export function quoted(name: string): string {
  return name.split('.').map(escapeIdentifier).join('.');
}
