import { Transform, type TransformCallback } from 'node:stream';

/**
 * Lets everything through but the end, which waits for a promise. The output of a program that was killed ends like
 * that of one that is done; whoever stores it must not take it for whole before the program has said so.
 */
export class HoldEnd extends Transform {
  constructor(private readonly mayEnd: Promise<void>) {
    super();
  }

  public override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    done(null, chunk);
  }

  public override _flush(done: TransformCallback): void {
    this.mayEnd.then(
      () => done(),
      (error: Error) => done(error),
    );
  }
}
