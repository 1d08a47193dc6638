/**
 * Everything the worker can refuse or fail for by name, with the exit code that a state machine tells them apart by.
 * 0 is success, 1 an error that nobody foresaw, 3 several sites of which some failed.
 */
export const EXIT_CODES = {
  /** The command line, the environment or the job can't be read. */
  BadRequest: 2,
  UnknownSite: 10,
  /** The site isn't set up where it is to be worked on: no key, no secret or no database. */
  NotOnboarded: 11,
  BackupMissing: 12,
  /** No manifest, or not the same one, in both regions (D19). */
  BackupIncomplete: 13,
  /** What is stored isn't what the manifest says. */
  BackupDamaged: 14,
  OutsideResidency: 15,
  ServerVersion: 16,
  LegalHold: 17,
  AlreadyRunning: 18,
  /** Another run took the site over, since this one had not been heard of for too long. */
  LeaseLost: 19,
  NotEnoughDisk: 20,
  /** No region has a usable key of the site any more. */
  KeyErased: 21,
  /** A program of PostgreSQL failed: it can't sign in, waits too long for a lock, was killed. */
  DatabaseFailed: 22,
  /** The site's database can't be exchanged, for it is never free of sessions. */
  DatabaseBusy: 23,
  /** The job knows no such copy of the site. */
  UnknownCopy: 24,
  /** What is to be masked isn't there, or can't be masked like that; nothing has left. */
  MaskingFailed: 25,
  /** What must be done in all regions of the site, or in none, finds one of them out of reach. */
  RegionUnreachable: 26,
} as const;
export type ErrorKind = keyof typeof EXIT_CODES;

export const EXIT_UNEXPECTED = 1;
export const EXIT_SOME_SITES_FAILED = 3;
/** As a shell says it of a program that SIGTERM ended. */
export const EXIT_STOPPED = 143;

/** An error that names the matter in one sentence. Whoever gets one can rely on it that the site is as it was before. */
export class WorkerError extends Error {
  public override readonly name = 'WorkerError';
  /** The backup that is damaged, where that is the matter and it is known which one. */
  public backup?: string;

  constructor(
    public readonly kind: ErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  public get exitCode(): number {
    return EXIT_CODES[this.kind];
  }
}

export function exitCodeOf(error: unknown): number {
  return error instanceof WorkerError ? error.exitCode : EXIT_UNEXPECTED;
}

/** What a report says of an error. */
export function describeError(error: unknown): {
  readonly kind: ErrorKind | 'Unexpected';
  readonly message: string;
  readonly backup?: string;
} {
  if (error instanceof WorkerError) {
    const { kind, message, backup } = error;
    return { kind, message, ...(backup !== undefined && { backup }) };
  }
  return { kind: 'Unexpected', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}
