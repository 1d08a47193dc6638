import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { register } from '../../lib/commitments/register';
import { commitmentRules } from '../../lib/commitments/rules';

/** How many promises each family has, numbered from 01 without a gap. */
const FAMILIES = { AV: 9, BK: 26, CR: 10, DR: 11, ID: 8, IR: 11, LG: 11, NW: 12, OR: 11, TN: 26 };
const promised = Object.entries(FAMILIES).flatMap(([family, count]) =>
  Array.from({ length: count }, (_, index) => `${family}-${String(index + 1).padStart(2, '0')}`),
);

const ID = /\b(?:AV|BK|CR|DR|ID|IR|LG|NW|OR|TN)-\d\d\b/g;
const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
const tests = sources('test');

test('every promise of the documents is in the register, once', () => {
  expect(register.map(({ id }) => id)).toEqual(promised);
});

test('nobody names a promise that was never made', () => {
  const named = [...tests, ...sources('lib'), ...sources('lambda'), ...sources('worker')].flatMap(
    (text) => text.match(ID) ?? [],
  );
  expect([...new Set(named)].filter((id) => !promised.includes(id))).toEqual([]);
});

test('what the platform promises, or makes possible, is kept by a rule, or shown by a test that names it, or open with a reason', () => {
  const ruled = new Set(commitmentRules({ residencies: {} }).flatMap(({ keeps }) => keeps));
  const titles = tests.flatMap(
    (text) => text.match(/\b(?:describe|test)(?:\.each)?\b[^\n]*(?:\n[^\n]*){0,3}?['`"]/g) ?? [],
  );
  const tested = new Set(titles.flatMap((title) => title.match(ID) ?? []));
  const unproven = register
    .filter((one) => one.class !== 'organisational' && one.class !== 'inherited' && one.open === undefined)
    .filter(({ id }) => !ruled.has(id) && !tested.has(id))
    .map(({ id }) => id);
  expect(unproven).toEqual([]);
});

test('only what the platform itself has to keep can be open, and what people or AWS keep says what shows it', () => {
  for (const { id, class: kind, open, attestation } of register) {
    if (open !== undefined) expect([id, kind]).toEqual([id, 'infrastructure']);
    if (kind === 'inherited') expect([id, attestation]).toEqual([id, expect.stringMatching(/\w{4}/)]);
  }
});

test('what watches a promise is a section of the runbook', () => {
  const headings = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!);
  const anchors = headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );
  const unknown = register.flatMap(({ id, watchedBy }) =>
    watchedBy.filter((anchor) => !anchors.includes(anchor)).map((anchor) => `${id} ${anchor}`),
  );
  expect(unknown).toEqual([]);
});
