import { isUnreachable } from '../../worker/aws/aws-errors';
import { describeError } from '../../worker/errors';

/** What was done about one site, counted as it is done. */
export interface Tally {
  /** Backups that are there now. */
  kept: number;
  /** Backups that were removed. */
  removed: number;
  /** Attachments that were removed with the last backup that needed them. */
  blobs: number;
  /** Backups that stay only until a person confirms their removal. */
  heldBack: number;
  /** Versions that an erased site's removal had to leave to the bucket's lifecycle, since they are locked still. */
  locked: number;
}

export interface SiteReport extends Readonly<Tally> {
  readonly site: string;
  /** Why it ended early. What was removed by then is counted, and the next rotation does the rest. */
  readonly error?: { readonly kind: string; readonly message: string };
}

export interface Report {
  readonly sites: readonly SiteReport[];
  /** Sites with an error. */
  readonly failed: number;
}

/** What ended the work on a site. */
export function failureOf(error: unknown): NonNullable<SiteReport['error']> {
  const described = describeError(error);
  if (described.kind !== 'Unexpected' || !isUnreachable(error)) return described;
  return { kind: 'RegionUnreachable', message: `A region of the site does not answer: ${described.message}` };
}
