import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markup, Html, type Content } from '../markup';
import type { Point, Rectangle } from './grid-layout';
import { LINE_HEIGHT } from './text';

/** Colours come from the page; a picture that is a file of its own brings them itself. */
const STYLE = new Html(readFileSync(join(__dirname, 'diagram.css'), 'utf8'));

/** Which of its two forms a picture is drawn in. */
export type Form = 'wide' | 'narrow';

/** Widths in pixels: of the text of a page on a desk, and on a telephone. */
export const WIDTHS: Readonly<Record<Form, number>> = { wide: 980, narrow: 356 };

export interface Drawing {
  readonly form: Form;
  readonly title: string;
  readonly description: string;
  readonly height: number;
  readonly content: Content;
}

/** A picture that can be read aloud, in the colours of the page or its own, that asks for nothing. */
export function svg({ form, title, description, height, content }: Drawing): string {
  const [width, high] = [WIDTHS[form], round(height)];
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="diagram ${form}" role="img" viewBox="0 0 ${width} ${high}" width="${width}" height="${high}"><title>${title}</title><desc>${description}</desc><style>${STYLE}</style>
${content}</svg>`.text;
}

export function rectangle({ x, y, width, height }: Rectangle, kind: string, radius = 5): Html {
  return markup`<rect class="${kind}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}"/>`;
}

export function text(at: Point, content: string, kind: string, anchor: 'start' | 'middle' | 'end' = 'start'): Html {
  return markup`<text class="${kind}" x="${round(at.x)}" y="${round(at.y)}"${anchor !== 'start' && markup` text-anchor="${anchor}"`}>${content}</text>\n`;
}

/** Lines below each other, the first at a base line. */
export function texts(
  at: Point,
  lines: readonly string[],
  kind: string,
  { anchor = 'start', leading = LINE_HEIGHT }: { readonly anchor?: 'start' | 'middle'; readonly leading?: number } = {},
): Html[] {
  return lines.map((line, index) => text({ x: at.x, y: at.y + index * leading }, line, kind, anchor));
}

export function line(from: Point, to: Point, kind: string): Html {
  return markup`<line class="${kind}" x1="${round(from.x)}" y1="${round(from.y)}" x2="${round(to.x)}" y2="${round(to.y)}"/>`;
}

/** A line through points with a head at its end. */
export function arrowThrough(points: readonly Point[]): Html {
  const [before, end] = [points.at(-2)!, points.at(-1)!];
  const [dx, dy] = [Math.sign(Math.round(end.x - before.x)), Math.sign(Math.round(end.y - before.y))];
  const [length, half] = [8, 4];
  const foot = { x: end.x - dx * length, y: end.y - dy * length };
  const path = [...points.slice(0, -1), foot].map(({ x, y }) => `${round(x)} ${round(y)}`).join(' L');
  const corners = [
    end,
    { x: foot.x + dy * half, y: foot.y + dx * half },
    { x: foot.x - dy * half, y: foot.y - dx * half },
  ];
  return markup`<path class="arrow" d="M${path}"/><polygon class="head" points="${corners.map(({ x, y }) => `${round(x)},${round(y)}`).join(' ')}"/>`;
}

/** Tenths of a pixel are enough, and the same on every machine. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
