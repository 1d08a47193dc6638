import type { Manifest } from '../worker/storage/manifest';
import type { PlayedWave } from './play-nights';

/** One thing that was promised, and what was found. */
export interface Finding {
  /** Ids of the promises. */
  readonly commitments: readonly string[];
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
  readonly met: boolean;
}

/** What became of one site in the disaster. */
export interface SiteRecovery {
  readonly site: string;
  readonly backup: string;
  /** Simulated hours between the recovery point and the disaster. */
  readonly rpoHours: number;
  /** Measured seconds of its restore. */
  readonly rtoSeconds: number;
}

/** How long one of the kept backups took: what a forecast of capacity is held against. */
export interface MeasuredBackup extends Pick<
  Manifest,
  'site' | 'timeZone' | 'localDate' | 'run' | 'startedAt' | 'finishedAt'
> {
  /** Size of the database as the server says. */
  readonly databaseBytes: number;
  /** Whether attachments were copied. */
  readonly attachmentsIncluded: boolean;
}

export function measuredBackup(manifest: Manifest): MeasuredBackup {
  const { site, timeZone, localDate, run, startedAt, finishedAt, database, attachments } = manifest;
  const sizes = { databaseBytes: database.bytesOnServer, attachmentsIncluded: attachments.included };
  return { site, timeZone, localDate, run, startedAt, finishedAt, ...sizes };
}

/** What a rehearsal measured. Nothing in it is stated beforehand. */
export interface RehearsalReport {
  readonly region: string;
  readonly recoveryRegion: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly nights: { readonly count: number; readonly waves: number; readonly failed: readonly PlayedWave[] };
  /** Ids of the kept backups by site and slot, new to old. */
  readonly kept: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Those that were kept in the home region, by site and new to old. */
  readonly backups: readonly MeasuredBackup[];
  readonly recovery: readonly SiteRecovery[];
  /** Seconds from the beginning of the first restore to the end of the last. */
  readonly regionSeconds?: number;
  readonly findings: readonly Finding[];
  /** Seconds of each part of the rehearsal. */
  readonly seconds: Readonly<Record<string, number>>;
}

export function isMet({ findings }: RehearsalReport): boolean {
  return findings.length > 0 && findings.every(({ met }) => met);
}

/** The summary for a terminal. */
export function renderReport(report: RehearsalReport): string {
  const { nights, recovery, findings } = report;
  const lines = [
    '',
    `${report.region}, recovered in ${report.recoveryRegion}: ${nights.count} nights, ${nights.waves} waves`,
    '',
    ...table(
      ['site', 'backup', 'RPO (h)', 'RTO (s)'],
      recovery.map(({ site, backup, rpoHours, rtoSeconds }) => [
        site,
        backup,
        rpoHours.toFixed(1),
        rtoSeconds.toFixed(1),
      ]),
    ),
    '',
    ...table(
      ['', 'promise', 'what', 'expected', 'found'],
      findings.map(({ met, commitments, subject, expected, found }) => [
        met ? '✓' : '✗',
        commitments.join(' '),
        subject,
        expected,
        found,
      ]),
    ),
    '',
    isMet(report) ? 'Every commitment that was tested is met.' : 'NOT every commitment was met: see ✗ above.',
  ];
  return lines.join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)];
}
