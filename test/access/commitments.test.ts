import { readFileSync } from 'node:fs';
import { accessCommitments } from '../../lib/access/commitments';
import { commitmentRules } from '../../lib/commitments/rules';

const runbook = readFileSync('docs/runbook.md', 'utf8');
const anchors = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) =>
  heading!
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-'),
);

test('each promise of access stands once, and is watched by what the runbook has', () => {
  const ids = accessCommitments.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  for (const { watchedBy } of accessCommitments) expect(anchors).toEqual(expect.arrayContaining([...watchedBy]));
});

test('all but who uses a right and why is kept by a rule of ours', () => {
  const kept = commitmentRules({ residencies: {} }).flatMap(({ keeps }) => keeps);
  const without = accessCommitments.filter(({ id }) => !kept.includes(id)).map(({ id }) => id);
  // The policies of staff and the two ends of the way of messages are proven by simulation and by the real programs.
  expect(without).toEqual(['ID-08', 'LG-04']);
});
