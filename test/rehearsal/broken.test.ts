import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { LambdaClient, ListFunctionsCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { ZipFile } from 'yazl';
import { loadPlatform } from '../../lib/config/load';
import { bucketName } from '../../lib/platform/names';
import { parseOptions } from '../../rehearsal/options';
import { Rehearsal } from '../../rehearsal/rehearsal';
import { isMet, type Finding } from '../../rehearsal/rehearsal-report';
import { StoredBackups } from '../../rehearsal/stored-backups';
import type { World } from '../../rehearsal/world';

jest.setTimeout(300_000);

/** Sites of the rehearsal, by what becomes of them. */
const ALTERED = 'ironbark-estate';
const DAMAGED = 'ironbark-hunter';

let findings: readonly Finding[];
let met: boolean;

beforeAll(async () => {
  const options = parseOptions(['--nights', '9', '--sites', '2', '--scale', '0.02']);
  const rehearsal = new Rehearsal(loadPlatform('config'), options);
  const broken: Record<string, () => Promise<void>> = {
    play: () => breakRotation(rehearsal.there),
    lose: () => damageNewestBackup(rehearsal),
    restore: () => breakRestore(rehearsal.there),
  };
  try {
    for (const { name, run } of rehearsal.steps) {
      if (name === 'check' || name === 'operate') continue;
      await broken[name]?.();
      await run(() => undefined);
    }
  } finally {
    await rehearsal.stop();
  }
  ({ findings } = rehearsal.report);
  met = isMet(rehearsal.report);
});

describe('a rehearsal of a platform that is broken', () => {
  test('fails', () => {
    expect(met).toBe(false);
  });

  test('shows the surplus backups of a rotation that removes none (BK-07)', () => {
    const kept = findings.filter(({ commitments }) => commitments.includes('BK-07'));
    expect(kept.map(({ met }) => met)).toEqual([false, false]);
    // Seven nights of the nine were no Saturday and no 1st; six may stay.
    const [oldest] = (kept[0]?.found ?? '').split(' ');
    expect(oldest).toBe('2028-01-25-1-night');
    expect(kept[0]?.expected).not.toContain('2028-01-25-1-night');
  });

  test('finds rows that a restore has altered, though their number is right (BK-03)', () => {
    expect(restored(ALTERED)).toMatchObject({ met: false, found: 'rows differ' });
  });

  test('finds a backup with a changed byte (BK-18)', () => {
    expect(restored(DAMAGED)).toMatchObject({ met: false, found: expect.stringContaining('BackupDamaged') as string });
  });

  test('finds nothing else', () => {
    const others = findings.filter(
      ({ commitments }) => !commitments.includes('BK-07') && !commitments.includes('BK-03'),
    );
    expect(others.filter(({ met }) => !met)).toEqual([]);
    expect(others.length).toBeGreaterThan(1);
  });
});

function restored(site: string): Finding | undefined {
  return findings.find(({ subject }) => subject === `${site}: restored in the recovery region`);
}

/** The deployed function of the rotation says that all is well, and removes nothing. */
async function breakRotation({ aws }: World): Promise<void> {
  const client = new LambdaClient(aws.client());
  const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
  const rotation = Functions.find(({ FunctionName }) => /^sites-production-Rotation/.test(FunctionName ?? ''));
  const ZipFile = await zipped('index.js', 'exports.handler = async () => ({ failed: 0 });');
  await client.send(new UpdateFunctionCodeCommand({ FunctionName: rotation?.FunctionName, ZipFile }));
  client.destroy();
}

/** One byte in the middle of the recovery region's copy of a dump is another. */
async function damageNewestBackup({ there, stage: { home } }: Rehearsal): Promise<void> {
  const { recovery } = home;
  if (!recovery) throw new Error('There is no recovery region');
  const [manifest] = await new StoredBackups(there).manifests(recovery, DAMAGED);
  if (!manifest) throw new Error(`${DAMAGED} has no backup`);
  const s3 = there.s3(recovery.region);
  const part = (name: string) => ({
    Bucket: bucketName(recovery, 'site-backups'),
    Key: `sites/${DAMAGED}/${manifest.backup}/${name}`,
  });
  const { Body } = await s3.send(new GetObjectCommand(part('database.dump')));
  const dump = Buffer.from((await Body?.transformToByteArray()) ?? []);
  const middle = dump.length >> 1;
  dump.writeUInt8(dump.readUInt8(middle) ^ 1, middle);
  const { VersionId = '' } = await s3.send(new PutObjectCommand({ ...part('database.dump'), Body: dump }));
  // A version can't be changed, so the manifest must name the damaged one.
  manifest.database.versions[recovery.region] = VersionId;
  await s3.send(new PutObjectCommand({ ...part('manifest.json'), Body: JSON.stringify(manifest) }));
}

/** A pg_restore that changes a row when it is done. */
async function breakRestore({ homeServer, bin }: World): Promise<void> {
  const program = join(bin, 'pg_restore');
  rmSync(program);
  const script = `#!/bin/sh
'${homeServer.bin}/pg_restore' "$@" || exit
case "$*" in *--version*) exit;; esac
exec '${homeServer.bin}/psql' -qXc "UPDATE message SET body = 'altered' WHERE id = (SELECT min(id) FROM message)" \\
  "$(printf %s "$*" | sed -n "s/.*--dbname=dbname='\\([^']*\\)'.*/\\1/p")"
`;
  writeFileSync(program, script, { mode: 0o755 });
  return Promise.resolve();
}

function zipped(name: string, content: string): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    zip.outputStream.on('data', (chunk: Buffer) => chunks.push(chunk));
    zip.outputStream.on('error', reject).on('end', () => resolve(Buffer.concat(chunks)));
  });
}
