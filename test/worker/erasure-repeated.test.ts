import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobSite } from '../../worker/job';
import { partKey } from '../../worker/storage/layout';
import { manifestSchema } from '../../worker/storage/manifest';
import { DigestStream, sameContent } from '../../worker/streams/digest';
import { decryption } from '../../worker/streams/encryption';
import { erase, Erasing, NOTHING, REGIONS } from './support/erasing';
import { failureOf, removeTemporaryDirectories, run, SATURDAY, SATURDAYS_BACKUP, SUNDAY } from './support/operating';
import { WorkerProgram } from './support/worker-process';
import { stoppingAt } from './support/stopping';
import { HOME, type World } from './support/world';

jest.setTimeout(60_000);

let erasing: Erasing;
let world: World;
let program: WorkerProgram;

beforeAll(async () => {
  program = WorkerProgram.build();
  erasing = await Erasing.start();
  ({ world } = erasing);
});
afterAll(async () => {
  removeTemporaryDirectories();
  await world.stop();
});

describe('an erasure that ends before its end', () => {
  const steps = [
    'erasure-begun',
    'databases-dropped',
    'attachments-removed',
    'exports-removed',
    'secret-deleted',
    'key-shredded',
    'erased',
  ];
  const facts = { operation: 'request-1', databases: 1, attachments: 3, exports: 1, secrets: 2 };

  test.each(steps)('after %s is finished by the next attempt, with the same facts in its receipt', async (step) => {
    const site = await erasing.inhabited(`stopped-${step}`);
    const whole = erasing.shop(site);

    await expect(erase({ ...whole, log: stoppingAt(whole.log, step) }, site)).rejects.toThrow(`stopped at ${step}`);
    const receipt = await erase(whole, site);

    expect(await erasing.scan(site.id)).toEqual(NOTHING);
    expect(receipt).toMatchObject({ ...facts, site: site.id });
    expect(receipt.keys.map(({ region, state }) => [region, state])).toEqual(
      REGIONS.map((region) => [region, 'PendingDeletion']),
    );
    expect(await erase(whole, site)).toEqual(receipt);
  });

  test('because the worker is killed is finished by the next attempt as well', async () => {
    const site = await erasing.inhabited('killed-erasure');
    const args = ['erase', '--site', site.id, '--operation', 'request-1'];

    const killed = await program.run(world, erasing.job(site), args, { killAt: ['attachments-removed', 1] });
    await sleep(1100); // its lease runs out
    const ended = await program.run(world, erasing.job(site), args);

    expect(killed.signal).toBe('SIGKILL');
    expect(ended).toMatchObject({ code: 0, outcomes: [{ site: site.id, outcome: 'done', result: facts }] });
    expect(await erasing.scan(site.id)).toEqual(NOTHING);
  });
});

describe('an erasure that is asked for once more', () => {
  test('counts what has come since under the same name, and removes it', async () => {
    const site = await erasing.inhabited('comes-again');
    const first = await erase(erasing.shop(site), site);
    await world.attach('comes-again', 'from-a-forgotten-server.txt', 'text');

    const second = await erase(erasing.shop(site), site);

    expect(second).toMatchObject({ receipt: first.receipt, attachments: first.attachments + 1, databases: 1 });
    expect(await erasing.scan('comes-again')).toEqual(NOTHING);
  });

  test('under another name says that nothing was left', async () => {
    const site = await erasing.inhabited('asked-twice');
    const first = await erase(erasing.shop(site), site);

    const second = await erase(erasing.shop(site), site, 'request-2');

    expect(second).toMatchObject({ databases: 0, attachments: 0, exports: 0, secrets: 0, keys: first.keys });
    expect(second.receipt).not.toBe(first.receipt);
  });
});

describe('after the erasure', () => {
  let site: JobSite;
  let readableBefore: boolean;
  beforeAll(async () => {
    site = await erasing.inhabited('gone');
    readableBefore = await readDump(HOME);
    await erase(erasing.shop(site), site);
  });

  test.each([
    ['onboard', []],
    ['backup', ['--at', SATURDAY]],
    ['backup', ['--at', SUNDAY]],
    ['verify', ['--backup', SATURDAYS_BACKUP]],
    ['verify', []],
    ['restore', ['--backup', SATURDAYS_BACKUP, '--operation', 'undo']],
    ['restore', ['--backup', 'one-that-was-removed', '--operation', 'undo']],
    ['clone', []],
    ['export', ['--operation', 'copy']],
    ['retire', ['--site', 'gone']],
  ])('%s %p is refused, in both regions (TN-22)', async (operation, args) => {
    for (const region of REGIONS) {
      const failure = await failureOf(run(erasing.shop(site, { region }), site, operation, ...args));

      expect([operation, failure.kind, failure.message]).toEqual([
        operation,
        expect.stringMatching(/^(KeyErased|NotOnboarded)$/),
        expect.any(String),
      ]);
      expect(await world.databases(world.server(region), 'gone')).toEqual([]);
    }
  });

  test.each(REGIONS)('the dump that is still stored in %s decrypts with no key', async (region) => {
    expect(readableBefore).toBe(true);
    await expect(readDump(region)).rejects.toThrow(/PendingDeletion|pending deletion|InvalidState|unencryptedDataKey/i);
  });

  /** Decrypts the dump by hand, without any check of the worker's in between. */
  async function readDump(region: string): Promise<boolean> {
    const text = await world.backups(region).getText(partKey('gone', SATURDAYS_BACKUP, 'manifest'));
    const { encryption, database } = manifestSchema.parse(JSON.parse(text ?? ''));
    const dump = await world.backups(region).getStream(partKey('gone', SATURDAYS_BACKUP, 'database'));
    const keys = Object.entries(encryption.keys).map(([at, arn]) => ({ region: at, arn, state: 'Enabled' }));
    const digest = new DigestStream();
    const plain = decryption((at) => world.clients.kms(at), keys, encryption.context);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    await pipeline(dump, plain, digest, nowhere);
    return sameContent(digest.fingerprint, database.plain);
  }
});
