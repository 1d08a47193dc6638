import type { Commitment } from './commitment';

/** Promises that people or AWS keep, and that no room of the platform can. */
export const organisationalCommitments: readonly Commitment[] = [];
