import { markup, type Content, type Html } from '../markup';
import { gridLayout, PADDING, partsOf, textsOf, type PlacedBox } from './grid-layout';
import { encloses, type Box, type Frame, type Picture } from './picture';
import { arrowThrough, rectangle, svg, text, texts, WIDTHS } from './svg';
import { BOLD, LINE_HEIGHT, SIZES, wrapped } from './text';

/** A picture as it is for a desk and for paper: boxes in a grid, with arrows. */
export function drawWide(picture: Picture): string {
  const { height, boxes, frames, arrows } = gridLayout(picture, WIDTHS.wide);
  return svg({
    ...picture,
    form: 'wide',
    height,
    content: [
      frames.map(({ frame, at }) => [
        rectangle(at, frame.kind === 'band' ? 'band' : frameKind(frame, picture.frames), 8),
        '\n',
      ]),
      arrows.map(({ points }) => [arrowThrough(points), '\n']),
      frames.map(({ frame, at }) =>
        text({ x: at.x + 12 + (frame.indent ?? 0), y: at.y + 16 }, frame.title, `heading ${frame.kind}`),
      ),
      boxes.map((placed) => boxOf(placed)),
      arrows.map(({ label, labelAt }) =>
        texts(labelAt, label, 'label', { anchor: labelAt.anchor, leading: LINE_HEIGHT - 2 }),
      ),
    ],
  });
}

function frameKind(frame: Frame, all: readonly Frame[]): string {
  const inner = all.some((one) => one !== frame && one.kind === 'border' && encloses(one, frame));
  return inner ? 'frame' : 'frame outer';
}

function boxOf(placed: PlacedBox): Html {
  const { box, at, title, lines } = placed;
  const x = at.x + PADDING.box + 2;
  const top = at.y + PADDING.box + 12;
  return markup`<g>${rectangle(at, `box ${box.kind}`)}${rectangle({ ...at, width: 4 }, `edge ${box.kind}`, 2)}
${texts({ x, y: top }, title, 'title')}${texts({ x, y: top + title.length * LINE_HEIGHT }, lines, 'line')}${partsOf(
    placed,
  ).map((part, index) => [
    rectangle(part, 'part', 4),
    text({ x: part.x + part.width / 2, y: part.y + 18 }, box.parts![index]!, 'line', 'middle'),
  ])}</g>
`;
}

/** A picture as it is for a telephone: boxes below each other, each with the names of those that it leads to. */
export function drawNarrow(picture: Picture): string {
  const content: Content[] = [];
  const end = column(picture, { x: 1, y: 1, width: WIDTHS.narrow - 2 }, undefined, content);
  return svg({ ...picture, form: 'narrow', height: end, content });
}

/** Draws what stands in a frame, or in none, from the top. @returns where it ends */
function column(
  picture: Picture,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  frame: Frame | undefined,
  content: Content[],
): number {
  const inside = (one: Frame | Box) => innermost(one, picture.frames) === frame;
  const all = [...picture.frames.filter(inside), ...picture.boxes.filter(inside)];
  let end = y;
  for (const one of all.sort((a, b) => a.row - b.row || a.column - b.column)) {
    if ('id' in one) {
      end = listed(picture, one, { x, y: end, width }, content) + 10;
      continue;
    }
    const title = wrapped(one.title, width - 16, SIZES.title * BOLD);
    const own: Content[] = [];
    const inner = { x: x + 8, y: end + 10 + title.length * LINE_HEIGHT, width: width - 16 };
    const foot = column(picture, inner, one, own);
    const kind = one.kind === 'band' ? 'band' : frameKind(one, picture.frames);
    content.push(rectangle({ x, y: end, width, height: foot - end }, kind, 8));
    content.push(texts({ x: x + 10, y: end + 17 }, title, 'heading'), own);
    end = foot + 10;
  }
  return end - 10 + (frame ? 8 : 1);
}

/** What it leads to is said in it: arrows have no room beside boxes. @returns where it ends */
function listed(
  picture: Picture,
  box: Box,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  content: Content[],
): number {
  const titles = new Map(picture.boxes.map(({ id, title }) => [id, title]));
  const leads = picture.arrows
    .filter(({ from }) => from === box.id)
    .map(({ to, label }) => `→ ${titles.get(to)}${label === '' ? '' : `: ${label}`}`);
  const { height, ...own } = textsOf({ ...box, lines: [...box.lines, ...leads] }, width);
  content.push(boxOf({ box, at: { x, y, width, height }, ...own }));
  return y + height;
}

/** The smallest frame around something. */
function innermost(one: Frame | Box, frames: readonly Frame[]): Frame | undefined {
  const size = ({ columns = 1, rows = 1 }: Frame) => columns * rows;
  return frames
    .filter((frame) => frame !== one && encloses(frame, one) && !sameAsEarlier(one, frame, frames))
    .sort((a, b) => size(a) - size(b))[0];
}

/** Of two frames around the same cells the first is the outer one. */
function sameAsEarlier(one: Frame | Box, frame: Frame, frames: readonly Frame[]): boolean {
  return 'kind' in one && !('id' in one) && encloses(one, frame) && frames.indexOf(frame) > frames.indexOf(one);
}
