import type { SiteOutcome } from '../lambda/shared/outcome';
import type { S3Object } from './storage/s3-object';

/**
 * Keeps the outcomes of a run where whoever started it finds them: one line of JSON for each site, written anew with
 * each, so that a killed run leaves those of the sites that it had come to.
 */
export class Outcomes {
  private readonly lines: string[] = [];
  private writing: Promise<void> = Promise.resolve();

  /** @param file Undefined: nobody asks for them. */
  constructor(private readonly file: S3Object | undefined) {}

  public add(outcome: SiteOutcome): void {
    const { file, lines } = this;
    if (!file) return;
    lines.push(JSON.stringify(outcome));
    const text = `${lines.join('\n')}\n`;
    this.writing = this.writing.catch(() => undefined).then(() => file.write(text));
    this.writing.catch(() => undefined); // the next write makes up for it, or `written` reports it
  }

  /** Rejects if the last write failed. */
  public written(): Promise<void> {
    return this.writing;
  }
}
