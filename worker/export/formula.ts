/**
 * How a text begins that a spreadsheet may take for a formula: `=`, `+`, `-`, `@`, a tab or a line end, their full-width
 * forms included. Apostrophes before it are skipped, so that the one that is put in front can be taken away again
 * without doubt. Read alike by PostgreSQL and JavaScript.
 */
const FORMULA = `^'*[=+@\\t\\r\\n\\uFF1D\\uFF0B\\uFF20\\uFF0D-]`;
const formula = new RegExp(FORMULA);

export function isFormula(text: string): boolean {
  return formula.test(text);
}

/** A text that no spreadsheet takes for a formula: with an apostrophe in front, if it could be one (TN-10). */
export function neutralised(text: string): string {
  return isFormula(text) ? `'${text}` : text;
}

/** The same in SQL, of an expression. */
export function neutralisedSql(text: string): string {
  const pattern = FORMULA.replace(/[\\']/g, '\\$&');
  // Without a collation of its own, as one that takes different texts for equal can't be searched with a pattern.
  return `CASE WHEN (${text}) COLLATE "C" ~ E'${pattern}' THEN '''' || (${text}) ELSE ${text} END`;
}
