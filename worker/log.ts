/** What a line of the log may say: never a row, a secret or a file name of a customer. */
export type Facts = Readonly<Record<string, string | number | boolean | null | undefined | object>>;

/** Where the worker says what it does. */
export interface Log {
  /** A step of an operation has been reached. */
  step(name: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  /** The same log, with facts in every line. */
  with(facts: Facts): Log;
}

/** One JSON object a line. */
export function jsonLog(write: (line: string) => void, now: () => Date = () => new Date(), common: Facts = {}): Log {
  const line = (level: string, facts: Facts): void =>
    write(`${JSON.stringify({ time: now().toISOString(), level, ...common, ...facts })}\n`);
  return {
    step: (step, facts) => line('INFO', { step, ...facts }),
    warn: (message, facts) => line('WARN', { message, ...facts }),
    with: (facts) => jsonLog(write, now, { ...common, ...facts }),
  };
}
