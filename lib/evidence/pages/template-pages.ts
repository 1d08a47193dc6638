import type { Assembly, StackTemplate } from '../../commitments/assembly';
import type { Evidence } from '../evidence';
import { markup, type Html } from '../markup';
import { TemplateLines, type TemplateLine } from '../template-lines';
import { commitmentPage, PAGES, relative, templatePage } from './addresses';
import type { Page } from './page';
import { code, distinct, filters, table } from './parts';

/** Ids of the commitments that are kept in a place of a template. */
type Marks = ReadonlyMap<string, ReadonlySet<string>>;

/** The browser of templates: an index, and a page for each stack that shows its template line by line. */
export function templatePages(assembly: Assembly, evidence: Evidence): Page[] {
  const marks = marksOf(evidence);
  const acknowledged = acknowledgedAt(evidence);
  return [index(assembly), ...assembly.stacks.map((stack) => stackPage(stack, marks, acknowledged))];
}

function index({ stacks }: Assembly): Page {
  const columns = ['Stage', 'Stack', 'Account', 'Region', '# Resources', '# Kilobytes'].map((title) => ({
    title: title.replace('# ', ''),
    number: title.startsWith('# '),
  }));
  return {
    path: PAGES.templates,
    title: 'Templates',
    content: markup`<h1>Templates</h1>
      <p>
        What CloudFormation is given: every stack of this assembly, with the lines that make commitments true marked.
      </p>
      ${filters('stacks', 'stacks', [
        { name: 'environment', label: 'Environment', values: distinct(stacks.map(({ environment }) => environment)) },
        { name: 'region', label: 'Region', values: distinct(stacks.map(({ location }) => location.region)) },
      ])}
      ${table(
        columns,
        stacks.map(({ stage, environment, location, resources, bytes }) => ({
          cells: [
            stage,
            markup`<a href="${relative(PAGES.templates, templatePage(location.path))}"
              >${location.path.slice(stage.length + 1)}</a
            >`,
            location.account,
            location.region,
            resources.size,
            Math.ceil(bytes / 1000),
          ],
          data: { environment, region: location.region },
        })),
        'stacks',
      )}`,
  };
}

function stackPage(stack: StackTemplate, marks: Marks, acknowledged: ReadonlyMap<string, readonly string[]>): Page {
  const { location, resources } = stack;
  const path = templatePage(location.path);
  const lines = new TemplateLines(stack);
  const all = [...resources.values()];
  return {
    path,
    title: location.path,
    content: markup`<p><a href="${relative(path, PAGES.templates)}">Templates</a></p>
      <h1>${location.path}</h1>
      <p class="muted">
        ${location.stackName} · account ${location.account} · ${location.region} · ${resources.size} resources ·
        ${lines.lines.length.toLocaleString('en')} lines
      </p>
      ${filters('resources', 'resources', [
        { name: 'type', label: 'Type', values: distinct(all.map(({ type }) => type)) },
      ])}
      ${table(
        ['Resource', 'Type', 'Keeps'].map((title) => ({ title })),
        all.map(({ logicalId, type }) => ({
          cells: [
            markup`<a href="#${logicalId}">${code(logicalId)}</a>`,
            code(type),
            keptBy(path, marks.get(`${location.path} ${logicalId}`)),
          ],
          data: { type, shows: logicalId },
        })),
        'resources',
      )}
      ${all.map(({ logicalId, type }) =>
        section(path, logicalId, type, lines.resource(logicalId), marks, location.path, acknowledged),
      )}
      ${lines.others().map(({ name, lines: own }) => section(path, name, '', own, marks, location.path, acknowledged))}`,
  };
}

function section(
  path: string,
  name: string,
  type: string,
  lines: readonly TemplateLine[],
  marks: Marks,
  stack: string,
  acknowledged: ReadonlyMap<string, readonly string[]>,
): Html {
  const accepted = acknowledged.get(`${stack} ${name}`) ?? [];
  return markup`<section class="resource" id="${name}">
    <h3><code>${name}</code> <span class="muted">${type}</span></h3>
    ${
      accepted.length > 0 &&
      markup`<p class="muted">
        Accepted findings:
        <a href="${relative(path, PAGES.acknowledgements)}#q=${encodeURIComponent(name)}">${accepted.length}</a>
      </p> `
    }
<ol class="lines" start="${lines[0]!.number}">${lines.map(({ number, text }) => {
    const ids = marks.get(`${stack}:${number}`);
    return ids === undefined
      ? markup`<li>${text}\n`
      : markup`<li id="L${number}">${text}<small>${keptBy(path, ids)}</small>\n`;
  })}</ol></section>\n`;
}

function keptBy(from: string, ids: ReadonlySet<string> = new Set()): Html {
  const links = [...ids].map((id) => markup`<a class="id" href="${relative(from, commitmentPage(id))}">${id}</a> `);
  return markup`${links}`;
}

/** By `<stack>:<line>` for lines, and by `<stack> <logical id>` for resources. */
function marksOf({ commitments }: Evidence): Marks {
  const marks = new Map<string, Set<string>>();
  const mark = (place: string, id: string) => {
    const ids = marks.get(place);
    if (ids) ids.add(id);
    else marks.set(place, new Set([id]));
  };
  for (const { commitment, rules } of commitments) {
    for (const { stack, logicalId, properties } of rules.flatMap(({ satisfied }) => satisfied)) {
      mark(`${stack} ${logicalId}`, commitment.id);
      for (const { line } of properties) mark(`${stack}:${line}`, commitment.id);
    }
    for (const { stack, line } of rules.flatMap(({ findings }) => findings)) mark(`${stack}:${line}`, commitment.id);
  }
  return marks;
}

/** Rules whose findings are acknowledged, by `<stack> <logical id>`. */
function acknowledgedAt({ acknowledgements }: Evidence): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (const { rule, places } of acknowledgements) {
    for (const { resource } of places) {
      if (!resource) continue;
      const place = `${resource.stack} ${resource.logicalId}`;
      all.set(place, [...(all.get(place) ?? []), rule]);
    }
  }
  return all;
}
