import { createHash } from 'node:crypto';

/** File with the address of a door by which the worker meets what is broken, as long as something is. */
export const BROKEN_DOOR = 'broken-door';

/** What the name of the file says that a run of the worker leaves for as long as it lasts. */
export interface WorkerRun {
  readonly processId: number;
  readonly operation: string;
  /** The same for every attempt at the same work. */
  readonly work: string;
}

export function runFile(processId: number, args: readonly string[]): string {
  const work = createHash('sha256').update(args.join(' ')).digest('hex').slice(0, 12);
  return `${processId}-${args[0]}-${work}`;
}

export function describeRun(file: string): WorkerRun {
  const [processId = '', operation = '', work = ''] = file.split('-');
  return { processId: Number(processId), operation, work };
}
