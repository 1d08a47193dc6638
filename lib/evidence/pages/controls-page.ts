import type { MappedControls } from '../../commitments/commitment';
import type { CommitmentEvidence, Evidence } from '../evidence';
import { markup, type Html } from '../markup';
import { PAGES } from './addresses';
import { STANDARDS } from './matrix-page';
import type { Page } from './page';
import { commitmentLink, distinct, stateBadge, table } from './parts';

/** Where a control stands in the page of controls. */
export function controlAnchor(standard: keyof MappedControls, number: string): string {
  return `${standard}-${number.replace(/[^A-Za-z0-9.-]/g, '_')}`;
}

/** The commitments by the controls that they are evidence for. */
export function controlsPage({ commitments }: Evidence): Page {
  const standards = Object.keys(STANDARDS) as (keyof MappedControls)[];
  return {
    path: PAGES.controls,
    title: 'Controls',
    content: markup`<h1>Controls</h1>
      <p>
        Which commitments are evidence for a control, by the control’s own number. The mapping is ours; what a standard
        asks for beyond it is for its auditor to say.
      </p>
      <ul class="chips">
        ${standards.map((standard) => markup`<li><a href="#${standard}">${STANDARDS[standard]}</a></li>`)}
      </ul>
      ${standards.map((standard) => standardSection(standard, commitments))}`,
  };
}

function standardSection(standard: keyof MappedControls, commitments: readonly CommitmentEvidence[]): Html {
  const numbers = distinct(commitments.flatMap(({ commitment }) => commitment.controls[standard]));
  return markup`<h2 id="${standard}">${STANDARDS[standard]}</h2>
    ${table(
      [{ title: 'Control' }, { title: 'Commitments' }],
      numbers.map((number) => ({
        id: controlAnchor(standard, number),
        cells: [
          markup`<strong>${number}</strong>`,
          markup`<ul>
            ${commitments
              .filter(({ commitment }) => commitment.controls[standard].includes(number))
              .map(
                ({ commitment, state }) =>
                  markup`<li>
                    ${commitmentLink(PAGES.controls, commitment.id)} ${stateBadge(state)} ${commitment.statement}
                  </li> `,
              )}
          </ul>`,
        ],
      })),
    )}`;
}
