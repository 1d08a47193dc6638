import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What can go wrong on the way to AWS. */
export interface Fault {
  readonly kind: 'region-down' | 'storage-errors';
  readonly region: string;
  /** Ids of the sites that meet it, by the paths of what they store. @default - all */
  readonly sites?: readonly string[];
}

/**
 * A loopback door to the embedded AWS that can break: a whole region that doesn't answer any more, or an S3 that fails.
 * It is a thread: whatever passes leaves buffers behind, and to clear them away takes long where much else lies about.
 */
export class Door {
  /** @param target Address of the embedded AWS. */
  public static async start(target: string): Promise<Door> {
    const thread = new Worker(join(__dirname, 'door-thread.ts'), {
      workerData: target,
      execArgv: ['--require', 'ts-node/register'],
    });
    const [url] = (await once(thread, 'message')) as [string];
    thread.unref();
    return new Door(thread, url);
  }

  private faults: readonly Fault[] = [];
  private changes: Promise<void> = Promise.resolve();

  private constructor(
    private readonly thread: Worker,
    public readonly url: string,
  ) {}

  /** Whether anything is. */
  public get isBroken(): boolean {
    return this.faults.length > 0;
  }

  /** Open connections end, too. */
  public break(fault: Fault): Promise<void> {
    return this.change([...this.faults, fault]);
  }

  public heal(fault: Fault): Promise<void> {
    return this.change(this.faults.filter((other) => other !== fault));
  }

  public async stop(): Promise<void> {
    await this.thread.terminate();
  }

  /** One after the other, so that each has come about when its promise is kept. */
  private change(faults: readonly Fault[]): Promise<void> {
    this.faults = faults;
    this.changes = this.changes.then(async () => {
      this.thread.postMessage(faults);
      await once(this.thread, 'message');
    });
    return this.changes;
  }
}
