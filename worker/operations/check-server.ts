import type { Client } from 'pg';
import { WorkerError } from '../errors';
import { major } from '../postgres/client-tools';
import { versionIn } from '../postgres/snapshot';
import type { SiteWork } from '../site-work';
import type { Manifest } from '../storage/manifest';

/** Throws unless server, dump and the worker's programs are of one major version. */
export async function checkSameMajor(work: SiteWork, platform: Client, manifest: Manifest): Promise<void> {
  const { rows } = await platform.query<{ server_version: string }>('SHOW server_version');
  const server = versionIn(rows[0]?.server_version ?? '');
  await work.shop.tools.checkServer(server);
  const dumped = manifest.postgres.server;
  if (major(dumped) === major(server)) return;
  const { site, backup } = manifest;
  const message = `Backup ${backup} of site ${site} is of PostgreSQL ${dumped}, the server is ${server}: restore it into a server of its own major version`;
  throw new WorkerError('ServerVersion', message);
}
