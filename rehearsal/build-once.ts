import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A build that takes longer was killed, and its process id has been given to another process. */
const LONGEST_BUILD_MS = 10 * 60_000;

/**
 * Makes a directory that many processes want and none may see unfinished. It is built aside and renamed into place: a
 * build that was killed is begun again, and should two processes build at once, either one's result is good.
 *
 * @param make Fills the directory that it is given; what it makes must not mind being moved.
 */
export async function buildOnce(directory: string, make: (into: string) => Promise<void>): Promise<void> {
  mkdirSync(dirname(directory), { recursive: true });
  while (!existsSync(directory)) {
    const mine = `${directory}.building-${process.pid}-${randomBytes(4).toString('hex')}`;
    if ((await otherBuilds(directory, mine)).length > 0) {
      await sleep(100);
      continue;
    }
    mkdirSync(mine);
    try {
      // Two that began at the same moment see each other only now: the first by name goes on.
      if ((await otherBuilds(directory, mine)).some((other) => other < mine)) continue;
      // And one that has ended since we looked has left its result.
      if (existsSync(directory)) continue;
      await make(mine);
      await rename(mine, directory).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      });
    } finally {
      await remove(mine);
    }
  }
}

/** Builds of the directory under way elsewhere; what killed ones left is removed. */
async function otherBuilds(directory: string, mine: string): Promise<string[]> {
  const builds: string[] = [];
  for (const entry of readdirSync(dirname(directory))) {
    const path = join(dirname(directory), entry);
    if (!entry.startsWith(`${basename(directory)}.building-`) || path === mine) continue;
    const begun = statSync(path, { throwIfNoEntry: false });
    if (!begun) continue;
    const builder = Number(/\.building-(\d+)-/.exec(entry)?.[1]);
    if (isAlive(builder) && Date.now() - begun.mtimeMs < LONGEST_BUILD_MS) builds.push(path);
    else await remove(path);
  }
  return builds;
}

/** Patiently: what a killed build had started may for a moment still be writing. */
async function remove(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
