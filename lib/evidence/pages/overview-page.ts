import type { CommitmentEvidence, Evidence, State } from '../evidence';
import { STATES } from '../evidence';
import { markup, type Html } from '../markup';
import { counted } from '../state';
import { PAGES } from './addresses';
import type { Figures } from '../diagrams/figures';
import { figure } from './diagrams-page';
import { distinct, reasonList, STATE_MEANINGS, table } from './parts';
import type { Page } from './page';

/** @param figures pictures, where they are drawn */
export function overviewPage(evidence: Evidence, figures?: Figures): Page {
  const { commitments, provenance } = evidence;
  const inState = (state: State) => commitments.filter((one) => one.state === state);
  return {
    path: PAGES.overview,
    title: provenance.company,
    content: markup`<h1>What ${provenance.company} promises about customers’ data, and what proves it</h1>
      <p class="lead">
        ${counted(commitments.length, 'commitment')} from the trust documents, each with its state in this build.
      </p>
      <ul class="tiles">
        ${STATES.map((state) => tile(state, inState(state).length))}
      </ul>
      ${attention('Not met', inState('unmet'))} ${attention('Open', inState('open'))}
      ${staleOnes(inState('stale'))}
      ${figures && whereDataIs(figures)}
      <h2>By trust document</h2>
      ${countsBy(commitments, 'Document', ({ commitment }) => commitment.document, 'document')}
      <h2>By who keeps it</h2>
      ${countsBy(commitments, 'Kept by', ({ commitment }) => commitment.class, 'class')}
      <h2>What this build saw</h2>
      ${provenanceOf(evidence)}`,
  };
}

/** One region; the others are no different in kind. */
function whereDataIs({ productionSetup: [first, ...others] }: Figures): Html {
  if (!first) return markup``;
  return markup`<h2>Where customers’ data is</h2>
${figure(first)}
<p>${others.length > 0 && `The same for ${counted(others.length, 'other region')}, what`}${others.length === 0 && 'What'} is copied where, and who reaches what: see the <a href="${PAGES.diagrams}">diagrams</a>.</p>`;
}

function tile(state: State, count: number): Html {
  return markup`<li class="${count === 0 ? 'zero' : ''}">
    <a class="${state}" href="${PAGES.matrix}#state=${state}"
      ><strong>${count}</strong><b>${state}</b><small>${STATE_MEANINGS[state]}</small></a
    >
  </li> `;
}

/** What an auditor would ask about first. */
function attention(title: string, all: readonly CommitmentEvidence[]): Html {
  if (all.length === 0) return markup``;
  return markup`<h2>${title} (${all.length})</h2>
    ${reasonList(PAGES.overview, all)}`;
}

/** Not alarming, and often many at once: after every change, until the tests have run. */
function staleOnes(all: readonly CommitmentEvidence[]): Html {
  if (all.length === 0) return markup``;
  return markup`<h2>Stale (${all.length})</h2>
<p>Nothing speaks against these, but not every proof is of these sources: <code>npm test</code> and <code>npm start</code> renew what tests and rehearsals prove.</p>
<details><summary>Which, and why</summary>${reasonList(PAGES.overview, all)}</details>`;
}

function countsBy(
  all: readonly CommitmentEvidence[],
  title: string,
  keyOf: (one: CommitmentEvidence) => string,
  filter: string,
): Html {
  const columns = [
    { title },
    { title: 'All', number: true },
    ...STATES.map((state) => ({ title: state, number: true })),
  ];
  const rows = distinct(all.map(keyOf)).map((key) => {
    const of = all.filter((one) => keyOf(one) === key);
    const count = (state: State) => of.filter((one) => one.state === state).length;
    const link = (state: State) =>
      count(state) === 0
        ? markup`<span class="muted">0</span>`
        : markup`<a href="${PAGES.matrix}#${filter}=${encodeURIComponent(key)}&state=${state}">${count(state)}</a>`;
    return { cells: [markup`<strong>${key}</strong>`, of.length, ...STATES.map(link)] };
  });
  return table(columns, rows);
}

function provenanceOf({ provenance, acknowledgements }: Evidence): Html {
  const { stacks, resources, tests, findings, commit, date, changed, sources } = provenance;
  const places = acknowledgements.reduce((sum, group) => sum + group.places.length, 0);
  return markup`<dl class="facts">
      <dt>Sources</dt>
      <dd>
        ${commit === undefined ? 'not in a repository' : markup`commit <code>${commit}</code>${changed ? ', with changes that are not committed' : ''}`}${date !== undefined && `, ${date}`}
      </dd>
      <dt>Fingerprint</dt>
      <dd><code>${sources}</code></dd>
      <dt>Assembly</dt>
      <dd>
        ${counted(stacks, 'stack')} with ${counted(resources, 'resource')}, judged by every rule while these pages were
        made
      </dd>
      <dt>Findings</dt>
      <dd>
        ${findings.length === 0 ? 'none that nobody answered for' : counted(findings.length, 'unanswered finding')};
        ${counted(places, 'acknowledged one')} for ${counted(acknowledgements.length, 'reason')}
      </dd>
      <dt>Tests</dt>
      <dd>
        ${tests.files === 0 ? markup`No results: run <code>npm test</code> first` : markup`${counted(tests.passed, 'test')} passed on these sources, ${tests.failed} failed, ${tests.stale} passed on others, ${tests['not run']} were skipped (${counted(tests.files, 'file')})`}
      </dd>
      <dt>For machines</dt>
      <dd>
        <a href="evidence.json">evidence.json</a>, <a href="commitments.csv">commitments.csv</a>,
        <a href="acknowledgements.csv">acknowledgements.csv</a>, <a href="retention.csv">retention.csv</a>,
        <a href="sub-processors.csv">sub-processors.csv</a>
      </dd>
    </dl>
    ${
      findings.length > 0 &&
      markup`<ul class="reasons">
        ${findings.map(({ engine, rule, description }) => markup`<li><span class="state unmet">finding</span> <strong>${rule}</strong> <span class="why">${engine}: ${description}</span></li>`)}
      </ul>`
    }`;
}
