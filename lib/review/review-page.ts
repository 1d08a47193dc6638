import { markup, type Content, type Html } from '../evidence/markup';
import { PAGES } from '../evidence/pages/addresses';
import type { Page } from '../evidence/pages/page';
import { code, commitmentLink, distinct, filters, resourceLink, table } from '../evidence/pages/parts';
import { counted } from '../evidence/state';
import { needsApproval } from './decisions';
import { counts, grouped } from './render';
import type { Group } from './render';
import type { ResourceChange } from './resource-changes';
import type { Review } from './review';
import type { Widening } from './widened-rights';

/** What has changed since the last release, as a page of the evidence. */
export function reviewPage({ base, resources, rights, network, commitments, decisions }: Review): Page {
  return {
    path: PAGES.change,
    title: 'Last change',
    content: markup`<h1>What has changed since ${base}</h1>
      <p>
        A deployment of these sources over ${base} would do this: ${counts(resources)}. CloudFormation’s own schemas say
        which change of a property replaces a resource.
      </p>
      <p>${verdict(decisions)}</p>
      ${list(
        'Refused',
        decisions.refusals.map(({ what, expired }) => `${what}${expired === undefined ? '' : `; ${expired}`}`),
      )}
      ${list(
        'Approved',
        decisions.approved.map(({ what, reason, approvedBy }) => `${what}. ${approvedBy}: ${reason}`),
      )}
      ${list(
        'Approvals to remove',
        decisions.unused.map(({ approval, why }) => `${approval}: ${why}`),
      )}
      <h2>Commitments</h2>
      ${commitmentList(commitments)}
      <h2>Resources</h2>
      ${resourceTable(resources)} ${wideningTable('Rights that are wider', rights)}
      ${wideningTable('Network that is wider', network)}`,
  };
}

function verdict({ refusals }: Review['decisions']): Html {
  return refusals.length === 0
    ? markup`<span class="state sentence proven">Nothing that holds data is lost, and no commitment, unless that is approved.</span>`
    : markup`<span class="state sentence unmet">${counted(refusals.length, 'change')} nobody has approved</span>`;
}

function list(title: string, lines: readonly string[]): Html {
  if (lines.length === 0) return markup``;
  return markup`<h2>${title}</h2>
    <ul>
      ${lines.map((line) => markup`<li>${line}</li> `)}
    </ul>`;
}

function commitmentList({ changes, silent }: Review['commitments']): Html {
  if (changes.length + silent.length === 0) return markup`<p>None is gained, none is lost.</p>`;
  return markup`<ul class="reasons">
    ${changes.map(({ kind, commitment, why }) =>
      kind === 'lost'
        ? markup`<li><span class="state unmet">lost</span> <strong class="id">${commitment}</strong> <span class="why">${why}</span></li> `
        : markup`<li>
            <span class="state proven">gained</span> ${commitmentLink(PAGES.change, commitment)}
            <span class="why">${why}</span>
          </li> `,
    )}
    ${silent.map(({ rule, held }) => markup`<li><span class="state stale">silent</span> <strong>${rule}</strong> <span class="why">held at ${counted(held, 'resource')} and holds nowhere any more; other rules keep what it kept</span></li> `)}
  </ul>`;
}

function resourceTable(resources: readonly ResourceChange[]): Html {
  if (resources.length === 0) return markup`<p>None differs.</p>`;
  const groups = grouped(resources);
  return markup`${filters('changes', 'changes', [
    { name: 'kind', label: 'Change', values: [...new Set(groups.map(({ of }) => of.kind))] },
    { name: 'type', label: 'Type', values: distinct(groups.map(({ of }) => of.type)) },
    { name: 'data', label: 'Holds data', values: distinct(groups.map(({ of }) => heldBy(of))) },
  ])}
    ${table(
      [{ title: 'Change' }, { title: 'Resource' }, { title: 'Type' }, { title: 'By' }, { title: 'Where' }],
      groups.map(({ of, stacks }) => ({
        cells: [badge(of), code(of.logicalId), code(of.type), of.properties.join(', '), places({ of, stacks })],
        data: { kind: of.kind, type: of.type, data: heldBy(of) },
      })),
      'changes',
    )}`;
}

function heldBy({ stateful }: ResourceChange): string {
  return stateful ? 'yes' : 'no';
}

/** Red where data goes. */
function badge(change: ResourceChange): Html {
  const { kind } = change;
  const state = needsApproval(change) ? 'unmet' : kind === 'added' || kind === 'changed' ? 'attested' : 'stale';
  return markup`<span class="state ${state}">${kind}</span>`;
}

/** Of what is gone there is no template to link to. */
function places({ of, stacks }: Group<ResourceChange>): Content {
  const { kind, logicalId, type } = of;
  const place = (stack: string): Content =>
    kind === 'deleted' ? stack : resourceLink(PAGES.change, { stack, logicalId, type }, stack);
  if (stacks.length === 1) return place(stacks[0]!);
  return markup`<details>
    <summary>${counted(stacks.length, 'stack')}</summary>
    <ul>
      ${stacks.map((stack) => markup`<li>${place(stack)}</li>`)}
    </ul>
  </details>`;
}

function wideningTable(title: string, all: readonly Widening[]): Html {
  if (all.length === 0) return markup``;
  return markup`<h2>${title}</h2>
    ${table(
      [{ title: 'Of' }, { title: 'What is new', text: true }, { title: 'Where' }],
      grouped(all).map(({ of: { subject, what }, stacks }) => ({
        cells: [
          code(subject),
          what,
          markup`<details>
            <summary>${counted(stacks.length, 'stack')}</summary>
            <ul>
              ${stacks.map((stack) => markup`<li>${stack}</li>`)}
            </ul>
          </details>`,
        ],
      })),
    )}`;
}
