/** Markup that needs no more escaping. */
export class Html {
  constructor(public readonly text: string) {}

  public toString(): string {
    return this.text;
  }
}

export type Content = Html | string | number | false | undefined | readonly Content[];

/** A template of markup: whatever is put into it is escaped, unless it is markup itself; lists are joined. */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(parts.reduce((text, part, index) => text + markupOf(contents[index - 1]) + part));
}

function markupOf(content: Content): string {
  if (content instanceof Html) return content.text;
  if (content === undefined || content === false) return '';
  if (typeof content === 'object') return content.map(markupOf).join('');
  return escaped(String(content));
}

export function escaped(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`) : text;
}
