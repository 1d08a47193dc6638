import { readFileSync } from 'node:fs';
import { privacyCommitments } from '../../lib/privacy/commitments';

/** Anchors of the runbook, as its headings make them. */
const anchors = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, title = '']) =>
  title.toLowerCase().replaceAll(' ', '-'),
);

test('every promise of the room is there once', () => {
  const ids = ['TN-09', 'TN-10', 'TN-19', 'TN-20', 'TN-21', 'TN-22', 'TN-23', 'TN-24', 'OR-06'];
  expect(privacyCommitments.map(({ id }) => id)).toEqual(ids);
});

test.each(privacyCommitments)('$id is watched by alarms that the runbook has a section for', ({ watchedBy }) => {
  expect(watchedBy.length).toBeGreaterThan(0);
  expect(anchors).toEqual(expect.arrayContaining([...watchedBy]));
});

test('what no rule of ours can hold says what makes it true', () => {
  for (const { id, class: kind, attestation } of privacyCommitments) {
    expect([id, kind === 'infrastructure' || attestation !== undefined]).toEqual([id, true]);
  }
});
