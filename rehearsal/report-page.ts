import { isMet, type Finding, type RehearsalReport } from './rehearsal-report';

const STYLE = `
  :root { color-scheme: light dark; --line: #8886; --good: #1a7f37; --bad: #c62828; }
  @media (prefers-color-scheme: dark) { :root { --good: #57c274; --bad: #ff8a80; } }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
  .wide { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
  th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
  td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
  .met { color: var(--good); } .unmet { color: var(--bad); font-weight: 600; }
  code { overflow-wrap: anywhere; }
  @media print { body { margin: 0; max-width: none; } }`;

/** The report as a page for auditors: one file, which asks for nothing else, the same bytes for the same report. */
export function renderPage(report: RehearsalReport): string {
  const { region, recoveryRegion, nights, recovery, regionSeconds, findings, kept, options } = report;
  const met = isMet(report);
  const title = `Rehearsal of ${region}, recovered in ${recoveryRegion}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}
</style>
<main>
<h1>${escaped(title)}</h1>
<p class="${met ? 'met' : 'unmet'}">${met ? 'Every commitment that was tested is met.' : 'Not every commitment was met.'}</p>
<p>${nights.count} nights in ${nights.waves} waves were played by the deployed schedules, state machines, functions and
the worker, on an embedded AWS and PostgreSQL; then the home region was lost. All figures were measured in this run
(data × ${String(options.scale)}, seed ${String(options.seed)}).</p>
<h2>Recovery</h2>
${table(
  ['Site', 'Backup', '# Lost (hours)', '# Recovery (seconds)'],
  recovery.map((one) => [one.site, code(one.backup), one.rpoHours.toFixed(1), one.rtoSeconds.toFixed(1)]),
)}
<p>The whole region: ${regionSeconds === undefined ? 'not recovered' : `${regionSeconds.toFixed(1)} seconds`}.</p>
<h2>Findings</h2>
${table(
  ['', 'Commitments', 'What', 'Expected', 'Found'],
  findings.map((finding) => [
    verdict(finding),
    ...[finding.commitments.join(' '), finding.subject, finding.expected, finding.found].map(escaped),
  ]),
)}
<h2>Nights with failures</h2>
${table(
  ['Night', 'Time zone', 'Run', 'Failure', '# Seconds'],
  nights.failed.map(({ date, timeZone, run, failure = '', seconds }) => [
    ...[date, timeZone, run, failure].map(escaped),
    seconds.toFixed(1),
  ]),
)}
<h2>Backups kept, new to old</h2>
${table(
  ['Site', 'Slot', 'Backups'],
  Object.entries(kept).flatMap(([site, slots]) =>
    Object.entries(slots).map(([slot, ids]) => [escaped(site), escaped(slot), ids.map(code).join(' ')]),
  ),
)}
</main>
</html>
`;
}

/** @param heads `#` before one makes a column of numbers. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const kind = (column: number): string => (heads[column]?.startsWith('# ') ? ' class="number"' : '');
  const head = heads.map((text, column) => `<th scope="col"${kind(column)}>${text.replace('# ', '')}</th>`).join('');
  const body = rows.map(
    (cells) => `<tr>${cells.map((cell, column) => `<td${kind(column)}>${cell}</td>`).join('')}</tr>`,
  );
  return `<div class="wide" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>
${body.join('\n')}
</tbody></table></div>`;
}

function verdict({ met }: Finding): string {
  return met ? '<span class="met">met</span>' : '<span class="unmet">not met</span>';
}

function code(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
