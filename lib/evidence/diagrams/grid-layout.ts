import { encloses } from './picture';
import type { Arrow, Box, Cell, Frame, Picture, Port } from './picture';
import { BOLD, LINE_HEIGHT, SIZES, wrapped } from './text';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface PlacedBox {
  readonly box: Box;
  readonly at: Rectangle;
  readonly title: readonly string[];
  readonly lines: readonly string[];
}
export interface PlacedArrow {
  readonly arrow: Arrow;
  readonly points: readonly Point[];
  readonly label: readonly string[];
  /** Middle of the label's first line, or its beginning. */
  readonly labelAt: Point & { readonly anchor: 'start' | 'middle' };
}
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly frames: readonly { readonly frame: Frame; readonly at: Rectangle }[];
  readonly arrows: readonly PlacedArrow[];
}

/** Room inside a box, and between a frame and what it is around. */
export const PADDING = { box: 10, frame: 12, heading: 24 } as const;
const PART_HEIGHT = 28;

/** Places a picture in its grid. @param width of the whole, in pixels */
export function gridLayout(picture: Picture, width: number): Layout {
  const columns = columnsOf(picture, width);
  const texts = new Map(picture.boxes.map((box) => [box, textsOf(box, span(columns, box.column, box.columns).size)]));
  const rows = rowsOf(picture, texts);
  const place = (cell: Cell): Rectangle => {
    const [across, down] = [span(columns, cell.column, cell.columns), span(rows.tracks, cell.row, cell.rows)];
    return { x: across.start, y: down.start, width: across.size, height: down.size };
  };
  const boxes = picture.boxes.map((box) => ({ box, at: place(box), ...texts.get(box)! }));
  const frames = picture.frames.map((frame) => ({ frame, at: framed(frame, picture.frames, place(frame)) }));
  const at = new Map(boxes.map(({ box, at }) => [box.id, at]));
  const arrows = picture.arrows.map((arrow) => placedArrow(arrow, at.get(arrow.from)!, at.get(arrow.to)!, picture.gap));
  return { width, height: rows.height, boxes, frames, arrows };
}

interface Track {
  readonly start: number;
  readonly size: number;
}

function span(tracks: readonly Track[], from: number, count = 1): Track {
  const last = tracks[from + count - 1]!;
  return { start: tracks[from]!.start, size: last.start + last.size - tracks[from]!.start };
}

/** Frames that begin and end at a place: how deep they stand in each other there. */
function depth(frames: readonly Frame[], matches: (frame: Frame) => boolean): number {
  return frames.filter((frame) => frame.kind === 'border' && matches(frame)).length;
}

function columnsOf({ columns, frames, gap }: Picture, width: number): Track[] {
  const before = Array.from({ length: columns }, (_, i) => depth(frames, ({ column }) => column === i));
  const after = Array.from({ length: columns }, (_, i) =>
    depth(frames, ({ column, columns: count = 1 }) => column + count - 1 === i),
  );
  const padding = [...before, ...after].reduce((sum, count) => sum + count * PADDING.frame, 0) + 2;
  const size = (width - padding - gap.column * (columns - 1)) / columns;
  let x = 1;
  return before.map((count, i) => {
    const start = x + count * PADDING.frame;
    x = start + size + after[i]! * PADDING.frame + gap.column;
    return { start, size };
  });
}

function rowsOf({ boxes, frames, gap }: Picture, texts: ReadonlyMap<Box, Texts>): { tracks: Track[]; height: number } {
  const count = Math.max(...boxes.map(({ row, rows = 1 }) => row + rows));
  let y = 1;
  const tracks = Array.from({ length: count }, (_, i): Track => {
    const own = boxes.filter(({ row, rows = 1 }) => row === i && rows === 1);
    const start = y + headings(frames, i);
    const size = Math.max(0, ...own.map((box) => texts.get(box)!.height));
    const ending = depth(frames, ({ row, rows = 1 }) => row + rows - 1 === i);
    y = start + size + ending * PADDING.frame + gap.row;
    return { start, size };
  });
  return { tracks, height: y - gap.row + 1 };
}

/** Room for the titles of the frames that begin above a row, of which some may stand in others. */
function headings(frames: readonly Frame[], row: number): number {
  const beginning = frames.filter((frame) => frame.row === row);
  const around = (inner: Frame) => beginning.filter((outer) => encloses(outer, inner)).length;
  return Math.max(0, ...beginning.map(around)) * PADDING.heading;
}

