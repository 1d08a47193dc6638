import { Assembly } from './assembly';
import { readReport } from './report';

/** One stack of a synth, in numbers. */
export interface Row {
  readonly stage: string;
  readonly stack: string;
  readonly resources: number;
  /** Size of the template, in units of 1,000 bytes; CloudFormation refuses more than 1,000. */
  readonly kilobytes: number;
  /** Unacknowledged findings of all engines. */
  readonly findings: number;
  readonly acknowledged: number;
}

/** Counts what a synth made of every stack; what concerns no stack is in a row of its own. */
export function summarize(assemblyDir: string): Row[] {
  const { findings, acknowledged } = readReport(assemblyDir);
  const { stacks } = Assembly.read(assemblyDir);
  const inside = (path: string) => (finding: { readonly constructPath: string }) =>
    finding.constructPath === path || finding.constructPath.startsWith(`${path}/`);
  const rows = stacks.map(({ location: { path }, resources, bytes }) => ({
    stage: path.split('/')[0]!,
    stack: path.split('/').slice(1).join('/') || path,
    resources: resources.size,
    kilobytes: Math.ceil(bytes / 1000),
    findings: findings.filter(inside(path)).length,
    acknowledged: acknowledged.filter(inside(path)).length,
  }));
  const elsewhere = (finding: { readonly constructPath: string }) =>
    !stacks.some(({ location }) => inside(location.path)(finding));
  const rest = {
    findings: findings.filter(elsewhere).length,
    acknowledged: acknowledged.filter(elsewhere).length,
  };
  if (rest.findings + rest.acknowledged === 0) return rows;
  return [...rows, { stage: 'app', stack: '', resources: 0, kilobytes: 0, ...rest }];
}

const COLUMNS: readonly (readonly [string, (row: Row) => string | number])[] = [
  ['Stage', (row) => row.stage],
  ['Stack', (row) => row.stack],
  ['Resources', (row) => row.resources],
  ['KB', (row) => row.kilobytes],
  ['Findings', (row) => row.findings],
  ['Acknowledged', (row) => row.acknowledged],
];

/** The rows as a table for a terminal, with a total below. */
export function renderTable(rows: readonly Row[]): string {
  const cells = [...rows, total(rows)].map((row) => COLUMNS.map(([, read]) => read(row)));
  const widths = COLUMNS.map(([title], i) => Math.max(title.length, ...cells.map((line) => String(line[i]).length)));
  const render = (line: readonly (string | number)[]) =>
    line
      .map((cell, i) => (typeof cell === 'number' ? String(cell).padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  const titles = COLUMNS.map(([title], i) => (i < 2 ? title : title.padStart(widths[i]!)));
  const rule = widths.map((width) => '─'.repeat(width));
  return [titles, rule, ...cells.slice(0, -1), rule, ...cells.slice(-1)].map(render).join('\n');
}

function total(rows: readonly Row[]): Row {
  const sum = (read: (row: Row) => number) => rows.reduce((all, row) => all + read(row), 0);
  const stacks = rows.filter(({ resources }) => resources > 0).length;
  return {
    stage: 'Total',
    stack: `${stacks} ${stacks === 1 ? 'stack' : 'stacks'}`,
    resources: sum((row) => row.resources),
    kilobytes: sum((row) => row.kilobytes),
    findings: sum((row) => row.findings),
    acknowledged: sum((row) => row.acknowledged),
  };
}
