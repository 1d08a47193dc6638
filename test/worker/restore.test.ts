import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { RegionalClients } from '../../worker/aws/regional-clients';
import type { JobSite } from '../../worker/job';
import { partKey } from '../../worker/storage/layout';
import {
  backUp,
  failureOf,
  onboarded,
  programs,
  removeTemporaryDirectories,
  restore,
  SATURDAYS_BACKUP,
  SUNDAY,
  SUNDAYS_BACKUP,
} from './support/operating';
import { readCredentials } from '../../worker/aws/secrets';
import { HOME, RECOVERY, World } from './support/world';

jest.setTimeout(60_000);

let world: World;
beforeAll(async () => {
  world = await World.start({ versioned: true });
});
afterAll(async () => {
  removeTemporaryDirectories();
  await world.stop();
});

async function backedUp(id: string): Promise<JobSite> {
  const site = await onboarded(world, id);
  await backUp(world.shop([site]), site);
  return site;
}

async function notes(site: string, database = site): Promise<unknown[]> {
  return (await world.sql(world.homeServer, 'SELECT text FROM note ORDER BY id', database)).map(({ text }) => text);
}

async function note(site: string, text: string): Promise<void> {
  await world.sql(world.homeServer, `INSERT INTO note VALUES ((SELECT max(id) + 1 FROM note), '${text}')`, site);
}

