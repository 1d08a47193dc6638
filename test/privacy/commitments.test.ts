import { readFileSync } from 'node:fs';
import { privacyCommitments } from '../../lib/privacy/commitments';

/** Anchors of the runbook, as its headings make them. */
const anchors = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
  title.toLowerCase().replaceAll(' ', '-'),
);

test.each(privacyCommitments)('$id is watched by alarms that the runbook has a section for', ({ watchedBy }) => {
  expect(watchedBy.length).toBeGreaterThan(0);
  expect(anchors).toEqual(expect.arrayContaining([...watchedBy]));
});

test('what no rule of ours can hold says what makes it true', () => {
  for (const { id, class: kind, attestation } of privacyCommitments) {
    expect([id, kind === 'infrastructure' || attestation !== undefined]).toEqual([id, true]);
  }
});
