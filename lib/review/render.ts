import { needsApproval } from './decisions';
import { CHANGE_KINDS } from './resource-changes';
import type { ResourceChange } from './resource-changes';
import type { Review } from './review';
import type { Widening } from './widened-rights';

/** The same change in several stacks. */
export interface Group<T> {
  readonly of: T;
  readonly stacks: readonly string[];
}

/** Changes that differ in nothing but where they are, as one each: regions are alike. */
export function grouped<T extends { readonly stack: string }>(all: readonly T[]): Group<T>[] {
  const groups = new Map<string, { of: T; stacks: string[] }>();
  for (const one of all) {
    const key = likeness(one);
    const group = groups.get(key);
    if (group) group.stacks.push(one.stack);
    else groups.set(key, { of: one, stacks: [one.stack] });
  }
  return [...groups.values()];
}

/** What a change is but for the environment, account and region that it is in. */
function likeness({ stack, ...change }: { readonly stack: string }): string {
  const [stage = '', ...path] = stack.split('/');
  const environment = stage.replace(REGION, '').replace(/-(account)?$/, '');
  return JSON.stringify([path, change])
    .replace(REGION, '<region>')
    .replace(/\b\d{12}\b/g, '<account>')
    .replaceAll(environment, '<environment>');
}

const REGION = /\b[a-z]{2}(?:-[a-z]+)+-\d\b/g;

/** A review for a terminal or the log of a pipeline. */
export function renderReview({ base, resources, rights, network, commitments, decisions }: Review): string {
  const { refusals, approved, unused } = decisions;
  return [
    [`Compared with ${base}: ${counts(resources)}`],
    section('Resources', grouped(resources).map(resourceLine)),
    section('Rights that are wider', grouped(rights).map(wideningLine)),
    section('Network that is wider', grouped(network).map(wideningLine)),
    section('Commitments', [
      ...commitments.changes.map(
        ({ kind, commitment, why }) => `${kind === 'lost' ? '✗ lost' : '✓ gained'} ${commitment}: ${why}`,
      ),
      ...commitments.silent.map(
        ({ rule, held }) => `· ${rule} held at ${held} and holds nowhere any more; others keep it`,
      ),
    ]),
    section(
      'Approved',
      approved.map(({ what, reason, approvedBy }) => `✓ ${what}; ${approvedBy}: ${reason}`),
    ),
    section(
      'Approvals to remove',
      unused.map(({ approval, why }) => `· ${why}: ${approval}`),
    ),
    section(
      'Refused',
      refusals.map(({ what, expired }) => `✗ ${what}${expired === undefined ? '' : `; ${expired}`}`),
    ),
    [refusals.length === 0 ? 'Nothing here needs an approval that it has not.' : REMEDY],
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const REMEDY =
  'Change it back, or have each refused one approved in config/approvals.yaml, with reason, approver and expiry.';

/** `2 deleted, 14 changed`; what is none of is left out. */
export function counts(resources: readonly ResourceChange[]): string {
  const said = CHANGE_KINDS.flatMap((kind) => {
    const count = resources.filter((one) => one.kind === kind).length;
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${kind}`];
  });
  return said.length === 0 ? 'no resource differs' : said.join(', ');
}

/** `production-a/data and 5 more`. */
export function placesOf(stacks: readonly string[]): string {
  return stacks.length === 1 ? stacks[0]! : `${stacks[0]} and ${stacks.length - 1} more`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title} (${lines.length})`, ...lines.map((line) => `  ${line}`)];
}

function resourceLine({ of, stacks }: Group<ResourceChange>): string {
  const { kind, type, logicalId, stateful, properties } = of;
  const mark = needsApproval(of) ? '!' : ' ';
  const what = properties.length > 0 ? ` by ${properties.join(', ')}` : '';
  return `${mark} ${kind}${stateful ? ' (holds data)' : ''} ${type} ${logicalId}${what} in ${placesOf(stacks)}`;
}

function wideningLine({ of: { subject, what }, stacks }: Group<Widening>): string {
  return `${subject} ${what} in ${placesOf(stacks)}`;
}
