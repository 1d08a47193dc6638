import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HomeRegion, Site } from '../lib/config/platform';
import { catalogueOf } from '../lib/config/catalogue';
import { isLarge } from './customer-data';
import { recoveryJob } from './disaster';
import { registryOf } from './preparation';
import type { Finding } from './rehearsal-report';
import type { Stage } from './stage';
import { StoredBackups } from './stored-backups';
import type { Ended, Operations } from './waves';
import { runWorker } from './worker-program';
import type { World } from './world';

/** Has a site cloned, and sees that its copy in the other environment takes the backup over by itself. */
export async function cloneCopy(world: World, stage: Stage, operations: Operations): Promise<Finding[]> {
  const { platform, home, copies } = stage;
  const catalogue = catalogueOf(platform, home.environment, home.region);
  const source = catalogue.sites.find(({ refresh }) => Object.values(refresh).includes('nightly'));
  const [copy] = Object.entries(source?.refresh ?? {}).find(([, when]) => when === 'nightly') ?? [];
  const place = copies.find(({ sites }) => sites.some(({ id }) => id === copy));
  if (!source || copy === undefined || !place) return [];
  const ended = await operations.operate(home.environment, 'clone', { site: source.job.id, copy: [copy] });
  const registry = await registryOf(world, place);
  let restored: string | undefined;
  for (let patience = 150; patience > 0 && restored === undefined && ended.status === 'SUCCEEDED'; patience--) {
    const done = (await registry.operations(copy)).find(({ operation }) => operation === 'restore');
    restored = done && (done.outcome === 'done' ? String(done.result?.backup) : done.error?.message);
    if (restored === undefined) await sleep(200);
  }
  const expected = 'a backup of the copy, restored there';
  const found = ended.status === 'SUCCEEDED' ? (restored ?? 'nothing was restored') : said(ended);
  return [
    {
      commitments: ['TN-15', 'TN-07'],
      subject: `${copy}: refreshed from ${source.job.id}`,
      expected,
      found,
      met: restored?.endsWith('-copy') ?? false,
    },
  ];
}

/** Has a site exported: one that is not large, since most of the time would go into compressing what it attached. */
export async function exportSite(world: World, home: HomeRegion, operations: Operations): Promise<Finding> {
  const site = (home.sites.find((one) => !isLarge(home, one)) ?? home.sites[0])?.id ?? '';
  const ended = await operations.operate(home.environment, 'export', { site });
  const registry = await registryOf(world, home);
  const done = (await registry.operations(site)).find(({ operation }) => operation === 'export');
  const { tables, rows, bytes } = (done?.result ?? {}) as Record<string, number>;
  const met = ended.status === 'SUCCEEDED' && (tables ?? 0) > 0 && (bytes ?? 0) > 0;
  return {
    commitments: ['TN-09', 'TN-10', 'TN-21'],
    subject: `${site}: exported`,
    expected: 'a file with every table',
    found: met ? `${tables} tables, ${rows} rows, ${bytes} bytes` : said(ended),
    met,
  };
}

/**
 * Has a site erased. Then somebody who kept a copy of its newest backup puts it back and tries to restore it: every
 * byte is there, but the keys are not (D9, TN-22).
 */
export async function eraseSite(
  world: World,
  { platform, home }: Stage,
  { id }: Site,
  operations: Operations,
  authorities: string,
): Promise<Finding> {
  const stored = new StoredBackups(world);
  const [newest] = await stored.manifests(home, id);
  const kept = newest ? await stored.keep(home, newest) : [];
  const erasure = await operations.operate(home.environment, 'erase', { site: id });
  const left = await stored.manifests(home, id);
  await stored.putBack(kept);
  const job = recoveryJob({ platform, home }, home.region, [id]);
  const file = join(world.directory, 'erased.json');
  writeFileSync(file, JSON.stringify(job));
  const args = ['restore', '--job', file, '--backup', newest?.backup ?? '', '--operation', 'after-erasure'];
  const { said: answer } = await runWorker(world, home.region, authorities, args);
  const expected = 'no backup is left, and a kept copy cannot be read';
  const met = kept.length > 0 && erasure.status === 'SUCCEEDED' && left.length === 0 && answer.includes('KeyErased');
  return {
    commitments: ['TN-20', 'TN-22'],
    subject: `${id}: erased`,
    expected,
    found: met ? expected : `${said(erasure)}; ${left.length} left; the copy: ${answer.slice(0, 300)}`,
    met,
  };
}

function said({ status, error, cause }: Ended): string {
  return [status, error, cause?.slice(0, 300)].filter(Boolean).join(': ');
}
