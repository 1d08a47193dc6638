import type { Figure } from '../diagrams/figure';
import type { Figures } from '../diagrams/figures';
import { Html, markup } from '../markup';
import { counted } from '../state';
import { diagramFile, PAGES } from './addresses';
import type { Page } from './page';
import { commitmentLink, resourceLink } from './parts';

/** The pictures that a customer would ask for (DR-09). */
export function diagramsPage({ productionSetup, backupAndRedundancy, networkReachability }: Figures): Page {
  const sections = [
    ['production', 'Production', 'How a site is reached, and where its data is.', productionSetup],
    ['backup', 'Backup and redundancy', 'What is copied where, when, and for how long.', backupAndRedundancy],
    [
      'network',
      'Who reaches what',
      'Worked out from routes and security groups: what is not marked is closed. Networks that open the same are drawn once.',
      networkReachability,
    ],
  ] as const;
  return {
    path: PAGES.diagrams,
    title: 'Diagrams',
    content: markup`<h1>Diagrams</h1>
<p>Drawn from the templates of this build (${commitmentLink(PAGES.diagrams, 'DR-09')}): what is not in a template is not in a picture. Below each is what it was drawn from.</p>
<ul class="chips">${sections.map(([id, title]) => markup`<li><a href="#${id}">${title}</a></li>\n`)}</ul>
${sections.map(
  ([id, title, says, figures]) => markup`<h2 id="${id}">${title}</h2>
<p>${says}</p>
${figures.map((one) => [figure(one), traces(one)])}`,
)}`,
  };
}

/** A picture in the form that there is room for. */
export function figure({ name, title, wide, narrow }: Figure): Html {
  return markup`<figure id="${name}"><figcaption><strong>${title}</strong> <a href="${diagramFile(name)}">as a file</a></figcaption>
${new Html(wide)}
${new Html(narrow)}</figure>
`;
}

/** What each box and arrow was drawn from. */
function traces({ traces: all }: Figure): Html {
  return markup`<details class="traces"><summary>What this picture was drawn from</summary>
<dl class="facts">${all.map(
    ({
      what,
      stands,
    }) => markup`<dt>${what}</dt><dd><details><summary>${counted(stands.length, 'resource')}</summary><ul>
${stands.map((one) => markup`<li>${resourceLink(PAGES.diagrams, one, [one.stack, ' ', markup`<code>${one.logicalId}</code>`])}</li>\n`)}</ul></details></dd>
`,
  )}</dl></details>
`;
}