describe('a restore', () => {
  test('puts the backup in the place of the live database and keeps that one beside it', async () => {
    const site = await backedUp('acme-wines');
    await note('acme-wines', 'written after the backup');

    const restored = await restore(world.shop([site]), site, 'first');

    expect(await notes('acme-wines')).toEqual(['one']);
    expect(restored.old).toMatch(/^acme-wines__old_\d{14}$/);
    expect(await notes('acme-wines', restored.old)).toEqual(['one', 'written after the backup']);
    expect(await world.databases(world.homeServer, 'acme-wines')).toEqual(['acme-wines', restored.old]);
  });

  test('leaves the site owner of all that it has, and others without access', async () => {
    const rights = await world.sql(
      world.homeServer,
      `SELECT pg_get_userbyid(datdba) AS owner, has_database_privilege('platform', oid, 'CREATE') AS platform,
              has_database_privilege('public', oid, 'CONNECT') AS public FROM pg_database WHERE datname = 'acme-wines'`,
    );
    const owners = await world.sql(
      world.homeServer,
      `SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname IN ('public', 'wine')`,
      'acme-wines',
    );
    const comment = await world.sql(world.homeServer, `SELECT obj_description('note'::regclass) AS c`, 'acme-wines');

    expect(rights).toEqual([{ owner: 'acme-wines', platform: true, public: false }]);
    expect(owners).toEqual([{ tableowner: 'acme-wines' }]);
    expect(comment).toEqual([{ c: 'seen by its author' }]);
  });

  test('brings back any backup, not only the newest (BK-18)', async () => {
    const site = await backedUp('any-backup');
    await note('any-backup', 'of sunday');
    await backUp(world.shop([site]), site, SUNDAY);

    await restore(world.shop([site]), site, 'sunday', SUNDAYS_BACKUP);
    expect(await notes('any-backup')).toEqual(['one', 'of sunday']);

    await sleep(1000); // databases of before are told apart by the second
    await restore(world.shop([site]), site, 'saturday', SATURDAYS_BACKUP);
    expect(await notes('any-backup')).toEqual(['one']);
  });

  test('ends the sessions of the application, which comes back to the restored database', async () => {
    const site = await backedUp('busy-site');
    await note('busy-site', 'written after the backup');
    const secret = 'cordon/production/site/busy-site/database';
    const { username: user, password } = (await readCredentials(world.clients.secrets(HOME), secret))!;
    let stop = false;
    const application = async (): Promise<unknown[]> => {
      const seen: unknown[] = [];
      while (!stop) {
        const client = new Client({ ...world.homeServer.client('busy-site'), user, password });
        client.on('error', () => undefined);
        try {
          await client.connect();
          seen.push((await client.query<{ count: string }>('SELECT count(*) FROM note')).rows[0]?.count);
          await client.query('SELECT pg_sleep(60)');
        } catch {
          // ended by the exchange
        } finally {
          await client.end().catch(() => undefined);
        }
      }
      return seen;
    };
    const applications = [application(), application(), application()];

    await restore(world.shop([site]), site, 'busy');
    await sleep(300);
    stop = true;
    await world.sql(
      world.homeServer,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'busy-site'`,
    );

    for (const seen of await Promise.all(applications)) expect(seen.at(-1)).toBe('1');
  });

  test('that fails to load leaves the live database as it is, and nothing beside it', async () => {
    const site = await backedUp('failing-load');
    await note('failing-load', 'written after the backup');
    const script = `head -c 5000 | "$REAL/pg_restore" "$@"`;
    const tools = world.tools(HOME, programs(world, { pg_restore: script }));

    const failure = await failureOf(restore(world.shop([site], { tools }), site, 'failing'));

    expect(failure.kind).toBe('DatabaseFailed');
    expect(await notes('failing-load')).toEqual(['one', 'written after the backup']);
    expect(await world.databases(world.homeServer, 'failing-load')).toEqual(['failing-load']);
  });

  test('that loads less than was backed up does not take the place of the live database', async () => {
    const site = await backedUp('fewer-rows');
    const script = `"$REAL/pg_restore" "$@" --exclude-schema=wine`;
    const tools = world.tools(HOME, programs(world, { pg_restore: script }));

    expect(await failureOf(restore(world.shop([site], { tools }), site, 'fewer'))).toMatchObject({
      kind: 'BackupDamaged',
      message: expect.stringContaining('wine.large has no rows instead of 201'),
    });
    expect(await world.databases(world.homeServer, 'fewer-rows')).toEqual(['fewer-rows']);
  });

  test('is done once, however often it is started under one name', async () => {
    const site = await backedUp('once-only');
    await restore(world.shop([site]), site, 'once');
    await note('once-only', 'written after the restore');

    expect((await restore(world.shop([site]), site, 'once')).old).toBeUndefined();
    expect(await notes('once-only')).toEqual(['one', 'written after the restore']);
  });

  test('brings attachments back, and leaves those alone that the backup does not know', async () => {
    const site = await backedUp('attached');
    const attachments = world.attachments(HOME);
    await world.attach('attached', 'photo.jpg', 'another photo');
    await world.attach('attached', 'later.txt', 'later');

    await restore(world.shop([site]), site, 'attachments');

    expect(await attachments.getText('attached/photo.jpg')).toBe('photo of attached');
    expect(await attachments.getText('attached/later.txt')).toBe('later');

    await world.attach('attached', 'photo.jpg', 'uploaded after the restore');
    await restore(world.shop([site]), site, 'attachments');
    expect(await attachments.getText('attached/photo.jpg')).toBe('uploaded after the restore');
  });

  test('is refused outside the residency, before anything is touched', async () => {
    const site = { ...(await backedUp('resident')), residency: { name: 'germany', regions: [HOME] } };

    const failure = await failureOf(restore(world.shop([site], { region: RECOVERY }), site, 'outside'));

    expect(failure.kind).toBe('OutsideResidency');
    expect(await world.databases(world.recoveryServer, 'resident')).toEqual([]);
    expect(await world.keys(world.backups(RECOVERY), 'leases/resident')).toEqual([]);
  });

  test('is refused into a server of another major version', async () => {
    const site = await backedUp('old-version');
    for (const region of [HOME, RECOVERY]) {
      const key = partKey('old-version', SATURDAYS_BACKUP, 'manifest');
      const text = (await world.backups(region).getText(key)) ?? '';
      await world.backups(region).put(key, text.replace(/"server": "18[^"]*"/, '"server": "17.9"'), {});
    }

    expect(await failureOf(restore(world.shop([site]), site, 'version'))).toMatchObject({
      kind: 'ServerVersion',
      message: expect.stringMatching(/is of PostgreSQL 17\.9, the server is 18/),
    });
  });
});

describe('after the loss of the home region', () => {
  test('a site is restored in the recovery region from what is there (DR-02)', async () => {
    const site = await backedUp('moved');
    const { endpoint, credentials } = world.aws.client();
    const broken = createServer((_, response) => void response.writeHead(503).end());
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
    const lost = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`;
    const aws = new RegionalClients((region) => ({ endpoint: region === HOME ? lost : endpoint, credentials }));

    const restored = await restore(world.shop([site], { region: RECOVERY, aws }), site, 'disaster');
    broken.close();

    expect(restored).toMatchObject({ old: undefined, attachments: 2 });
    expect(await world.sql(world.recoveryServer, 'SELECT count(*) FROM member', 'moved')).toEqual([{ count: '500' }]);
    expect(await world.attachments(RECOVERY).getText('moved/photo.jpg')).toBe('photo of moved');
    const secret = await readCredentials(world.clients.secrets(RECOVERY), 'cordon/production/site/moved/database');
    expect(secret?.port).toBe(world.recoveryServer.port);
    expect(world.steps.filter(({ level, site: id }) => level === 'WARN' && id === 'moved')).not.toEqual([]);
  });
});
