import { Html, markup } from '../markup';
import { PAGES } from './addresses';
import type { Page } from './page';

/** Pictures that are drawn from the templates and from what was measured, as SVG. */
export interface Figures {
  readonly productionSetup: string;
  readonly backupAndRedundancy: string;
  readonly networkReachability: string;
  readonly recoveryTimes: string;
}

/** The pictures that a customer would ask for (DR-09). */
export function diagramsPage({ productionSetup, backupAndRedundancy, networkReachability }: Figures): Page {
  const figures = [
    ['production', 'Production', productionSetup],
    ['backup', 'Backup and redundancy', backupAndRedundancy],
    ['network', 'Who reaches what', networkReachability],
  ] as const;
  return {
    path: PAGES.diagrams,
    title: 'Diagrams',
    content: markup`<h1>Diagrams</h1>
<p>Drawn from the templates of this build: what is not in a template is not in a picture.</p>
${figures.map(
  ([id, title, svg]) => markup`<h2 id="${id}">${title}</h2>
${figure(svg)}
`,
)}`,
  };
}

/** A picture that may be wider than the window. */
export function figure(svg: string): Html {
  return markup`<figure class="wide" tabindex="0">${new Html(svg)}</figure>`;
}
