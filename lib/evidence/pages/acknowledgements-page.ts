import type { AcknowledgementGroup } from '../acknowledgement-groups';
import type { Evidence } from '../evidence';
import { markup, type Content, type Html } from '../markup';
import { counted } from '../state';
import { PAGES } from './addresses';
import type { Page } from './page';
import { code, commitmentLink, distinct, filters, resourceLink, table } from './parts';

/** Findings that somebody answered for, and safeties that are switched off for a time. */
export function acknowledgementsPage({ acknowledgements, exceptions }: Evidence): Page {
  const places = acknowledgements.reduce((sum, group) => sum + group.places.length, 0);
  return {
    path: PAGES.acknowledgements,
    title: 'Acknowledgements',
    content: markup`<h1>Acknowledgements and exceptions</h1>
      <h2>Exceptions</h2>
      ${exceptionTable(exceptions)}
      <h2>Acknowledged findings</h2>
      <p>
        ${counted(places, 'finding')} of the engines were answered for, with
        ${counted(acknowledgements.length, 'reason')}. Each stands in the code at the resource itself; one that matches
        no finding any more fails the tests. None has an end: it ends with its finding.
      </p>
      ${filters('acknowledgements', 'reasons', [
        { name: 'engine', label: 'Engine', values: distinct(acknowledgements.map(({ engine }) => engine)) },
      ])}
      ${table(
        [{ title: 'Rule' }, { title: 'Why it is accepted', text: true }, { title: 'Where' }],
        acknowledgements.map(rowOf),
        'acknowledgements',
      )}`,
  };
}

function exceptionTable(exceptions: Evidence['exceptions']): Html {
  if (exceptions.length === 0) return markup`<p>The config makes no exception to any commitment.</p>`;
  return table(
    ['Commitment', 'For', 'Reason', 'Approved by', 'Until'].map((title) => ({ title })),
    exceptions.map(({ commitment, subject, reason, approvedBy, expires }) => ({
      cells: [commitmentLink(PAGES.acknowledgements, commitment), subject, reason, approvedBy, expires],
    })),
  );
}

function rowOf({ engine, rule, description, reason, places }: AcknowledgementGroup) {
  const where: Content = places.map(
    ({ constructPath, resource }) =>
      markup`<li>
        ${resource ? resourceLink(PAGES.acknowledgements, resource, constructPath) : constructPath || 'the app as a whole'}
      </li> `,
  );
  return {
    cells: [
      markup`${code(rule)}
        <div class="muted">${engine}</div>`,
      markup`${reason}
        <details>
          <summary class="muted">What the engine says</summary>
          ${description}
        </details>`,
      markup`<details>
        <summary>${counted(places.length, 'place')}</summary>
        <ul>
          ${where}
        </ul>
      </details>`,
    ],
    data: { engine },
    words: places.map(({ resource }) => resource?.logicalId ?? '').join(' '),
  };
}
