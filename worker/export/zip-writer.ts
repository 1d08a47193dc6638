import { addAbortSignal, type Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { DigestStream, type Fingerprint } from '../streams/digest';
import { Rechunk } from '../streams/rechunk';

/** How much an entry is worth compressing. */
export type Compression = 'text' | 'compressed already';

/**
 * The least compression rather than none for what is compressed already: an entry whose length isn't known beforehand
 * and that isn't compressed either has no end to readers that go through a zip from its beginning.
 */
const LEVELS: Readonly<Record<Compression, number>> = { text: 6, 'compressed already': 1 };

/** A zip that is written entry by entry, each as it is read, in the order in which they are added. */
export class ZipWriter {
  private readonly zip = new ZipFile();

  /**
   * @param modified Time of all entries.
   * @param signal Ends all streams of it.
   * @param fail Is told what goes wrong in it apart from an entry's content.
   */
  constructor(
    private readonly modified: Date,
    private readonly signal: AbortSignal,
    fail: (error: Error) => void,
  ) {
    this.zip.on('error', fail);
  }

  /** What the zip consists of; ends after `end`. */
  public get output(): Readable {
    return this.zip.outputStream as Readable;
  }

  /** Writes an entry. @returns what it held, once all of it is on its way. */
  public async add(path: string, content: Readable, compression: Compression): Promise<Fingerprint> {
    const digest = addAbortSignal(this.signal, new DigestStream());
    const options = { compressionLevel: LEVELS[compression], mtime: this.modified, mode: 0o100600 };
    const read = finished(digest);
    try {
      this.zip.addReadStreamLazy(path, options, handingOver(digest));
      await Promise.all([pipeline(content, digest), read]);
    } catch (error) {
      throw this.signal.aborted ? this.signal.reason : error;
    }
    return digest.fingerprint;
  }

  /** To be called once everything is in. Without it there is no zip. */
  public end(): void {
    this.zip.end();
  }
}

/** Gives a stream away once and forgets it: a zip keeps what it was given for each entry until its end. */
function handingOver(stream: Readable): (take: (error: null, stream: Readable) => void) => void {
  let kept: Readable | undefined = stream;
  return (take) => {
    const given = kept;
    kept = undefined;
    if (given) take(null, given);
  };
}

/**
 * Makes a zip and hands it on while it is being made. Only when `fill` is done does it end; when either fails, what was
 * handed on so far ends with an error, so that nobody takes it for whole.
 *
 * @param store Takes the zip to where it belongs, and fails if that does.
 */
export async function writeZip(
  signal: AbortSignal,
  modified: Date,
  fill: (zip: ZipWriter) => Promise<void>,
  store: (body: Readable) => Promise<unknown>,
): Promise<Fingerprint> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const zip = new ZipWriter(modified, both, (error) => stop.abort(error));
  const digest = new DigestStream();
  const body = new Rechunk();
  const failFast = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      stop.abort(error); // the first one is the cause of all others
      throw error;
    }
  };
  const filled = failFast(fill(zip).then(() => (both.throwIfAborted(), zip.end())));
  const passed = failFast(pipeline(zip.output, digest, body, { signal: both }));
  const stored = failFast(store(body));
  const ended = await Promise.allSettled([filled, passed, stored]);
  if (ended.some(({ status }) => status === 'rejected')) throw both.reason;
  return digest.fingerprint;
}
