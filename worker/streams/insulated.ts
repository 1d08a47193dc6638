import { Duplex } from 'node:stream';

/**
 * A duplex stream that can be destroyed at any time without its inner one noticing, which is then only left alone. The
 * streams of the AWS Encryption SDK, destroyed half-way, raise an error of an inner stream that nobody can listen to,
 * and that ends the process.
 */
export class Insulated extends Duplex {
  constructor(private readonly inner: Duplex) {
    super({ readableHighWaterMark: inner.readableHighWaterMark, writableHighWaterMark: inner.writableHighWaterMark });
    inner.on('data', (chunk: Buffer) => {
      if (!this.destroyed && !this.push(chunk)) inner.pause();
    });
    inner.on('end', () => this.push(null));
    inner.on('error', (error) => this.destroy(error));
  }

  public override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.inner.write(chunk)) done();
    else this.inner.once('drain', () => done());
  }

  public override _final(done: (error?: Error | null) => void): void {
    this.inner.end();
    done();
  }

  public override _read(): void {
    this.inner.resume();
  }
}
