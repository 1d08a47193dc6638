import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Assembly } from '../commitments/assembly';
import { dataFiles } from './data-files';
import type { Figure } from './diagrams/figure';
import type { Figures } from './diagrams/figures';
import type { Evidence } from './evidence';
import { acknowledgementsPage } from './pages/acknowledgements-page';
import { diagramFile, PAGES } from './pages/addresses';
import { commitmentPages } from './pages/commitment-pages';
import { controlsPage } from './pages/controls-page';
import { diagramsPage } from './pages/diagrams-page';
import { matrixPage } from './pages/matrix-page';
import { overviewPage } from './pages/overview-page';
import { frameOf, renderPage, type Page } from './pages/page';
import { recoveryPage } from './pages/recovery-page';
import { retentionPage, subProcessorsPage } from './pages/register-pages';
import { runbookPage } from './pages/runbook-page';
import { templatePages } from './pages/template-pages';

/** Folders whose files are all ours: what a commitment or a stack was once called must not stay. */
const OWN_FOLDERS = ['commitments', 'diagrams', 'templates'];

/**
 * Writes pages and data into a folder, beside what others have put there; the same evidence makes the same bytes.
 *
 * @param more pictures, where they are drawn, and pages that other rooms have made for it
 * @returns address of the overview
 */
export function writeEvidence(
  folder: string,
  evidence: Evidence,
  assembly: Assembly,
  { figures, pages: others = [] }: { readonly figures?: Figures; readonly pages?: readonly Page[] } = {},
): string {
  for (const own of OWN_FOLDERS) rmSync(join(folder, own), { recursive: true, force: true });
  const pages = [
    overviewPage(evidence, figures),
    matrixPage(evidence),
    controlsPage(evidence),
    recoveryPage(evidence, figures),
    acknowledgementsPage(evidence),
    retentionPage(evidence),
    subProcessorsPage(evidence),
    runbookPage(evidence),
    ...commitmentPages(evidence),
    ...templatePages(assembly, evidence),
    ...(figures ? [diagramsPage(figures)] : []),
    ...others,
  ];
  const frame = frameOf(evidence, pagesThatAreThere(folder, pages));
  for (const page of pages) write(folder, page.path, renderPage(page, frame));
  for (const [name, content] of Object.entries(dataFiles(evidence))) write(folder, name, content);
  for (const { name, wide } of figuresOf(figures)) write(folder, diagramFile(name), `${wide}\n`);
  return join(folder, PAGES.overview);
}

function figuresOf(figures: Figures | undefined): Figure[] {
  if (!figures) return [];
  const { productionSetup, backupAndRedundancy, networkReachability, recoveryTimes } = figures;
  return [
    ...productionSetup,
    ...backupAndRedundancy,
    ...networkReachability,
    ...(recoveryTimes ? [recoveryTimes] : []),
  ];
}

/** Others write pages of their own here: the rehearsal's and the review's. */
function pagesThatAreThere(folder: string, own: readonly Page[]): ReadonlySet<string> {
  const others = [PAGES.rehearsal, PAGES.change].filter((path) => existsSync(join(folder, path)));
  return new Set([...own.map(({ path }) => path), ...others]);
}

function write(folder: string, path: string, content: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
