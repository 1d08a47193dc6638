import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DisableKeyCommand } from '@aws-sdk/client-kms';
import {
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { JobSite } from '../../worker/job';
import type { Log } from '../../worker/log';
import type { SiteExported } from '../../worker/operations/export';
import { SiteWork, type Workshop } from '../../worker/site-work';
import { Bucket } from '../../worker/storage/bucket';
import { exportShop, fetchExport, makeExportBucket } from './support/exports';
import { failureOf, onboarded, removeTemporaryDirectories, run } from './support/operating';
import { WorkerProgram } from './support/worker-process';
import { HOME, RECOVERY, World } from './support/world';

jest.setTimeout(60_000);

let world: World;
let program: WorkerProgram;
let bucket: Bucket;
let acme: JobSite;

beforeAll(async () => {
  program = WorkerProgram.build();
  world = await World.start({ versioned: true });
  bucket = await makeExportBucket(world);
  acme = await onboarded(world, 'acme-wines');
});
afterAll(async () => {
  removeTemporaryDirectories();
  await world.stop();
});

function exportIn(shop: Workshop, site: JobSite, operation: string): Promise<SiteExported> {
  return run(shop, site, 'export', '--operation', operation) as Promise<SiteExported>;
}

/** A shop that does something when a step is reached. */
function shopThat(site: JobSite, step: string, act: () => void, changes: Partial<Workshop> = {}): Workshop {
  const shop = exportShop(world, site, changes);
  const noticing = (log: Log): Log => ({
    step: (name, facts) => {
      log.step(name, facts);
      if (name === step) act();
    },
    warn: (message, facts) => log.warn(message, facts),
    with: (facts) => noticing(log.with(facts)),
  });
  return { ...shop, log: noticing(shop.log) };
}

/** What a run has left in the bucket of exports: versions, and parts of uploads that were never completed. */
async function leftIn({ name, region }: Bucket, prefix: string): Promise<{ versions: number; uploads: number }> {
  const s3 = world.clients.s3(region);
  const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: name, Prefix: prefix }));
  const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket: name, Prefix: prefix }));
  return { versions: Versions?.length ?? 0, uploads: Uploads?.length ?? 0 };
}

describe('an export that is asked for again under the same name', () => {
  test('is not made again; there is only a new link', async () => {
    const first = await exportIn(exportShop(world, acme), acme, 'again');
    await world.sql(world.homeServer, `INSERT INTO note VALUES (7, 'later')`, 'acme-wines');
    const later = new Date(Date.now() + 60_000);

    const second = await exportIn(exportShop(world, acme, { now: () => later }), acme, 'again');

    expect({ ...second, link: '', linkValidUntil: '' }).toEqual({ ...first, link: '', linkValidUntil: '' });
    expect(second.link).not.toBe(first.link);
    expect(Date.parse(second.linkValidUntil)).toBe(later.getTime() + 4 * 3_600_000);
    expect(await leftIn(bucket, 'acme-wines/again/')).toEqual({ versions: 2, uploads: 0 });
  });

  test('is made again if what was made is gone', async () => {
    const first = await exportIn(exportShop(world, acme), acme, 'gone');
    await bucket.remove([{ key: first.export }]);

    const second = await exportIn(exportShop(world, acme), acme, 'gone');

    expect(second.snapshotAt).not.toBe(first.snapshotAt);
    expect((await fetchExport(bucket, second)).manifest.snapshotAt).toBe(second.snapshotAt);
  });
});

describe('the link of an export', () => {
  test('leads to the zip, to be saved under the name of the site', async () => {
    const { link, bytes, linkValidUntil } = await exportIn(exportShop(world, acme), acme, 'linked');

    const answer = await fetch(link);

    expect(answer.status).toBe(200);
    expect((await answer.arrayBuffer()).byteLength).toBe(bytes);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="acme-wines-export.zip"');
    expect(Date.parse(linkValidUntil) - Date.now()).toBeGreaterThan(3.9 * 3_600_000);
  });

  test('leads nowhere after four hours', async () => {
    const fourHoursAgo = new Date(Date.now() - 4 * 3_600_000 - 1000);
    const { link } = await exportIn(exportShop(world, acme, { now: () => fourHoursAgo }), acme, 'expired');

    expect((await fetch(link)).status).toBe(403);
  });

  test('stands in the outcomes that were asked for, and in nothing that is a log', async () => {
    const job = { ...world.job([acme]), exports: bucket.name };
    const outcomes = `s3://${bucket.name}/outcomes.jsonl`;

    const ended = await program.run(world, job, ['export', '--operation', 'secret', '--outcomes', outcomes]);
    const alone = await program.run(world, job, ['export', '--operation', 'secret']);

    const [logged] = ended.outcomes;
    expect(logged).toMatchObject({ outcome: 'done', result: { link: 'in the outcomes of this run', tables: 4 } });
    expect(JSON.stringify(ended)).not.toContain('X-Amz-Signature');
    expect(await bucket.getText('outcomes.jsonl')).toContain('X-Amz-Signature');
    expect(JSON.stringify(alone.outcomes)).toContain('X-Amz-Signature');
    expect(alone.log).not.toContain('X-Amz-Signature');
  });
});

