import { markup, type Content, type Html } from '../lib/evidence/markup';
import { PAGES } from '../lib/evidence/pages/addresses';
import { documentOf, type Page } from '../lib/evidence/pages/page';
import { table, type Column } from '../lib/evidence/pages/parts';
import { isMet, type Finding, type RehearsalReport } from './rehearsal-report';

/** The report as a page of the evidence. */
export function reportPage(report: RehearsalReport): Page {
  const met = isMet(report);
  const title = `Rehearsal of ${report.region}, recovered in ${report.recoveryRegion}`;
  return {
    path: PAGES.rehearsal,
    title,
    content: markup`<h1>${title}</h1>
<p>${badge(met, met ? 'Every commitment that was tested is met.' : 'Not every commitment was met.')}</p>
${summary(report)}
${recovery(report)}
<h2>Findings</h2>
${rows(['', 'Commitments', 'What', 'Expected', 'Found'], report.findings.map(cellsOf))}
${failures(report)}
${kept(report)}`,
  };
}

/** The report as one file, which asks for nothing else, the same bytes for the same report. */
export function renderPage(report: RehearsalReport): string {
  const { title, content } = reportPage(report);
  const top = markup`<header class="top"><p class="company">Rehearsal</p></header>`;
  return documentOf(title, markup`${top}\n<main id="content">${content}</main>`.text);
}

function summary({ nights, options }: RehearsalReport): Html {
  return markup`<p>
    ${nights.count} nights in ${nights.waves} waves were played by the deployed schedules, state machines, functions and
    the worker, on an embedded AWS and PostgreSQL; then the home region was lost. All figures were measured in this run
    (data × ${String(options.scale)}, seed ${String(options.seed)}).
  </p>`;
}

function recovery({ recovery: all, regionSeconds }: RehearsalReport): Html {
  return markup`<h2>Recovery</h2>
    ${rows(
      ['Site', 'Backup', '# Lost (hours)', '# Recovery (seconds)'],
      all.map((one) => [one.site, code(one.backup), one.rpoHours.toFixed(1), one.rtoSeconds.toFixed(1)]),
    )}
    <p>The whole region: ${regionSeconds === undefined ? 'not recovered' : `${regionSeconds.toFixed(1)} seconds`}.</p>`;
}

function failures({ nights }: RehearsalReport): Html {
  return markup`<h2>Nights with failures</h2>
    ${rows(
      ['Night', 'Time zone', 'Run', 'Failure', '# Seconds'],
      nights.failed.map(({ date, timeZone, run, failure, seconds }) => [
        date,
        timeZone,
        run,
        failure,
        seconds.toFixed(1),
      ]),
    )}`;
}

function kept({ kept: sites }: RehearsalReport): Html {
  return markup`<h2>Backups kept, new to old</h2>
    ${rows(
      ['Site', 'Slot', 'Backups'],
      Object.entries(sites).flatMap(([site, slots]) =>
        Object.entries(slots).map(([slot, ids]) => [
          site,
          slot,
          markup`<ul class="chips">
            ${ids.map((id) => markup`<li>${code(id)}</li>`)}
          </ul>`,
        ]),
      ),
    )}`;
}

function cellsOf({ met, commitments, subject, expected, found }: Finding): Content[] {
  return [badge(met, met ? 'met' : 'not met'), commitments.join(' '), subject, expected, found];
}

/** @param heads `#` before one makes a column of numbers. */
function rows(heads: readonly string[], all: readonly (readonly Content[])[]): Html {
  const columns = heads.map((head): Column => ({ title: head.replace('# ', ''), number: head.startsWith('# ') }));
  return table(
    columns,
    all.map((cells) => ({ cells })),
  );
}

function badge(good: boolean, text: string): Html {
  return markup`<span class="state ${good ? 'proven' : 'unmet'}">${text}</span>`;
}

function code(text: string): Html {
  return markup`<code>${text}</code>`;
}
