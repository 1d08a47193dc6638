import type { SiteOutcome } from '../../../lambda/shared/outcome';
import type { Step } from '../../../lambda/shared/step';
import { describeError, exitCodeOf, WorkerError, type ErrorKind } from '../../../worker/errors';
import type { BackupDone } from '../../../worker/operations/backup';
import type { Restored } from '../../../worker/operations/restore';
import type { Verified } from '../../../worker/operations/verify';
import { BUCKET } from './site-records';

/** What a backup of a Sunday says that has the attachments of Saturday. */
export const BACKED_UP: BackupDone = {
  backup: '2026-03-08-1-night',
  localDate: '2026-03-08',
  run: 'night',
  slot: 'daily',
  made: true,
  startedAt: '2026-03-08T03:00:40.000Z',
  snapshotAt: '2026-03-08T03:00:41.000Z',
  bytes: 4711,
  attachmentsOf: '2026-03-07-1-night',
  attachments: { included: false, because: 'it is not Saturday', count: 12 },
};

export const VERIFIED: Verified = {
  backup: '2026-03-08-1-night',
  snapshotAt: '2026-03-08T03:00:41.000Z',
  tables: 3,
  rows: 1000,
  attachments: 12,
  attachmentsRead: 4,
  seconds: 4.5,
};

export const RESTORED: Restored = {
  backup: '2026-03-08-1-night',
  snapshotAt: '2026-03-08T03:00:41.000Z',
  old: 'acme__old_20260308100000',
  attachments: 12,
  seconds: 20.25,
};

export const done = (site: string, result: object): SiteOutcome => ({ site, outcome: 'done', result: { ...result } });

/** A failure, as the worker describes it. */
export function failed(site: string, kind: ErrorKind, message: string, backup?: string): SiteOutcome {
  const error = new WorkerError(kind, message);
  error.backup = backup;
  return { site, outcome: 'failed', error: describeError(error), exitCode: exitCodeOf(error) };
}

export const lines = (...outcomes: readonly SiteOutcome[]) =>
  `${outcomes.map((outcome) => JSON.stringify(outcome)).join('\n')}\n`;

export function step(operation: Step['operation'], sites: readonly string[], execution = 'one'): Step {
  const outcomes = `s3://${BUCKET}/outcomes/${execution}/shared-1-1-${operation}.jsonl`;
  const job = `s3://${BUCKET}/jobs/${execution}/shared-1.json`;
  return { operation, server: 'shared-1', sites: [...sites], job, arguments: [operation], outcomes, then: 'nothing' };
}
