import type { ResourceRef } from '../evidence';

/** Place in a grid: from the left and the top, beginning with 0. */
export interface Cell {
  readonly column: number;
  readonly row: number;
  /** Columns that it takes. @default 1 */
  readonly columns?: number;
  /** Rows that it takes. @default 1 */
  readonly rows?: number;
}

/** Something that is drawn, and the resources without which it would not be. */
export interface Drawn {
  readonly stands: readonly ResourceRef[];
}

export interface Box extends Drawn, Cell {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
  /** `outside` is not part of the platform. */
  readonly kind: 'outside' | 'guard' | 'compute' | 'data';
  /** Parts that stand side by side in it, such as zones. @default - it is of one piece */
  readonly parts?: readonly string[];
}

/** A border around cells, such as a region's. Frames may stand in each other. */
export interface Frame extends Drawn, Cell {
  readonly title: string;
  /** `band` is filled instead of drawn. */
  readonly kind: 'border' | 'band';
  /** Pixels by which its title gives way to arrows at its left. @default 0 */
  readonly indent?: number;
}

/** Side of a box, and how far along it: 0 is its beginning, 1 its end. */
export type Port = readonly [side: 'top' | 'right' | 'bottom' | 'left', at: number];

export interface Arrow extends Drawn {
  /** Id of a box. */
  readonly from: string;
  /** Id of a box. */
  readonly to: string;
  readonly label: string;
  readonly leaves: Port;
  readonly enters: Port;
}

/** What a picture shows: boxes in a grid, frames around them, and arrows between them. */
export interface Picture {
  readonly title: string;
  /** What it shows, in a sentence for those who can't see it. */
  readonly description: string;
  readonly columns: number;
  /** Room between columns and between rows, in pixels; labels of arrows need it. */
  readonly gap: { readonly column: number; readonly row: number };
  readonly boxes: readonly Box[];
  readonly frames: readonly Frame[];
  readonly arrows: readonly Arrow[];
}

/** What a picture is put together from. Boxes, frames and arrows that stand for nothing are absent. */
export function pictureOf({ boxes, frames, arrows, ...rest }: Picture): Picture {
  const there = boxes.filter(({ stands }) => stands.length > 0);
  const ids = new Set(there.map(({ id }) => id));
  const around = frames.filter((frame) => frame.stands.length > 0 && there.some((box) => encloses(frame, box)));
  const between = arrows.filter(({ from, to, stands }) => stands.length > 0 && ids.has(from) && ids.has(to));
  return { ...rest, boxes: there, frames: around, arrows: between };
}

export function encloses(outer: Cell, inner: Cell): boolean {
  return (
    outer.column <= inner.column &&
    outer.row <= inner.row &&
    inner.column + (inner.columns ?? 1) <= outer.column + (outer.columns ?? 1) &&
    inner.row + (inner.rows ?? 1) <= outer.row + (outer.rows ?? 1)
  );
}
