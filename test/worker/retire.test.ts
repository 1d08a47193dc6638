import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { readCredentials, stopRotation } from '../../worker/aws/secrets';
import type { JobSite } from '../../worker/job';
import type { Retired } from '../../worker/operations/retire';
import type { Workshop } from '../../worker/site-work';
import { partKey } from '../../worker/storage/layout';
import { backUp, failureOf, onboarded, restore, run, SATURDAYS_BACKUP, SUNDAY, MONDAY } from './support/operating';
import { stoppingAt } from './support/stopping';
import { HOME, World } from './support/world';

jest.setTimeout(60_000);

/** Saturday at noon in Berlin: the backup of that night is the last one that was due. */
const NOON = () => new Date('2026-03-07T11:00:00Z');

let world: World;
beforeAll(async () => {
  world = await World.start({ versioned: true });
});
afterAll(() => world.stop());

function retire(shop: Workshop, site: JobSite): Promise<Retired> {
  return run(shop, site, 'retire', '--site', site.id) as Promise<Retired>;
}

function shopAt(site: JobSite, now: () => Date, changes: Partial<Workshop> = {}): Workshop {
  return world.shop([site], { now, ...changes });
}

async function signIn(site: string, database = site): Promise<unknown> {
  const secret = `cordon/production/site/${site}/database`;
  const { username: user, password } = (await readCredentials(world.clients.secrets(HOME), secret))!;
  const client = new Client({ ...world.homeServer.client(database), user, password });
  try {
    await client.connect();
    return (await client.query('SELECT current_user AS user')).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function notes(site: string, database = site): Promise<unknown[]> {
  return (await world.sql(world.homeServer, 'SELECT text FROM note ORDER BY id', database)).map(({ text }) => text);
}

async function note(site: string, text: string): Promise<void> {
  await world.sql(world.homeServer, `INSERT INTO note VALUES ((SELECT max(id) + 1 FROM note), '${text}')`, site);
}

describe('a retired site', () => {
  test('has a last backup, and its database put aside, whole', async () => {
    const site = await onboarded(world, 'retired');
    await note('retired', 'of today');

    const done = await retire(shopAt(site, NOON), site);

    expect(done).toEqual({
      old: 'retired__old_20260307110000',
      backup: { backup: SATURDAYS_BACKUP, snapshotAt: expect.any(String) },
    });
    expect(await world.databases(world.homeServer, 'retired')).toEqual([done.old]);
    expect(await notes('retired', done.old)).toEqual(['one', 'of today']);
    expect(await world.backups(HOME).head(partKey('retired', SATURDAYS_BACKUP, 'manifest'))).toBeDefined();
  });

  test('can be signed in to by nobody, and whoever was is out', async () => {
    const site = await onboarded(world, 'closed');
    const secret = 'cordon/production/site/closed/database';
    const { username: user, password } = (await readCredentials(world.clients.secrets(HOME), secret))!;
    const client = new Client({ ...world.homeServer.client('closed'), user, password });
    const ended = new Promise((resolve) => client.on('error', resolve));
    await client.connect();

    const { old } = await retire(shopAt(site, NOON), site);
    await ended;

    await expect(signIn('closed', old)).rejects.toThrow('is not permitted to log in');
  });

  test('can be retired again without any change', async () => {
    const site = await onboarded(world, 'twice');
    const first = await retire(shopAt(site, NOON), site);

    expect(
      await retire(
        shopAt(site, () => new Date('2026-03-08T11:00:00Z')),
        site,
      ),
    ).toEqual(first);
  });

  test.each(['manifest-written', 'put-aside', 'site-closed'])(
    'whose retirement ended after %s is retired by the next attempt',
    async (step) => {
      const site = await onboarded(world, `stopped-${step}`);
      const shop = shopAt(site, NOON);

      await expect(retire({ ...shop, log: stoppingAt(shop.log, step) }, site)).rejects.toThrow(`stopped at ${step}`);
      const done = await retire(shop, site);

      expect(done).toMatchObject({ backup: { backup: SATURDAYS_BACKUP } });
      expect(await world.databases(world.homeServer, site.id)).toEqual([done.old]);
      await expect(signIn(site.id, done.old)).rejects.toThrow('is not permitted to log in');
    },
  );

  test('is back in service with all that it had once it is onboarded', async () => {
    const site = await onboarded(world, 'back');
    await retire(shopAt(site, NOON), site);

    await run(world.shop([site]), site, 'onboard');

    expect(await world.databases(world.homeServer, 'back')).toEqual(['back']);
    expect(await notes('back')).toEqual(['one']);
    expect(await signIn('back')).toEqual([{ user: 'back' }]);
  });

  test('is back in service as it was then once a backup is restored; what was put aside stays', async () => {
    const site = await onboarded(world, 'back-then');
    await backUp(shopAt(site, NOON), site);
    await note('back-then', 'of today');
    const { old } = await retire(shopAt(site, NOON), site);

    await restore(world.shop([site]), site, 'bring back');

    expect(await notes('back-then')).toEqual(['one']);
    expect(await notes('back-then', old)).toEqual(['one', 'of today']);
    expect(await signIn('back-then')).toEqual([{ user: 'back-then' }]);
  });

  test('that is a copy, without backups, is retired without one', async () => {
    const site = world.site('training', { backupTimes: [] });
    const shop = { ...world.shop([site]), job: { ...world.job([site]), recovery: undefined, environment: 'training' } };
    await run(shop, site, 'onboard');

    expect(await retire(shop, site)).toEqual({ old: expect.stringMatching(/^training__old_\d{14}$/) });
  });
});

describe('a retirement', () => {
  test('is refused under legal hold, and the site stays in service', async () => {
    const legalHold = { since: '2026-01-01', reason: 'dispute 12' };
    const site = await onboarded(world, 'on-hold', { legalHold });

    expect(await failureOf(retire(shopAt(site, NOON), site))).toEqual({
      kind: 'LegalHold',
      message: "Site on-hold can't be retired: it is under legal hold since 2026-01-01 (dispute 12)",
    });
    expect(await signIn('on-hold')).toEqual([{ user: 'on-hold' }]);
  });

  test('of a site that was never here is refused', async () => {
    const site = world.site('nobody');

    expect((await failureOf(retire(shopAt(site, NOON), site))).kind).toBe('NotOnboarded');
  });

  test.each([
    [true, ['DescribeSecretCommand', 'CancelRotateSecretCommand']],
    [false, ['DescribeSecretCommand']],
  ])('ends the rotation of the password, which would let users in again (rotates: %p)', async (rotates, calls) => {
    const sent: string[] = [];
    // The emulator can't end a rotation.
    const client = {
      send: async (command: object) => {
        sent.push(command.constructor.name);
        return Promise.resolve({ RotationEnabled: rotates });
      },
    } as unknown as SecretsManagerClient;

    await stopRotation(client, 'secret');

    expect(sent).toEqual(calls);
  });
});

describe('the database of before a restore', () => {
  const DAY = 86_400_000;
  const after = (days: number) => () => new Date(Date.now() + days * DAY);

  async function restored(id: string, changes: Partial<JobSite> = {}): Promise<{ site: JobSite; old: string }> {
    const site = await onboarded(world, id, changes);
    await backUp(world.shop([site]), site);
    const { old } = await restore(world.shop([site]), site, 'once');
    return { site, old: old ?? '' };
  }

  test('is dropped by the first backup after seven days, not by one before', async () => {
    const { site, old } = await restored('seven-days');

    await backUp(shopAt(site, after(6.99)), site, SUNDAY);
    expect(await world.databases(world.homeServer, 'seven-days')).toEqual(['seven-days', old]);

    await backUp(shopAt(site, after(7.01)), site, MONDAY);
    expect(await world.databases(world.homeServer, 'seven-days')).toEqual(['seven-days']);
  });

  test('is dropped as well where the backup was made already', async () => {
    const { site } = await restored('made-already');

    expect(await backUp(shopAt(site, after(8)), site)).toMatchObject({ made: false });
    expect(await world.databases(world.homeServer, 'made-already')).toEqual(['made-already']);
  });

  test('stays as long as a legal hold lasts', async () => {
    const { site, old } = await restored('held', { legalHold: { since: '2026-01-01', reason: 'dispute 12' } });

    await backUp(shopAt(site, after(400)), site, SUNDAY);

    expect(await world.databases(world.homeServer, 'held')).toEqual(['held', old]);
  });

  test('stays while there is no complete backup of what took its place', async () => {
    const { site, old } = await restored('not-yet');
    const tools = world.tools(HOME, '/nonexistent');

    await failureOf(backUp(shopAt(site, after(8), { tools }), site, SUNDAY));

    expect(await world.databases(world.homeServer, 'not-yet')).toEqual(['not-yet', old]);
  });

  test('that cannot be dropped does not make the backup fail', async () => {
    const { site, old } = await restored('in-the-way');
    // A superuser's session, which the platform's role may not end.
    const client = new Client(world.homeServer.client(old));
    await client.connect();

    expect(await backUp(shopAt(site, after(8)), site, SUNDAY)).toMatchObject({ made: true });
    await client.end();

    expect(world.steps.at(-1)).toMatchObject({ level: 'WARN', site: 'in-the-way' });
    await sleep(100);
    await backUp(shopAt(site, after(8)), site, MONDAY);
    expect(await world.databases(world.homeServer, 'in-the-way')).toEqual(['in-the-way']);
  });
});
