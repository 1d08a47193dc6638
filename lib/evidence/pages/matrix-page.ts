import type { Commitment, MappedControls } from '../../commitments/commitment';
import type { CommitmentEvidence, Evidence } from '../evidence';
import { STATES } from '../evidence';
import { markup } from '../markup';
import { PAGES } from './addresses';
import { commitmentLink, distinct, filters, stateBadge, table } from './parts';
import type { Page } from './page';

/** Standards by the names that auditors know them by. */
export const STANDARDS: Readonly<Record<keyof MappedControls, string>> = {
  iso27001: 'ISO/IEC 27001:2022, Annex A',
  soc2: 'SOC 2 trust services criteria',
  pciDss: 'PCI DSS 4',
  nist80053: 'NIST 800-53 revision 5',
};

export const FAMILIES: Readonly<Record<string, string>> = {
  BK: 'Backup and rotation',
  DR: 'Restore and disaster recovery',
  AV: 'Availability',
  TN: 'Tenancy, residency and ownership',
  NW: 'Network and access',
  CR: 'Encryption',
  ID: 'Identity',
  LG: 'Logging and monitoring',
  IR: 'Incidents and product security',
  OR: 'Organisation',
};

const COLUMNS = ['Id', 'State', 'What we say', 'About', 'Document', 'Kept by'].map((title, index) => ({
  title,
  bare: index < 3,
  text: index === 2,
}));

export function matrixPage({ commitments }: Evidence): Page {
  const classes = distinct(commitments.map(({ commitment }) => commitment.class));
  const documents = distinct(commitments.map(({ commitment }) => commitment.document));
  const families = distinct(commitments.map(({ commitment }) => familyOf(commitment)));
  return {
    path: PAGES.matrix,
    title: 'Commitments',
    content: markup`<h1>Commitments</h1>
      <p>
        Every promise with its state. Search finds words, numbers of controls, rules and tests; <kbd>/</kbd> goes to the
        search, arrows go through what it finds.
      </p>
      ${filters('commitments', 'commitments', [
        {
          name: 'state',
          label: 'State',
          values: STATES.filter((state) => commitments.some((one) => one.state === state)),
        },
        { name: 'document', label: 'Document', values: documents },
        { name: 'class', label: 'Kept by', values: classes },
        { name: 'about', label: 'About', values: families },
      ])}
      ${table(COLUMNS, commitments.map(rowOf), 'commitments')}`,
  };
}

function rowOf({ commitment, state, reasons, rules, tests }: CommitmentEvidence) {
  const { id, document, statement, class: kind, controls } = commitment;
  const words = [
    ...[controls.iso27001, controls.soc2, controls.pciDss, controls.nist80053].flat(),
    ...rules.map((rule) => rule.id),
    ...tests.map(({ title }) => title),
    ...(commitment.decisions ?? []),
  ].join(' ');
  return {
    cells: [
      commitmentLink(PAGES.matrix, id),
      stateBadge(state),
      [statement, (state === 'open' || state === 'unmet') && markup` <span class="muted">${reasons.join(' ')}</span>`],
      familyOf(commitment),
      document,
      kind,
    ],
    data: { state, document, class: kind, about: familyOf(commitment) },
    words,
  };
}

export function familyOf({ id }: Commitment): string {
  return FAMILIES[id.slice(0, 2)] ?? id.slice(0, 2);
}
