import { readFileSync } from 'node:fs';
import { incidentsCommitments } from '../../lib/incidents/commitments';

const anchors = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading]) =>
  heading!.toLowerCase().replaceAll(' ', '-'),
);

test('each promise of incidents stands once, with a section of the runbook, an attestation, or what is missing', () => {
  const ids = incidentsCommitments.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { watchedBy, attestation, open } of incidentsCommitments) {
    expect(anchors).toEqual(expect.arrayContaining([...watchedBy]));
    expect(watchedBy.length > 0 || (attestation ?? open) !== undefined).toBe(true);
  }
});

test('every alarm of incidents has its section in the runbook', () => {
  const used = ['opened', 'unacknowledged', 'clocks-stopped', 'intake-failing'].map((what) => `incident-${what}`);
  expect(anchors).toEqual(
    expect.arrayContaining([...used, 'breach-clock-running', 'breach-notice-overdue', 'disclosure-overdue']),
  );
});