describe('an export that is killed', () => {
  test.each([
    ['with the tables written', 'tables-written', 0],
    ['with all written but the end', 'export-written', 0],
    ['before it has noted that it is whole', 'export-stored', 1],
  ] as const)('%s is made when it is run again', async (_, step, versions) => {
    const job = { ...world.job([acme]), exports: bucket.name };

    const killed = await program.run(world, job, ['export', '--operation', step], { killAt: [step, 1] });

    expect(killed.signal).toBe('SIGKILL');
    expect(await leftIn(bucket, `acme-wines/${step}/`)).toEqual({ versions, uploads: 0 });
    await sleep(1100); // the lease runs out
    const done = await exportIn(exportShop(world, acme), acme, step);
    expect((await fetchExport(bucket, done)).manifest.tables).toHaveLength(4);
  });
});

describe('an export that fails', () => {
  test('because it is told to stop leaves nothing, not even the parts that it had stored', async () => {
    const stop = new AbortController();
    const site = await onboarded(world, 'stopped');
    const large = { Bucket: `attachments-${HOME}`, Key: 'stopped/large', Body: randomBytes(18_000_000) };
    await world.clients.s3(HOME).send(new PutObjectCommand(large));
    const changes = { shutdown: stop.signal };
    const shop = shopThat(site, 'attachments-written', () => stop.abort(new Error('SIGTERM')), changes);
    const requests: string[] = [];
    world.clients.s3(HOME).middlewareStack.add(
      (next, context) => (args) => {
        requests.push(context.commandName ?? '');
        return next(args);
      },
      { step: 'initialize', name: 'noting' },
    );

    const failure = await failureOf(exportIn(shop, site, 'stop'));

    world.clients.s3(HOME).middlewareStack.remove('noting');
    expect(failure.message).toContain('SIGTERM');
    expect(requests).toEqual(expect.arrayContaining(['UploadPartCommand', 'AbortMultipartUploadCommand']));
    expect(await leftIn(bucket, 'stopped/')).toEqual({ versions: 0, uploads: 0 });
  });

  test('in the middle of a table leaves nothing, and says which table', async () => {
    const site = await onboarded(world, 'broken');
    await world.sql(
      world.homeServer,
      `SET ROLE broken; CREATE TABLE ratio (i int, r int GENERATED ALWAYS AS (1 / (i - 90000)) VIRTUAL, secret text);
       INSERT INTO ratio (i, secret) SELECT i, 'customer data' FROM generate_series(1, 100000) i`,
      'broken',
    );

    const { kind, message } = await failureOf(exportIn(exportShop(world, site), site, 'never'));

    expect({ kind, message }).toEqual({
      kind: 'DatabaseFailed',
      message: "The database can't be exported, table public.ratio: division by zero",
    });
    expect(await leftIn(bucket, 'broken/')).toEqual({ versions: 0, uploads: 0 });
  });

  test('because an attachment vanishes leaves nothing', async () => {
    const site = await onboarded(world, 'vanishing');
    await world.attach('vanishing', 'large', 'x'.repeat(1_200_000));
    const shop = exportShop(world, site);
    const getStream = jest
      .spyOn(Bucket.prototype, 'getStream')
      .mockImplementation(() => Promise.reject(new Error('gone')));

    const failure = await failureOf(exportIn(shop, site, 'never')).finally(() => getStream.mockRestore());

    expect(failure.message).toContain('gone');
    expect(await leftIn(bucket, 'vanishing/')).toEqual({ versions: 0, uploads: 0 });
  });
});

describe('an export is refused', () => {
  test('where there is no bucket for it', async () => {
    const failure = await failureOf(exportIn(world.shop([acme]), acme, 'x'));

    expect(failure).toEqual({ kind: 'BadRequest', message: expect.stringContaining('names no bucket') });
  });

  test.each(['../other-site/x', 'a/b', ' ', 'x'.repeat(129)])('under the name %j', async (operation) => {
    expect(await failureOf(exportIn(exportShop(world, acme), acme, operation))).toMatchObject({ kind: 'BadRequest' });
  });

  test("once the site's key is gone, even if there is one already", async () => {
    const site = await onboarded(world, 'erased');
    await exportIn(exportShop(world, site), site, 'before');
    const key = await new SiteWork(world.shop([site]), site).key(HOME);
    await world.clients.kms(HOME).send(new DisableKeyCommand({ KeyId: key?.arn }));

    for (const operation of ['before', 'after']) {
      expect(await failureOf(exportIn(exportShop(world, site), site, operation))).toMatchObject({ kind: 'KeyErased' });
    }
  });

  test('for a site that was never onboarded', async () => {
    const site = world.site('unknown');

    expect(await failureOf(exportIn(exportShop(world, site), site, 'x'))).toMatchObject({ kind: 'NotOnboarded' });
  });
});

test('a legal hold is no obstacle to an export', async () => {
  const held = { ...acme, legalHold: { since: '2026-01-01', reason: 'a law suit' } };

  expect(await exportIn(exportShop(world, held), held, 'held')).toMatchObject({ tables: 4 });
});

test('after the loss of the home region an export is made in the recovery region, under the key there', async () => {
  const site = await onboarded(world, 'away');
  await run(world.shop([site], { region: RECOVERY }), site, 'onboard');
  const there = await makeExportBucket(world, RECOVERY);
  await world.attach('away', 'restored.pdf', 'restored', RECOVERY);

  const done = await exportIn(exportShop(world, site, { region: RECOVERY }), site, 'away');

  const key = await new SiteWork(world.shop([site]), site).key(RECOVERY);
  const object = new HeadObjectCommand({ Bucket: there.name, Key: done.export });
  expect((await world.clients.s3(RECOVERY).send(object)).SSEKMSKeyId).toBe(key?.arn);
  expect((await fetchExport(there, done)).manifest.attachments.map(({ name }) => name)).toEqual(['restored.pdf']);
});
