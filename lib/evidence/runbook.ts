/** A section of docs/runbook.md. */
export interface RunbookSection {
  /** What links to it, such as `key-deletion`. */
  readonly anchor: string;
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}

/** @param markdown content of docs/runbook.md */
export function runbookSections(markdown: string): RunbookSection[] {
  const [, ...parts] = markdown.split(/^## /m);
  return parts.map((part) => {
    const [title = '', ...lines] = part.split('\n');
    return { anchor: anchorOf(title), title, text: lines.join('\n').trim() };
  });
}

/** As GitHub and others make it of a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}
