import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

/** Content as it is known: how long, and what it hashes to. */
export interface Fingerprint {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export function fingerprintOf(content: string | Buffer): Fingerprint {
  const buffer = Buffer.from(content);
  return { bytes: buffer.length, sha256: createHash('sha256').update(buffer).digest('hex') };
}

export function sameContent(a: Fingerprint, b: Fingerprint): boolean {
  return a.bytes === b.bytes && a.sha256 === b.sha256;
}

/** Lets everything through, and knows at the end what it was. */
export class DigestStream extends Transform {
  private readonly hash = createHash('sha256');
  private bytes = 0;
  private known: Fingerprint | undefined;

  /** @throws before the stream has ended. */
  public get fingerprint(): Fingerprint {
    if (!this.known) throw new Error('The digest of a stream is known only at its end');
    return this.known;
  }

  public override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.hash.update(chunk);
    this.bytes += chunk.length;
    done(null, chunk);
  }

  public override _flush(done: TransformCallback): void {
    this.known = { bytes: this.bytes, sha256: this.hash.digest('hex') };
    done();
  }
}
