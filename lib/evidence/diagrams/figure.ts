import type { ResourceRef } from '../evidence';
import { drawNarrow, drawWide } from './draw-picture';
import type { Picture } from './picture';

/** A picture in both of its forms, and what it was made of. */
export interface Figure {
  /** Name of its file, without an ending. */
  readonly name: string;
  readonly title: string;
  /** SVG for a desk and for paper. */
  readonly wide: string;
  /** SVG for a telephone. */
  readonly narrow: string;
  /** Everything that is drawn of the templates, with the resources without which it would not be. */
  readonly traces: readonly { readonly what: string; readonly stands: readonly ResourceRef[] }[];
}

export function figureOf(name: string, picture: Picture): Figure {
  const titles = new Map(picture.boxes.map(({ id, title }) => [id, title]));
  return {
    name,
    title: picture.title,
    wide: drawWide(picture),
    narrow: drawNarrow(picture),
    traces: [
      ...picture.frames.map(({ title, stands }) => ({ what: title, stands })),
      ...picture.boxes.map(({ title, stands }) => ({ what: title, stands })),
      ...picture.arrows.map(({ from, to, stands }) => ({ what: `${titles.get(from)} → ${titles.get(to)}`, stands })),
    ],
  };
}
