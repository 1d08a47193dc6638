import { renderPage } from '../../rehearsal/report-page';
import type { RehearsalReport } from '../../rehearsal/rehearsal-report';

const REPORT: RehearsalReport = {
  region: 'ap-southeast-2',
  recoveryRegion: 'ap-southeast-4',
  options: { scale: 1, seed: 7 },
  nights: {
    count: 14,
    waves: 28,
    failed: [
      {
        date: '2028-02-07',
        timeZone: 'Australia/Sydney',
        run: 'night',
        failure: 'killed-worker',
        status: 'SUCCEEDED',
        seconds: 6.25,
      },
    ],
  },
  kept: { acme: { daily: ['2028-02-07-1-night'] } },
  backups: [],
  recovery: [{ site: 'acme', backup: '2028-02-07-1-night', rpoHours: 24, rtoSeconds: 1.234 }],
  regionSeconds: 2,
  findings: [
    {
      commitments: ['DR-02'],
      subject: 'acme: restored',
      expected: 'the same',
      found: '<b>not</b> & "that"',
      met: false,
    },
  ],
  seconds: {},
};

describe('the page of a rehearsal', () => {
  const page = renderPage(REPORT);

  test('says what was measured, and whether all was met', () => {
    for (const text of ['Not every commitment was met', '24.0', '1.2', '2.0 seconds', 'killed-worker', 'seed 7'])
      expect(page).toContain(text);
    const met = { ...REPORT, findings: [{ ...REPORT.findings[0]!, met: true }] };
    expect(renderPage(met)).toContain('Every commitment that was tested is met');
  });

  test('asks for nothing from anywhere, and takes no text for markup', () => {
    expect(page).not.toMatch(/https?:|src=|<link|<script/);
    expect(page).not.toContain('<b>not');
    expect(page).toContain('&#60;b&#62;not&#60;/b&#62; &#38; &#34;that&#34;');
  });

  test('is the same for the same report', () => {
    expect(renderPage(structuredClone(REPORT))).toBe(page);
  });
});
