import type { PropertyRef, RuleEvidence, RuleFinding, SatisfiedResource } from '../evidence';
import { markup, type Content, type Html } from '../markup';
import { counted } from '../state';
import { code, resourceLink, table } from './parts';

/** More kinds of resources than this are folded away. */
const SHOWN = 12;

/** What a rule says, what breaks it, and what makes it true. @param from page that it is on */
export function ruleSection(from: string, { id, statement, satisfied, findings, absences }: RuleEvidence): Html {
  const kinds = kindsOf(satisfied);
  const summary =
    satisfied.length === 0
      ? 'This assembly has no resource that it applies to.'
      : `Holds at ${counted(satisfied.length, 'resource')} of ${counted(kinds.length, 'kind')}.`;
  return markup`<h3 id="${id}"><code>${id}</code></h3>
    <p>${statement} <span class="muted">${summary}</span></p>
    ${findings.length > 0 && findingTable(from, findings)}
    ${
      absences.length > 0 &&
      markup`<ul class="reasons">
        ${absences.map(({ problem }) => markup`<li><span class="state unmet">missing</span> ${problem}</li>`)}
      </ul>`
    }
    ${
      kinds.length > 0 &&
      markup`<details${kinds.length <= SHOWN && markup` open`}><summary>Resources that make it true</summary>
${table(
  ['Resource', 'Type', 'Properties', 'Where'].map((title) => ({ title })),
  kinds.map((kind) => ({ cells: cellsOf(from, kind) })),
)}</details>`
    }`;
}

/** The same resource, set the same way, in several stages. */
type Kind = readonly [SatisfiedResource, ...SatisfiedResource[]];

function kindsOf(satisfied: readonly SatisfiedResource[]): Kind[] {
  const kinds = new Map<string, [SatisfiedResource, ...SatisfiedResource[]]>();
  for (const resource of satisfied) {
    const settings = resource.properties.map(({ property, value }) => [property, value]);
    const key = JSON.stringify([stackName(resource), resource.logicalId, settings]);
    const kind = kinds.get(key);
    if (kind) kind.push(resource);
    else kinds.set(key, [resource]);
  }
  return [...kinds.values()];
}

function cellsOf(from: string, kind: Kind): Content[] {
  const [first] = kind;
  return [
    markup`${stackName(first)} ${code(first.logicalId)}`,
    code(first.type.replace('AWS::', '')),
    markup`<ul>
      ${first.properties.map(({ property, value }) => markup`<li>${property === '' ? 'is there' : code(property)}${value !== undefined && markup` = <code>${shortened(value)}</code>`}</li>`)}
    </ul>`,
    markup`<ul>
      ${kind.map((resource) => markup`<li>${place(from, resource)}</li>`)}
    </ul>`,
  ];
}

/** Links to the line of each property in one stage. */
function place(from: string, resource: SatisfiedResource): Content {
  const [first, ...others] = distinctLines(resource.properties);
  const [stage = resource.stack] = resource.stack.split('/');
  return [
    resourceLink(from, resource, stage, first?.line),
    others.map(({ property, line }) => [
      ' ',
      resourceLink(from, resource, [markup`<span class="visually-hidden">${property} </span>`, `:${line}`], line),
    ]),
  ];
}

function distinctLines(properties: readonly PropertyRef[]): PropertyRef[] {
  return properties.filter(({ line }, index) => properties.findIndex((other) => other.line === line) === index);
}

function findingTable(from: string, findings: readonly RuleFinding[]): Html {
  return table(
    ['', 'Where', 'Property', 'What is wrong'].map((title) => ({ title })),
    findings.map((finding) => ({
      cells: [
        finding.acknowledged === undefined
          ? markup`<span class="state unmet">finding</span>`
          : markup`<span class="state stale">acknowledged</span>`,
        resourceLink(from, finding, [finding.stack, ' ', code(finding.logicalId)], finding.line),
        code(finding.property),
        [
          finding.problem,
          finding.acknowledged !== undefined && markup`<div class="muted">${finding.acknowledged}</div>`,
        ],
      ],
    })),
  );
}

function stackName({ stack }: SatisfiedResource): string {
  return stack.split('/').slice(1).join('/');
}

function shortened(value: string): string {
  return value.length <= 60 ? value : `${value.slice(0, 59)}…`;
}
