import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCommandLine } from '../../../worker/command-line';
import type { ErrorKind } from '../../../worker/errors';
import type { JobSite } from '../../../worker/job';
import type { BackupDone } from '../../../worker/operations/backup';
import { operate } from '../../../worker/operations/operations';
import type { Restored } from '../../../worker/operations/restore';
import type { Verified } from '../../../worker/operations/verify';
import type { Workshop } from '../../../worker/site-work';
import type { World } from './world';

/** 04:00 of a Saturday, a Sunday and a Monday in Berlin. */
export const SATURDAY = '2026-03-07T04:00:00+01:00';
export const SUNDAY = '2026-03-08T04:00:00+01:00';
export const MONDAY = '2026-03-09T04:00:00+01:00';

export const SATURDAYS_BACKUP = '2026-03-07-1-night';
export const SUNDAYS_BACKUP = '2026-03-08-1-night';

/** Does in this process what the worker's command line says. */
export function run(shop: Workshop, site: JobSite, ...args: string[]): Promise<object> {
  return operate(shop, parseCommandLine([...args, '--job', '-']), site);
}

export function backUp(shop: Workshop, site: JobSite, at = SATURDAY): Promise<BackupDone> {
  return run(shop, site, 'backup', '--at', at) as Promise<BackupDone>;
}

export function verify(
  shop: Workshop,
  site: JobSite,
  backup = SATURDAYS_BACKUP,
  ...options: string[]
): Promise<Verified> {
  return run(shop, site, 'verify', '--backup', backup, ...options) as Promise<Verified>;
}

export function restore(
  shop: Workshop,
  site: JobSite,
  operation: string,
  backup = SATURDAYS_BACKUP,
): Promise<Restored> {
  return run(shop, site, 'restore', '--backup', backup, '--operation', operation) as Promise<Restored>;
}

/** A site with a database and two attachments. */
export async function onboarded(world: World, id: string, changes: Partial<JobSite> = {}): Promise<JobSite> {
  const site = world.site(id, changes);
  await run(world.shop([site]), site, 'onboard');
  await world.fill(id);
  await world.attach(id, 'labels/2019 Ünïcode+&.pdf', `label of ${id}`);
  await world.attach(id, 'photo.jpg', `photo of ${id}`);
  return site;
}

/** The kind of error that work ends with, and what it says. */
export async function failureOf(work: Promise<unknown>): Promise<{ kind: ErrorKind | undefined; message: string }> {
  try {
    await work;
  } catch (error) {
    const { kind, message } = error as { kind?: ErrorKind; message: string };
    return { kind, message: kind === undefined ? String((error as Error).stack) : message };
  }
  throw new Error('It succeeded, and should not have');
}

const directories: string[] = [];

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'worker-'));
  directories.push(directory);
  return directory;
}

export function removeTemporaryDirectories(): void {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
}

/** A directory of PostgreSQL's programs, some of them shell scripts; `$REAL` is the directory of the real ones. */
export function programs(world: World, scripts: Readonly<Record<string, string>>): string {
  const directory = temporaryDirectory();
  const real = world.homeServer.bin;
  for (const name of ['pg_dump', 'pg_restore']) {
    const script = scripts[name];
    if (script === undefined) {
      symlinkSync(join(real, name), join(directory, name));
      continue;
    }
    const versionFirst = `if [ "$1" = --version ]; then exec "$REAL/${name}" --version; fi`;
    writeFileSync(join(directory, name), `#!/bin/sh\nREAL='${real}'\n${versionFirst}\n${script}\n`);
    chmodSync(join(directory, name), 0o755);
  }
  return directory;
}
