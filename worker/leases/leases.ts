/** The right to be the only run that works on a site, for as long as the run lives. */
export interface Lease {
  /** Aborted with a LeaseLost as soon as somebody else may have it. */
  readonly signal: AbortSignal;
  /** Gives it back. Does not throw: it would run out by itself. */
  release(): Promise<void>;
}

/** Sees to it that two runs never work on one site, and that a killed run doesn't block a site for long. */
export interface Leases {
  /**
   * @param purpose For people who find the site taken.
   * @throws WorkerError AlreadyRunning
   */
  acquire(site: string, purpose: string): Promise<Lease>;
}
