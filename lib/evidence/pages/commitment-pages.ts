import { decisions } from '../../commitments/decisions';
import type { CommitmentEvidence, Evidence, RehearsalEvidence, TestEvidence, WatchEvidence } from '../evidence';
import { markup, type Content, type Html } from '../markup';
import { counted } from '../state';
import { commitmentPage, PAGES, relative } from './addresses';
import { controlAnchor } from './controls-page';
import { FAMILIES, STANDARDS } from './matrix-page';
import type { Page } from './page';
import { commitmentLink, outcomeBadge, resourceLink, stateBadge, table } from './parts';
import { ruleSection } from './rule-section';

/** A page for each commitment: what we say, and everything that shows whether it holds. */
export function commitmentPages({ commitments }: Evidence): Page[] {
  return commitments.map((one, index) => ({
    path: commitmentPage(one.commitment.id),
    title: one.commitment.id,
    content: content(one, commitments[index - 1], commitments[index + 1]),
  }));
}

function content(one: CommitmentEvidence, before?: CommitmentEvidence, after?: CommitmentEvidence): Html {
  const { commitment, state, reasons, rules, tests, rehearsal, watches } = one;
  const { id, statement, document, class: kind, attestation } = commitment;
  const from = commitmentPage(id);
  return markup`<p><a href="${relative(from, PAGES.matrix)}">Commitments</a> / ${FAMILIES[id.slice(0, 2)] ?? ''}</p>
    <h1>${id} ${stateBadge(state)}</h1>
    <p class="lead">${statement}</p>
    <dl class="facts">
      <dt>Promised in</dt>
      <dd>${document}</dd>
      <dt>Kept by</dt>
      <dd>${kind}</dd>
      <dt>Why ${state}</dt>
      <dd>${reasons.map((reason) => markup`<div>${reason}</div>`)}</dd>
      ${
        attestation !== undefined &&
        state !== 'attested' &&
        markup`<dt>Attested by</dt>
          <dd>${attestation}</dd>`
      }
    </dl>
    ${meanings(commitment.decisions ?? [])}
    ${section(
      'Rules',
      rules.length,
      rules.map((rule) => ruleSection(from, rule)),
    )}
    ${section('Tests', tests.length, testTables(tests))}
    ${section('Rehearsal', rehearsal.length, rehearsalTable(from, rehearsal))}
    ${section('What watches it', watches.length, watchList(from, watches))} ${exceptions(one)}
    <h2>Controls it is evidence for</h2>
    ${controls(one)}
    <p class="between">
      <span>${before && markup`← ${commitmentLink(from, before.commitment.id)}`}</span>
      <span>${after && markup`${commitmentLink(from, after.commitment.id)} →`}</span>
    </p>`;
}

function section(title: string, count: number, body: Content): Html | false {
  return (
    count > 0 &&
    markup`<h2>${title}</h2>
      ${body}`
  );
}

function meanings(numbers: readonly string[]): Html | false {
  if (numbers.length === 0) return false;
  return markup`<h2>How it is meant</h2>
    <dl class="facts">
      ${numbers.map(
        (number) =>
          markup`<dt>${number}</dt>
            <dd>${decisions[number]}</dd> `,
      )}
    </dl>`;
}

function testTables(tests: readonly TestEvidence[]): Content {
  const files = [...new Set(tests.map(({ file }) => file))];
  return files.map((file) => {
    const own = tests.filter((test) => test.file === file);
    const passed = own.filter(({ outcome }) => outcome === 'passed').length;
    return markup`<details${own.length <= 12 && markup` open`}><summary><code>${file}</code> <span class="muted">${passed} of ${counted(own.length, 'test')} passed on these sources</span></summary>
${table(
  [{ title: 'Result' }, { title: 'Test' }],
  own.map(({ title, outcome }) => ({ cells: [outcomeBadge(outcome), title] })),
)}</details>
`;
  });
}

function rehearsalTable(from: string, findings: readonly RehearsalEvidence[]): Html {
  return markup`<p>What the <a href="${relative(from, PAGES.recovery)}">last rehearsal</a> found.</p>
    ${table(
      ['Result', 'What', 'Expected', 'Found'].map((title) => ({ title })),
      findings.map(({ outcome, subject, expected, found }) => ({
        cells: [outcomeBadge(outcome), subject, expected, found],
      })),
    )}`;
}

function watchList(from: string, watches: readonly WatchEvidence[]): Html {
  return table(
    [{ title: 'Section of the runbook' }, { title: 'Alarms and notices in this assembly' }],
    watches.map(({ anchor, title, alarms }) => ({
      cells: [
        title === undefined
          ? markup`<span class="state unmet">missing</span> ${anchor}`
          : markup`<a href="${relative(from, PAGES.runbook)}#${anchor}">${title}</a>`,
        alarms.length === 0
          ? markup`<span class="muted">none; the section is for people</span>`
          : markup`<details>
              <summary>${alarms.length} in ${counted(new Set(alarms.map(({ stack }) => stack)).size, 'stack')}</summary>
              <ul>
                ${alarms.map((alarm) => markup`<li>${resourceLink(from, alarm, [alarm.stack, ' ', markup`<code>${alarm.logicalId}</code>`])}</li>`)}
              </ul>
            </details>`,
      ],
    })),
  );
}

function exceptions({ exceptions: all }: CommitmentEvidence): Html | false {
  if (all.length === 0) return false;
  return markup`<h2>Exceptions</h2>
    ${table(
      ['For', 'Reason', 'Approved by', 'Until'].map((title) => ({ title })),
      all.map(({ subject, reason, approvedBy, expires }) => ({ cells: [subject, reason, approvedBy, expires] })),
    )}`;
}

function controls({ commitment }: CommitmentEvidence): Html {
  const from = commitmentPage(commitment.id);
  const entries = Object.entries(commitment.controls) as [keyof typeof STANDARDS, readonly string[]][];
  return markup`<dl class="facts">
    ${entries
      .filter(([, numbers]) => numbers.length > 0)
      .map(
        ([standard, numbers]) =>
          markup`<dt>${STANDARDS[standard]}</dt>
            <dd>
              <ul class="chips">
                ${numbers.map(
                  (number) =>
                    markup`<li>
                      <a href="${relative(from, PAGES.controls)}#${controlAnchor(standard, number)}">${number}</a>
                    </li>`,
                )}
              </ul>
            </dd> `,
      )}
  </dl>`;
}