/** A border stands off from its cells by as much as the borders in it need. */
function framed(frame: Frame, all: readonly Frame[], at: Rectangle): Rectangle {
  if (frame.kind === 'band') return outset(at, { left: 6, right: 6, top: PADDING.heading, bottom: 6 });
  const inner = all.filter((one) => one !== frame && encloses(frame, one));
  const sharing = (matches: (one: Frame) => boolean) => 1 + depth(inner, matches);
  const end = (start: number, count = 1) => start + count;
  return outset(at, {
    left: PADDING.frame * sharing(({ column }) => column === frame.column),
    right: PADDING.frame * sharing(({ column, columns }) => end(column, columns) === end(frame.column, frame.columns)),
    top: PADDING.heading * (1 + inner.filter(({ row }) => row === frame.row).length),
    bottom: PADDING.frame * sharing(({ row, rows }) => end(row, rows) === end(frame.row, frame.rows)),
  });
}

function outset(
  { x, y, width, height }: Rectangle,
  by: Record<'left' | 'right' | 'top' | 'bottom', number>,
): Rectangle {
  return { x: x - by.left, y: y - by.top, width: width + by.left + by.right, height: height + by.top + by.bottom };
}

interface Texts {
  readonly title: readonly string[];
  readonly lines: readonly string[];
  readonly height: number;
}

/** Texts of a box as they are broken, and the height that it needs for them. */
export function textsOf({ title, lines, parts }: Box, width: number): Texts {
  const room = width - 2 * PADDING.box;
  const titles = wrapped(title, room, SIZES.title * BOLD);
  const texts = lines.flatMap((line) => wrapped(line, room, SIZES.line));
  const height = 2 * PADDING.box + (titles.length + texts.length) * LINE_HEIGHT + (parts ? PART_HEIGHT + 6 : 0);
  return { title: titles, lines: texts, height };
}

/** Where the parts of a box stand: side by side at its foot. */
export function partsOf({ box: { parts = [] }, at }: PlacedBox): Rectangle[] {
  const gap = 6;
  const width = (at.width - 2 * PADDING.box - gap * (parts.length - 1)) / parts.length;
  return parts.map((_, i) => ({
    x: at.x + PADDING.box + i * (width + gap),
    y: at.y + at.height - PADDING.box - PART_HEIGHT,
    width,
    height: PART_HEIGHT,
  }));
}

function portOf([side, at]: Port, { x, y, width, height }: Rectangle): Point {
  if (side === 'top' || side === 'bottom') return { x: x + at * width, y: side === 'top' ? y : y + height };
  return { x: side === 'left' ? x : x + width, y: y + at * height };
}

/** Straight where it can be, else with one corner or two. */
function placedArrow(arrow: Arrow, from: Rectangle, to: Rectangle, gap: Picture['gap']): PlacedArrow {
  const [start, end] = [portOf(arrow.leaves, from), portOf(arrow.enters, to)];
  const down = (side: string) => side === 'top' || side === 'bottom';
  const [leaves, enters] = [down(arrow.leaves[0]), down(arrow.enters[0])];
  if (leaves && enters) {
    // One that is nearly straight is made straight: its end gives way.
    const straight = Math.abs(start.x - end.x) < 1 || (start.x > to.x + 8 && start.x < to.x + to.width - 8);
    const middle = arrow.enters[0] === 'top' ? end.y - gap.row / 2 : end.y + gap.row / 2;
    const points = straight
      ? [start, { x: start.x, y: end.y }]
      : [start, { x: start.x, y: middle }, { x: end.x, y: middle }, end];
    return labelled(arrow, points, 'beside', 190);
  }
  if (!leaves && !enters) {
    const straight = Math.abs(start.y - end.y) < 1 || (start.y > to.y + 8 && start.y < to.y + to.height - 8);
    const middle = start.x + (end.x > start.x ? gap.column / 2 : -gap.column / 2);
    const points = straight
      ? [start, { x: end.x, y: start.y }]
      : [start, { x: middle, y: start.y }, { x: middle, y: end.y }, end];
    return labelled(arrow, points, 'above', Math.max(60, Math.abs(end.x - start.x) - 14));
  }
  const corner = leaves ? { x: start.x, y: end.y } : { x: end.x, y: start.y };
  return labelled(arrow, [start, corner, end], leaves ? 'beside' : 'above', 150);
}

function labelled(arrow: Arrow, points: readonly Point[], where: 'beside' | 'above', room: number): PlacedArrow {
  const [a, b] = [points[0]!, points[1]!];
  const label = wrapped(arrow.label, room, SIZES.label);
  const middle = { x: (a.x + b.x) / 2, y: a.y + Math.sign(b.y - a.y) * Math.min(Math.abs(b.y - a.y) / 2, 20) };
  const rise = (label.length - 1) * (LINE_HEIGHT - 2);
  const labelAt =
    where === 'beside'
      ? ({ x: a.x + 7, y: middle.y + 4 - rise / 2, anchor: 'start' } as const)
      : ({ x: middle.x, y: a.y - 6 - rise, anchor: 'middle' } as const);
  return { arrow, points, label, labelAt };
}
