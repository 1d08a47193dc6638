import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareWithRehearsal, parseReport, renderComparison } from '../../lib/capacity/rehearsal';

/** Printed by `npm run bench:nights` on 2 busy cores of an AMD EPYC: real PostgreSQL, emulated AWS. */
const measured = parseReport(readFileSync(join(__dirname, 'measured-nights.json'), 'utf8'));

describe('the simulation beside nights that were measured', () => {
  const comparison = compareWithRehearsal(measured);

  test('agrees within 20 % on the nights that it did not learn from', () => {
    expect(Math.abs(comparison.deviation)).toBeLessThan(0.2);
    expect(comparison.agrees).toBe(true);
    expect(comparison.waves.map(({ sites }) => sites).sort((a, b) => a - b)).toEqual([1, 3, 6, 10]);
    expect(comparison.dumpRate).toBeGreaterThan(20);
  });

  test('does not agree where the nights that are forecast took much longer', () => {
    const dates = [...new Set(measured.backups.map(({ localDate }) => localDate))].sort();
    const backups = measured.backups.map((one) => {
      const odd = dates.indexOf(one.localDate) % 2 === 1;
      const [begins, ends] = [Date.parse(one.startedAt), Date.parse(one.finishedAt)];
      return odd ? { ...one, finishedAt: new Date(ends + (ends - begins) + 2000).toISOString() } : one;
    });
    const changed = compareWithRehearsal({ ...measured, backups });
    expect(changed.agrees).toBe(false);
    expect(renderComparison(changed)).toMatch(
      /All waves together: -\d+ %; the simulation does NOT agree within 20 %\.$/,
    );
  });

  test('leaves out nights on which something was made to fail', () => {
    const [first] = measured.backups;
    const failed = [{ date: first!.localDate, timeZone: first!.timeZone }];
    const spoilt = measured.backups.map((one) =>
      one.localDate === first!.localDate && one.timeZone === first!.timeZone
        ? { ...one, finishedAt: new Date(Date.parse(one.finishedAt) + 3_600_000).toISOString() }
        : one,
    );
    expect(compareWithRehearsal({ backups: spoilt, nights: { failed } }).agrees).toBe(true);
  });

  test('says per zone what was predicted and what was measured', () => {
    expect(renderComparison(comparison)).toMatch(/^Pacific\/Auckland +night +10 +3 +\d\.\d\d +\d\.\d\d +[+-]?\d+ %$/m);
  });
});

test('a report without backups is refused', () => {
  expect(() => parseReport('{"backups": []}')).toThrow(/must have backups; run the rehearsal again/);
  expect(() => parseReport('{}')).toThrow(/This is not the report of a rehearsal: backups/);
});
