import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drill } from '../lib/evidence/drill';
import { isMet, type RehearsalReport } from './rehearsal-report';
import { renderPage } from './report-page';

/** A report, and what it is of. */
export interface KeptReport extends RehearsalReport {
  /** ISO 8601 instant at which the rehearsal began. */
  readonly at: string;
  /** Fingerprint of the sources that it ran on. */
  readonly sources: string;
}

/** Keeps the report of the last rehearsal, and its page. @param root folder of the project */
export function keepReport(root: string, report: KeptReport): void {
  writeFileSync(reportFile(root), `${JSON.stringify(report, null, 2)}\n`);
  mkdirSync(join(root, 'evidence'), { recursive: true });
  writeFileSync(join(root, 'evidence', 'rehearsal.html'), renderPage(report));
}

/** The report of the last rehearsal; undefined where there was none, or none that says what it is of. */
export function readKeptReport(root: string): KeptReport | undefined {
  const file = reportFile(root);
  if (!existsSync(file)) return undefined;
  const report = JSON.parse(readFileSync(file, 'utf8')) as Partial<KeptReport>;
  return report.at !== undefined && report.sources !== undefined ? (report as KeptReport) : undefined;
}

/** What the history of drills keeps of a rehearsal. */
export function drillOf(report: KeptReport): Drill {
  const { at, region, recoveryRegion, recovery, regionSeconds, sources } = report;
  return {
    kind: 'rehearsal',
    at,
    region,
    recoveryRegion,
    sites: recovery.map(({ site, backup, rpoHours, rtoSeconds }) => ({ site, backup, rpoHours, rtoSeconds })),
    regionSeconds,
    met: isMet(report),
    sources,
  };
}

function reportFile(root: string): string {
  return join(root, 'rehearsal', 'report.json');
}
