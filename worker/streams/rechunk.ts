import { Transform, type TransformCallback } from 'node:stream';

const MIB = 1024 * 1024;

/**
 * Joins chunks until they are at least a size, 1 MiB by default. The multipart upload of the SDK holds on to the memory
 * that small chunks were cut from: a dump of 400 MB in pieces of 100 bytes took gigabytes.
 */
export class Rechunk extends Transform {
  private pending: Buffer[] = [];
  private bytes = 0;

  constructor(private readonly atLeast = MIB) {
    super({ readableHighWaterMark: atLeast });
  }

  public override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.pending.push(chunk);
    this.bytes += chunk.length;
    if (this.bytes >= this.atLeast) this.pass();
    done();
  }

  public override _flush(done: TransformCallback): void {
    if (this.bytes > 0) this.pass();
    done();
  }

  private pass(): void {
    this.push(Buffer.concat(this.pending, this.bytes));
    this.pending = [];
    this.bytes = 0;
  }
}
