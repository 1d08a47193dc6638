import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeRun } from './run-worker/run-file';

/** Kills, as a power cut would, each worker once that is at a backup; what is started again in its place may live. */
export class WorkerKiller {
  private readonly killed = new Set<string>();
  private nights = 0;
  private killing: Promise<void> = Promise.resolve();

  /** @param runs Directory in which running workers leave their process ids. */
  constructor(private readonly runs: string) {}

  /** Kills from now on, as long as somebody wants it. @returns what ends it. */
  public begin(): () => Promise<void> {
    if (this.nights++ === 0) this.killing = this.kill();
    return async () => {
      if (--this.nights === 0) await this.killing;
    };
  }

  private async kill(): Promise<void> {
    while (this.nights > 0) {
      for (const file of readdirSync(this.runs)) {
        const { processId, operation, work } = describeRun(file);
        if (operation !== 'backup' || this.killed.has(work)) continue;
        this.killed.add(work);
        // Not always at the same point of its work.
        await sleep(50 * (this.killed.size % 6));
        // Unless it was faster: then its file is gone, and the process may be at other work.
        if (!existsSync(join(this.runs, file))) continue;
        process.kill(processId, 'SIGKILL');
        rmSync(join(this.runs, file));
      }
      await sleep(10);
    }
  }
}
