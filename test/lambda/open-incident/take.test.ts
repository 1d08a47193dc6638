import { take } from '../../../lambda/open-incident/take';
import type { Finding } from '../../../lambda/open-incident/finding';
import { after, incidentRecord, POLICY, START } from '../incidents/incident-records';

const finding: Finding = {
  source: 'guardduty',
  type: 'Trojan:EC2/DNSDataExfiltration',
  resource: 'Instance/i-1',
  severity: 'high',
  title: 'Something is wrong',
  affects: { sites: ['acme'], servers: [], region: false },
};
const occasion = (now: Date) => ({ event: 'e-2', now, newId: 'inc-new', policy: POLICY });

test('opens an incident for what is not known', () => {
  const { incident, entries } = take(finding, undefined, occasion(after({})));
  expect(incident).toMatchObject({ ...finding, id: 'inc-new', state: 'open', openedAt: START, count: 1, round: 1 });
  expect(entries).toEqual([{ at: START, by: 'open-incident', what: 'opened as high', detail: 'e-2' }]);
});

test('counts up the one that is there, and knows more of whom it concerns', () => {
  const known = incidentRecord({ affects: { sites: ['bold'], servers: [], region: false } });
  const { incident, entries } = take(finding, known, occasion(after({ hours: 23.9 })));
  expect(incident).toMatchObject({
    id: known.id,
    count: 2,
    round: 1,
    lastSeenAt: after({ hours: 23.9 }).toISOString(),
  });
  expect(incident.affects.sites).toEqual(['acme', 'bold']);
  expect(entries).toMatchObject([{ what: 'happened again (2)', detail: 'e-2' }]);
});

test('opens another one when the last event is older than the window', () => {
  expect(take(finding, incidentRecord(), occasion(after({ hours: 24 }))).incident.id).toBe('inc-new');
});

test('counts the window from the last event, not from the first', () => {
  const known = incidentRecord({ lastSeenAt: after({ hours: 23 }).toISOString() });
  expect(take(finding, known, occasion(after({ hours: 46 }))).incident.id).toBe(known.id);
});

test('opens another one when the first is resolved', () => {
  expect(take(finding, incidentRecord({ state: 'resolved' }), occasion(after({}))).incident.id).toBe('inc-new');
});

test('what was acknowledged stays so, unless it turns out graver: then it escalates from the start', () => {
  const known = incidentRecord({ state: 'acknowledged', acknowledgedAt: START, acknowledgedBy: 'Ann' });
  const same = take(finding, known, occasion(after({ hours: 1 }))).incident;
  expect(same).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'Ann', round: 1, escalatesFrom: START });
  const { incident, entries } = take({ ...finding, severity: 'critical' }, known, occasion(after({ hours: 1 })));
  expect(incident).toMatchObject({ state: 'open', severity: 'critical', round: 2 });
  expect(incident.escalatesFrom).toBe(after({ hours: 1 }).toISOString());
  expect(incident.acknowledgedBy).toBeUndefined();
  expect(entries[0]?.what).toContain('as critical');
});

test('never becomes less grave', () => {
  const known = incidentRecord({ severity: 'critical' });
  expect(take({ ...finding, severity: 'low' }, known, occasion(after({}))).incident.severity).toBe('critical');
});

test('says that all are affected once there are too many to name', () => {
  const sites = Array.from({ length: 500 }, (_, index) => `site-${index}`);
  const known = incidentRecord({ affects: { sites, servers: [], region: false } });
  expect(take(finding, known, occasion(after({}))).incident.affects).toEqual({ sites: [], servers: [], region: true });
});
