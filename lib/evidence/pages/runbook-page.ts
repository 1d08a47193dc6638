import MarkdownIt from 'markdown-it';
import type { Evidence } from '../evidence';
import { Html, markup } from '../markup';
import { PAGES } from './addresses';
import type { Page } from './page';
import { commitmentLink } from './parts';

/** The runbook, with the commitments that each of its sections watches over. */
export function runbookPage({ runbook, commitments }: Evidence): Page {
  const markdown = new MarkdownIt();
  const watching = (anchor: string) =>
    commitments
      .filter(({ commitment }) => commitment.watchedBy.includes(anchor))
      .map(({ commitment }) => commitment.id);
  return {
    path: PAGES.runbook,
    title: 'Runbook',
    content: markup`<h1>Runbook</h1>
      <p>What each alarm means, what to check and what to do. Alarms link here.</p>
      <details>
        <summary>All sections</summary>
        <ul class="chips">
          ${runbook.map(({ anchor, title }) => markup`<li><a href="#${anchor}">${title}</a></li>`)}
        </ul>
      </details>
      ${runbook.map(({ anchor, title, text }) => {
        const ids = watching(anchor);
        return markup`<section id="${anchor}">
          <h2>${title}</h2>
          ${ids.length > 0 && markup`<p class="muted">Watches ${ids.map((id) => [commitmentLink(PAGES.runbook, id), ' '])}</p>`}
          <div class="prose">${new Html(markdown.render(withoutLinks(text)))}</div>
        </section> `;
      })}`,
  };
}

/** Other documents are not part of the evidence: only their names stay. */
function withoutLinks(text: string): string {
  return text.replace(/\[([^\]]+)\]\((?!#|https?:)[^)]+\)/g, '$1');
}
