/** Sizes of text in pixels; what a picture is measured in, too. */
export const SIZES = { title: 13.5, line: 12, label: 11.5 } as const;
export const LINE_HEIGHT = 16;
/** Titles are bold, by which letters are wider. */
export const BOLD = 1.15;

const NARROW = /[ijlI.,:;'|!()[\]1ft\-\s]/;
const WIDE = /[mwMW@%]/;
const SLIM = /[acersvxyz]/;
const LARGE = /[A-Z0-9_&]/;

/** About as wide as the text is in the widest of the fonts that pages use: what is measured never overflows. */
export function widthOf(text: string, size: number): number {
  const ems = [...text].map(emsOf);
  return size * ems.reduce((sum, one) => sum + one, 0);
}

function emsOf(character: string): number {
  if (WIDE.test(character)) return 0.95;
  if (NARROW.test(character)) return 0.37;
  if (LARGE.test(character)) return 0.68;
  return SLIM.test(character) ? 0.56 : 0.61;
}

/** Lines of a text, broken between words, and in a name that is too long behind its hyphens. */
export function wrapped(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  const fits = (line: string) => widthOf(line, size) <= width;
  for (const word of text.split(' ')) {
    const parts = fits(word) ? [word] : word.split(/(?<=-)/);
    for (const [index, part] of parts.entries()) {
      const last = lines.at(-1);
      const longer = `${last}${index === 0 ? ' ' : ''}${part}`;
      if (last !== undefined && fits(longer)) lines[lines.length - 1] = longer;
      else lines.push(part);
    }
  }
  return lines;
}
