import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDrills } from '../../lib/evidence/drill';
import { drillOf, keepReport, readKeptReport, type KeptReport } from '../../rehearsal/kept-report';

const REPORT: KeptReport = {
  at: '2026-11-26T10:00:00.000Z',
  sources: 'a'.repeat(64),
  region: 'ap-southeast-2',
  recoveryRegion: 'ap-southeast-4',
  options: {},
  nights: { count: 1, waves: 2, failed: [] },
  kept: {},
  backups: [],
  recovery: [{ site: 'acme', backup: '2028-02-07-1-night', rpoHours: 24, rtoSeconds: 1.5 }],
  regionSeconds: 2,
  findings: [{ commitments: ['DR-02'], subject: 'acme: restored', expected: 'same', found: 'same', met: true }],
  seconds: {},
};

function project(): string {
  const root = mkdtempSync(join(tmpdir(), 'cordon-drills-'));
  for (const folder of ['rehearsal', 'drills']) mkdirSync(join(root, folder));
  return root;
}

test('the last rehearsal is kept with its page, and can be read again', () => {
  const root = project();
  expect(readKeptReport(root)).toBeUndefined();
  keepReport(root, REPORT);
  expect(readKeptReport(root)).toEqual(REPORT);
  expect(readFileSync(join(root, 'evidence', 'rehearsal.html'), 'utf8')).toContain('Rehearsal of ap-southeast-2');
});

test('a report that does not say what it is of is evidence of nothing', () => {
  const root = project();
  writeFileSync(join(root, 'rehearsal', 'report.json'), JSON.stringify({ ...REPORT, sources: undefined }));
  expect(readKeptReport(root)).toBeUndefined();
});

test('drills are read old to new, and one that lacks a figure is refused', () => {
  const root = project();
  const newer = { ...drillOf(REPORT), at: '2026-12-01T10:00:00.000Z', met: false };
  const older = drillOf(REPORT);
  expect(readDrills(join(root, 'nowhere'))).toEqual([]);
  writeFileSync(join(root, 'drills', 'a.json'), JSON.stringify(newer));
  writeFileSync(join(root, 'drills', 'b.json'), JSON.stringify(older));
  expect(readDrills(join(root, 'drills'))).toEqual([older, newer]);
  writeFileSync(join(root, 'drills', 'c.json'), JSON.stringify({ ...older, sites: [{ site: 'acme' }] }));
  expect(() => readDrills(join(root, 'drills'))).toThrow();
});
