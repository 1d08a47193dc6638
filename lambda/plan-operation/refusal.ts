import type { ErrorKind } from '../../worker/errors';

/** A request that is refused; its name is one of the worker's kinds of error, which state machines know it by. */
export class Refusal extends Error {
  constructor(kind: ErrorKind, message: string) {
    super(message);
    this.name = kind;
  }
}
