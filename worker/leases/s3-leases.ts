import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { isConditionFailed, isNotFound } from '../aws/aws-errors';
import { WorkerError } from '../errors';
import type { Bucket } from '../storage/bucket';
import type { Lease, Leases } from './leases';

const recordSchema = z.object({
  holder: z.string(),
  purpose: z.string(),
  since: z.iso.datetime(),
  /** From then on anybody may take it; in the past if it was given back. */
  until: z.iso.datetime(),
});
type LeaseRecord = z.infer<typeof recordSchema>;

/** A record, and the ETag by which S3 tells whether it is still the newest. */
interface Stored {
  readonly record: LeaseRecord;
  readonly etag: string;
}

/**
 * Leases as objects `leases/<site>.json`, written only on condition that nobody else wrote meanwhile. Kept in the
 * region that the work is done in: after the home region's loss they are still there. Nothing is ever deleted, since
 * nothing may be deleted in a bucket of backups; clocks may differ by a good part of the duration.
 */
export class S3Leases implements Leases {
  private readonly holder = `${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`;

  constructor(
    private readonly bucket: Bucket,
    private readonly seconds: number,
    private readonly now: () => Date = () => new Date(),
  ) {}

  public async acquire(site: string, purpose: string): Promise<Lease> {
    const found = await this.read(site);
    if (found && Date.parse(found.record.until) > this.now().getTime()) throw taken(site, found.record);
    const since = this.now().toISOString();
    const record = { holder: this.holder, purpose, since, until: this.end() };
    const stored = await this.replace(site, record, found?.etag);
    if ('taken' in stored) throw taken(site, stored.taken);
    return new S3Lease(this, site, stored, this.seconds);
  }

  /**
   * Writes the record that follows another, unless somebody else did.
   *
   * @param etag Of the record that this one is to follow; undefined if it is to be the first.
   */
  public async replace(
    site: string,
    record: LeaseRecord,
    etag: string | undefined,
  ): Promise<Stored | { readonly taken: LeaseRecord | undefined }> {
    try {
      return { record, etag: await this.write(site, record, etag) };
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      const found = await this.read(site);
      // Ours after all: the answer to the first attempt was lost, and the SDK made a second.
      return JSON.stringify(found?.record) === JSON.stringify(record) && found ? found : { taken: found?.record };
    }
  }

  public end(): string {
    return new Date(this.now().getTime() + this.seconds * 1000).toISOString();
  }

  public over(): string {
    return new Date(this.now().getTime() - 1).toISOString();
  }

  private async write(site: string, record: LeaseRecord, etag: string | undefined): Promise<string> {
    const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
    const Body = JSON.stringify(record);
    const object = { Bucket: this.bucket.name, Key: key(site), Body, ContentType: 'application/json', ...condition };
    const { ETag } = await this.bucket.s3.send(new PutObjectCommand(object));
    if (!ETag) throw new Error(`S3 stored the lease of site ${site} without an ETag`);
    return ETag;
  }

  private async read(site: string): Promise<Stored | undefined> {
    try {
      const { Body, ETag } = await this.bucket.s3.send(
        new GetObjectCommand({ Bucket: this.bucket.name, Key: key(site) }),
      );
      const record = recordSchema.parse(JSON.parse((await Body?.transformToString()) ?? ''));
      return { record, etag: ETag ?? '' };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}

class S3Lease implements Lease {
  private readonly lost = new AbortController();
  private readonly timer: NodeJS.Timeout;
  /** The write under way, so that giving back doesn't overtake a renewal. */
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly leases: S3Leases,
    private readonly site: string,
    private stored: Stored,
    seconds: number,
  ) {
    const renewLater = (): void => void (this.writing = this.writing.then(() => this.renew()));
    this.timer = setInterval(renewLater, (seconds * 1000) / 3);
    this.timer.unref();
  }

  public get signal(): AbortSignal {
    return this.lost.signal;
  }

  public async release(): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
    if (this.lost.signal.aborted) return;
    const record = { ...this.stored.record, until: this.leases.over() };
    await this.leases.replace(this.site, record, this.stored.etag).catch(() => undefined);
  }

  private async renew(): Promise<void> {
    if (this.lost.signal.aborted) return;
    const record = { ...this.stored.record, until: this.leases.end() };
    try {
      const stored = await this.leases.replace(this.site, record, this.stored.etag);
      if ('taken' in stored) this.lose();
      else this.stored = stored;
    } catch (error) {
      // It is tried again, as long as nobody else can have it yet.
      if (this.leases.over() >= this.stored.record.until) this.lose(error);
    }
  }

  private lose(cause?: unknown): void {
    clearInterval(this.timer);
    const message = `The lease of site ${this.site} could not be renewed in time; another run may have taken over`;
    this.lost.abort(new WorkerError('LeaseLost', message, { cause }));
  }
}

function key(site: string): string {
  return `leases/${site}.json`;
}

function taken(site: string, by: LeaseRecord | undefined): WorkerError {
  const who = by ? `: ${by.purpose} by ${by.holder} since ${by.since}, at the latest until ${by.until}` : '';
  return new WorkerError('AlreadyRunning', `Site ${site} is being worked on already${who}`);
}
