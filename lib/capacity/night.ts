import type { Assumptions } from './assumptions';
import { Queue } from './queue';
import type { Batch, Wave } from './waves';

/** What waits for what in a region. */
export interface Limits {
  /** Fargate tasks that may run at once. */
  readonly tasks: number;
  /** Tasks that may be started in a second. */
  readonly startsPerSecond: number;
}

export const NO_LIMITS: Limits = { tasks: Infinity, startsPerSecond: Infinity };

/** A batch as it was played. All times are in seconds since 1970. */
export interface PlayedBatch {
  readonly batch: Batch;
  /** When the map came to it. */
  readonly asked: number;
  /** When Fargate had room for it. */
  readonly begins: number;
  readonly lastBackupBegins: number;
  readonly lastBackupEnds: number;
  /** When it makes room for another. */
  readonly ends: number;
}

export interface PlayedWave {
  readonly wave: Wave;
  readonly batches: readonly PlayedBatch[];
}

/**
 * Plays the waves of one region: a discrete event simulation in which a batch waits for the width of its map, for a
 * place of Fargate's, and for its server to be done with an earlier wave.
 *
 * Whoever asked first is served first, and an earlier wave before a later one. So nothing that is added can let
 * anything end earlier, and nothing that AWS grants can let anything end later: every time is the maximum of times that
 * only grow.
 */
export function playRegion(waves: readonly Wave[], limits: Limits, assumed: Assumptions): PlayedWave[] {
  const places = Queue.of(limits.tasks);
  const servers = new Map<string, number>();
  return waves.map((wave) => {
    const width = Queue.of(assumed.serversAtOnce);
    const first = wave.start + assumed.planSeconds;
    // An earlier wave has the places that it takes until it is done with them.
    const taken = places.setApart(assumed.serversAtOnce);
    const batches = wave.batches.map((batch, index): PlayedBatch => {
      const asked = Math.max(first + index / limits.startsPerSecond, width.earliest);
      const begins = Math.max(asked, taken.earliest);
      const works = Math.max(begins + assumed.launchSeconds, servers.get(batch.server) ?? 0);
      const ends = works - assumed.launchSeconds + batch.seconds;
      servers.set(batch.server, works + batch.work);
      width.takeEarliest(ends);
      taken.takeEarliest(ends);
      const [lastBackupBegins, lastBackupEnds] = [works + batch.lastBegins, works + batch.lastEnds];
      return { batch, asked, begins, lastBackupBegins, lastBackupEnds, ends };
    });
    places.giveBack(taken);
    return { wave, batches };
  });
}

/** When the last of a wave's backups begins. */
export function lastBegins({ batches, wave }: PlayedWave): number {
  return batches.reduce((latest, batch) => Math.max(latest, batch.lastBackupBegins), wave.start);
}

/** When the last of a wave's backups ends. */
export function lastEnds({ batches, wave }: PlayedWave): number {
  return batches.reduce((latest, batch) => Math.max(latest, batch.lastBackupEnds), wave.start);
}
