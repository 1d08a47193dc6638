import type { CommitmentEvidence, ResourceRef, State } from '../evidence';
import { markup, type Content, type Html } from '../markup';
import type { TestOutcome } from '../test-results';
import { commitmentPage, relative, templatePage } from './addresses';

/** States in the order in which an auditor wants them, with what each means. */
export const STATE_MEANINGS: Readonly<Record<State, string>> = {
  unmet: 'A rule finds something, a test failed, or nothing proves it.',
  open: 'Something is missing; the register says what and why.',
  stale: 'Nothing is known against it, but a proof is of other sources or was not run.',
  proven: 'This build saw every proof: rules on this assembly, tests on these sources.',
  attested: 'People or AWS keep it; a document says so, no machine has proven it.',
};

export function stateBadge(state: State): Html {
  return markup`<span class="state ${state}">${state}</span>`;
}

const OUTCOME_CLASS: Readonly<Record<TestOutcome, State>> = {
  passed: 'proven',
  failed: 'unmet',
  stale: 'stale',
  'not run': 'stale',
};

export function outcomeBadge(outcome: TestOutcome): Html {
  return markup`<span class="state ${OUTCOME_CLASS[outcome]}">${outcome}</span>`;
}

export function commitmentLink(from: string, id: string): Html {
  return markup`<a class="id" href="${relative(from, commitmentPage(id))}">${id}</a>`;
}

/** A name of CloudFormation, which breaks between its words. */
export function code(name: string): Html {
  const parts = name.split(/(?<=::|\.)|(?<=[a-z])(?=[A-Z])|(?=[0-9A-F]{8}$)/);
  return markup`<code>${parts.map((part, index) => [index > 0 && markup`<wbr>`, part])}</code>`;
}

/** @param line line of the template. @default - the resource as a whole */
export function resourceLink(from: string, { stack, logicalId }: ResourceRef, text: Content, line?: number): Html {
  const anchor = line === undefined ? logicalId : `L${line}`;
  return markup`<a href="${relative(from, templatePage(stack))}#${anchor}">${text}</a>`;
}

export interface Column {
  readonly title: string;
  /** Has sentences, and takes the room that there is. @default false */
  readonly text?: boolean;
  /** Needs no title where the table is a list of cards. @default false */
  readonly bare?: boolean;
  /** Numbers are set to the right. @default false */
  readonly number?: boolean;
}

/** Cells of a row, and what filters may ask for. */
export interface Row {
  readonly cells: readonly Content[];
  readonly id?: string;
  readonly data?: Readonly<Record<string, string>>;
  /** What a search finds beside the text of the cells. */
  readonly words?: string;
}

/** A table that becomes a list of cards where the window is narrow. */
export function table(columns: readonly Column[], rows: readonly Row[], id?: string): Html {
  const kind = ({ number, text }: Pick<Column, 'number' | 'text'>): Content =>
    number ? markup` class="number"` : text && markup` class="text"`;
  const attributes = ({ data = {}, words, id: rowId }: Row): Content => [
    rowId !== undefined && markup` id="${rowId}"`,
    Object.entries(data).map(([name, value]) => markup` data-${name}="${value}"`),
    words !== undefined && markup` data-words="${words}"`,
  ];
  const cell = (content: Content, { title, bare, ...column }: Column): Html =>
    markup`<td data-label="${title}"${bare && markup` data-bare`}${kind(column)}>${content}</td>`;
  return markup`<table class="cards"${id !== undefined && markup` id="${id}"`}>
<thead><tr>${columns.map((column) => markup`<th scope="col"${kind(column)}>${column.title}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => markup`<tr${attributes(row)}>${row.cells.map((content, index) => cell(content, columns[index]!))}</tr>\n`)}</tbody></table>`;
}

export interface Choice {
  /** Name of the rows' data that it asks for. */
  readonly name: string;
  readonly label: string;
  readonly values: readonly string[];
}

/** Search and filters of a table; hidden until the script that makes them work has run. */
export function filters(tableId: string, noun: string, choices: readonly Choice[]): Html {
  return markup`<form class="filters" role="search" data-filters="${tableId}" data-noun="${noun}" hidden>
    <label>Search <input type="search" name="q" autocomplete="off" spellcheck="false" aria-keyshortcuts="/" /></label>
    ${choices.map(
      ({ name, label, values }) =>
        markup`<label>${label} <select name="${name}"><option value="">all</option>${values.map((value) => markup`<option>${value}</option>`)}</select></label>\n`,
    )}<button type="reset">Show all</button>
    <p role="status" class="count"></p>
  </form>`;
}

/** Distinct values in their order. */
export function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** A short list of commitments with why each is in its state. */
export function reasonList(from: string, all: readonly CommitmentEvidence[]): Html {
  return markup`<ul class="reasons">
    ${all.map(
      ({ commitment, state, reasons }) =>
        markup`<li>
          ${stateBadge(state)} ${commitmentLink(from, commitment.id)} <span class="says">${commitment.statement}</span>
          <span class="why">${reasons.join(' ')}</span>
        </li> `,
    )}
  </ul>`;
}
