import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeRun } from './run-worker/run-file';

/** Kills, as a power cut would, each worker once that is at a backup; what is started again in its place may live. */
export class WorkerKiller {
  private readonly killed = new Set<string>();
  private ended = false;

  /**
   * @param runs Directory in which running workers leave their process ids.
   * @param execution Name of the execution whose workers are meant.
   */
  constructor(
    private readonly runs: string,
    private readonly execution: string,
  ) {}

  /** Kills from now on. @returns what ends it. */
  public begin(): () => Promise<void> {
    const killing = this.kill();
    return async () => {
      this.ended = true;
      await killing;
    };
  }

  private async kill(): Promise<void> {
    while (!this.ended) {
      for (const file of readdirSync(this.runs)) {
        const { processId, operation, work } = describeRun(file);
        if (operation !== 'backup' || this.killed.has(work) || !this.isMeant(file)) continue;
        this.killed.add(work);
        // Not always at the same point of its work.
        await sleep(50 * (work.charCodeAt(0) % 6));
        // Unless it was faster: then its file is gone, and the process may be at other work.
        if (!existsSync(join(this.runs, file))) continue;
        process.kill(processId, 'SIGKILL');
        rmSync(join(this.runs, file));
      }
      await sleep(10);
    }
  }

  /** By the address of its job. */
  private isMeant(file: string): boolean {
    try {
      return readFileSync(join(this.runs, file), 'utf8').includes(`/jobs/${this.execution}/`);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  }
}
