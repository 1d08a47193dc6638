import { readFileSync } from 'node:fs';

const [beginning, ...rest] = readFileSync('docs/runbook.md', 'utf8').split(/^## /m);
const sections = rest.map((text) => {
  const [heading, body] = [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n'))];
  const parts = /^\s*\*\*Means\*\*:?\s(.+?)\n\s*\*\*Check\*\*:?\s(.+?)\n\s*\*\*Do\*\*:?\s(.+)$/s.exec(body);
  return { heading, body, means: parts?.[1], check: parts?.[2], remedy: parts?.[3] };
});

test('every section says what it means, how to check and what to do, in this order (AV-08)', () => {
  const incomplete = sections.filter(({ means, check, remedy }) => !means || !check || !remedy);
  expect(incomplete.map(({ heading }) => heading)).toEqual([]);
});

test('every section says where to look: a command, a query, or what to read in the message', () => {
  expect(sections.filter(({ check }) => !/`/.test(check ?? '')).map(({ heading }) => heading)).toEqual([]);
});

test('no remedy is a single word', () => {
  const short = sections.filter(({ remedy = '' }) => remedy.split(/\s+/).length < 12);
  expect(short.map(({ heading }) => heading)).toEqual([]);
});

test('a variable of a command is explained at the beginning, or set in the section', () => {
  const unexplained = sections.flatMap(({ heading, body }) =>
    [...body.matchAll(/\$([A-Z][A-Z_]+)\b/g)]
      .map(([, name]) => name!)
      .filter(
        (name) =>
          !beginning!.includes(`\`$${name}\``) && !new RegExp(`\\b(${name}=|(read -rs|for) ${name}\\b)`).test(body),
      )
      .map((name) => `${heading}: $${name}`),
  );
  expect([...new Set(unexplained)]).toEqual([]);
});

test('LG-06: a session is started by the document that records it, since no role may start another one', () => {
  const starts = sections.flatMap(({ body }) =>
    [...body.matchAll(/aws ssm start-session [^\n`]*/g)].map(([line]) => line),
  );
  expect(starts.length).toBeGreaterThan(0);
  const other = starts.filter((line) => !line.includes(' --document-name <platform>-<environment>-session '));
  expect(other).toEqual([]);
});

test('a link to another section leads to one', () => {
  const anchors = new Set(
    sections.map(({ heading }) =>
      heading
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
  const links = rest.flatMap((text) => [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor!));
  expect(links.filter((anchor) => !anchors.has(anchor))).toEqual([]);
});
