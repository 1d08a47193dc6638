/** As much of yauzl as is used: it comes without types. */
declare module 'yauzl' {
  import type { EventEmitter } from 'node:events';
  import type { Readable } from 'node:stream';

  export interface Entry {
    readonly fileName: string;
  }

  export interface ZipFile extends EventEmitter {
    readEntry(): void;
    openReadStream(entry: Entry, done: (error: Error | null, stream: Readable) => void): void;
  }

  export function fromBuffer(
    content: Buffer,
    options: { readonly lazyEntries: boolean; readonly strictFileNames: boolean },
    done: (error: Error | null, file: ZipFile) => void,
  ): void;
}
