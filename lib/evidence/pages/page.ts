import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence } from '../evidence';
import { markup, Html, type Content } from '../markup';
import { PAGES, relative } from './addresses';

const CLIENT = join(__dirname, '..', 'client');
/** What all pages look like; the rehearsal's and the review's, too. */
export const STYLE = readFileSync(join(CLIENT, 'evidence.css'), 'utf8');
const SCRIPT = readFileSync(join(CLIENT, 'evidence.js'), 'utf8');

const NAVIGATION: readonly (readonly [keyof typeof PAGES, string])[] = [
  ['overview', 'Overview'],
  ['matrix', 'Commitments'],
  ['controls', 'Controls'],
  ['diagrams', 'Diagrams'],
  ['recovery', 'Recovery'],
  ['rehearsal', 'Rehearsal'],
  ['change', 'Last change'],
  ['acknowledgements', 'Acknowledgements'],
  ['retention', 'Retention'],
  ['subProcessors', 'Sub-processors'],
  ['runbook', 'Runbook'],
  ['templates', 'Templates'],
];

export interface Page {
  /** Path below the folder of the evidence. */
  readonly path: string;
  readonly title: string;
  readonly content: Content;
}

/** What stands around the content of every page. */
export interface Frame {
  readonly company: string;
  /** What the evidence is of, in a line. */
  readonly of: string;
  /** Pages that are there to link to; others are named without a link. */
  readonly pages: ReadonlySet<string>;
}

export function frameOf({ provenance }: Evidence, pages: ReadonlySet<string>): Frame {
  const { company, commit, date, changed, sources } = provenance;
  const parts = [
    commit === undefined ? undefined : `commit ${commit.slice(0, 12)}${changed ? ' with changes' : ''}`,
    date,
    `sources ${sources.slice(0, 12)}`,
  ];
  return { company, of: parts.filter((part) => part !== undefined).join(' · '), pages };
}

/** A page as a file that asks for nothing else. */
export function renderPage({ path, title, content }: Page, { company, of, pages }: Frame): string {
  const link = ([key, label]: (typeof NAVIGATION)[number]): Html => {
    const target = PAGES[key];
    if (!pages.has(target)) return markup`<li><span class="absent" title="Not made yet">${label}</span></li>`;
    const here = target === path ? markup` aria-current="page"` : '';
    return markup`<li><a href="${relative(path, target)}" ${here}>${label}</a></li>`;
  };
  const body = markup`<a class="skip" href="#content">Skip to the content</a>
    <header class="top">
      <p class="company"><a href="${relative(path, PAGES.overview)}">${company}</a> <span>evidence</span></p>
      <nav aria-label="Pages">
        <ul>
          ${NAVIGATION.map((entry) => [link(entry), '\n'])}
        </ul>
      </nav>
    </header>
    <main id="content" tabindex="-1">${content}</main>
    <footer><p>${of}</p></footer>`.text;
  return documentOf(title === company ? `${company}: evidence` : `${title} · ${company}`, body, SCRIPT);
}

/** A whole document whose policy lets in nothing but its own styles and script. */
export function documentOf(title: string, body: string, script?: string): string {
  const drawn = [...body.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, style = '']) => style);
  const policy = [
    "default-src 'none'",
    `style-src ${[STYLE, ...new Set(drawn)].map(digest).join(' ')}`,
    `script-src ${script === undefined ? "'none'" : digest(script)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${markup`${title}`.text}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
${script === undefined ? '' : `<script>${script}</script>\n`}</body>
</html>
`;
}

function digest(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
