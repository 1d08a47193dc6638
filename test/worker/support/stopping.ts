import type { Log } from '../../../worker/log';

/** The same log, but whoever reaches a step goes no further. */
export function stoppingAt(log: Log, step: string): Log {
  return {
    step: (name, facts) => {
      log.step(name, facts);
      if (name === step) throw new Error(`stopped at ${step}`);
    },
    warn: (message, facts) => log.warn(message, facts),
    with: (facts) => stoppingAt(log.with(facts), step),
  };
}
