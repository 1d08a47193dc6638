import { readFileSync } from 'node:fs';
import {
  DescribeSecretCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { Client } from 'pg';
import { alternatingUsers } from '../../lambda/rotate-database-credentials/alternating-users';
import type { Credentials } from '../../lambda/shared/credentials';
import { readCredentials } from '../../worker/aws/secrets';
import type { JobSite } from '../../worker/job';
import { secretName } from '../../worker/site-names';
import { backUp, failureOf, onboarded, removeTemporaryDirectories, restore, run, verify } from './support/operating';
import { HOME, RECOVERY, World } from './support/world';

jest.setTimeout(60_000);

const ROTATION = `arn:aws:lambda:${HOME}:111122223333:function:rotate-database-credentials`;
let world: World;
beforeAll(async () => {
  world = await World.start({ versioned: true });
});
afterAll(async () => {
  removeTemporaryDirectories();
  await world.stop();
});

const nameOf = (site: string) => secretName({ platform: 'cordon', environment: 'production' }, site);
const secrets = () => world.clients.secrets(HOME);

async function secretOf(site: string): Promise<Credentials> {
  return (await readCredentials(secrets(), nameOf(site)))!;
}

/** A site whose secret has been rotated once, so that its second user is the current one. */
async function rotated(site: JobSite): Promise<JobSite> {
  const authorities = readFileSync(world.homeServer.authorityFile, 'utf8');
  const platform = async () => (await readCredentials(secrets(), 'server'))!;
  const users = alternatingUsers({ site: site.id, platform, authorities });
  const current = await secretOf(site.id);
  const pending = users.next(current);
  await users.apply(pending, [current]);
  await users.verify(pending);
  const value = { SecretId: nameOf(site.id), SecretString: JSON.stringify(pending) };
  await secrets().send(new PutSecretValueCommand(value));
  expect((await secretOf(site.id)).username).toBe(`${site.id}__b`);
  return site;
}

/** Everything of a database that doesn't belong to its owner. */
async function strangers(database: string, owner: string, server = world.homeServer): Promise<unknown[]> {
  return world.sql(
    server,
    `SELECT relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE nspname IN ('public', 'wine') AND relowner <> '"${owner}"'::regrole
      UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = 'wine' AND nspowner <> '"${owner}"'::regrole
      UNION ALL SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' AND extowner <> '"${owner}"'::regrole
      UNION ALL SELECT 'large object' FROM pg_largeobject_metadata WHERE lomowner <> '"${owner}"'::regrole
      UNION ALL SELECT datname FROM pg_database WHERE datname = current_database() AND datdba <> '"${owner}"'::regrole`,
    database,
  );
}

async function signsIn(site: string, server = world.homeServer, region = HOME): Promise<boolean> {
  const { username, password } = (await readCredentials(world.clients.secrets(region), nameOf(site)))!;
  const client = new Client({ ...server.client(site), user: username, password });
  try {
    await client.connect();
    const { rows } = await client.query<{ user: string }>('SELECT current_user AS user');
    return rows[0]?.user === site;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

describe('a site whose second user is current (ID-04)', () => {
  test('is backed up, verified and restored, and all of it belongs to its owner', async () => {
    const site = await rotated(await onboarded(world, 'rotated'));
    const shop = world.shop([site]);

    await backUp(shop, site);
    await verify(shop, site);
    const restored = await restore(shop, site, 'first');

    expect(await strangers('rotated', 'rotated')).toEqual([]);
    expect(await strangers(restored.old!, 'rotated')).toEqual([]);
    expect(await world.sql(world.homeServer, 'SELECT count(*)::int FROM member', 'rotated')).toEqual([{ count: 500 }]);
    expect(await signsIn('rotated')).toBe(true);
  });

  test('is restored although a session of its second user stays open', async () => {
    const site = await rotated(await onboarded(world, 'in-session'));
    const shop = world.shop([site]);
    await backUp(shop, site);
    const { username, password } = await secretOf(site.id);
    const session = new Client({ ...world.homeServer.client(site.id), user: username, password });
    session.on('error', () => undefined);
    await session.connect();

    expect((await restore(shop, site, 'first')).old).toBeDefined();
    await expect(session.query('SELECT 1')).rejects.toThrow();
  });

  test('is restored on a server that knows neither of its users', async () => {
    const site = await rotated(await onboarded(world, 'moved'));
    await backUp(world.shop([site]), site);
    // As after the loss of the home server: another one in its place, the secrets still there.
    await world.sql(world.homeServer, `DROP DATABASE "moved" WITH (FORCE)`);
    await world.sql(world.homeServer, `DROP ROLE "moved__b"; DROP ROLE "moved"`);

    await restore(world.shop([site]), site, 'first');
    expect(await strangers('moved', 'moved')).toEqual([]);
    expect(await signsIn('moved')).toBe(true);
    const owner = await world.sql(world.homeServer, `SELECT rolpassword FROM pg_authid WHERE rolname = 'moved'`);
    expect(owner).toEqual([{ rolpassword: null }]);
  });

  test('is restored in the recovery region, where its secret was never rotated', async () => {
    const site = await rotated(await onboarded(world, 'abroad'));
    await backUp(world.shop([site]), site);
    await restore(world.shop([site], { region: RECOVERY }), site, 'first');
    expect(await strangers('abroad', 'abroad', world.recoveryServer)).toEqual([]);
    expect(await signsIn('abroad', world.recoveryServer, RECOVERY)).toBe(true);
  });

  test('can be onboarded again, which changes nothing', async () => {
    const site = await rotated(await onboarded(world, 'again'));
    const before = await secretOf('again');
    await run(world.shop([site]), site, 'onboard');
    expect(await secretOf('again')).toEqual(before);
    expect(await signsIn('again')).toBe(true);
  });

  test('is not touched if its secret names a user that is none of its own', async () => {
    const site = await onboarded(world, 'misled');
    await onboarded(world, 'other-site');
    const changed = { ...(await secretOf('misled')), username: 'other-site' };
    const value = { SecretId: nameOf('misled'), SecretString: JSON.stringify(changed) };
    await secrets().send(new PutSecretValueCommand(value));
    const { kind, message } = await failureOf(run(world.shop([site]), site, 'onboard'));
    expect(kind).toBe('BadRequest');
    expect(message).toBe('The secret of site misled names user other-site, who is none of its own');
    expect(await signsIn('other-site')).toBe(true);
  });
});

describe('onboarding', () => {
  const shopThatRotates = (site: JobSite) => {
    const job = world.job([site]);
    return world.shop([site], { job: { ...job, server: { ...job.server, rotationFunction: ROTATION } } });
  };
  const describeSecret = (site: string, region = HOME) =>
    world.clients.secrets(region).send(new DescribeSecretCommand({ SecretId: nameOf(site) }));

  test('names the platform’s secret, which the rotation needs, in the site’s', async () => {
    await onboarded(world, 'named');
    expect(await secretOf('named')).toMatchObject({ username: 'named', platformSecret: 'server' });
  });

  test('has the secret rotated every 30 days where the server stands, once its database is there', async () => {
    const site = world.site('scheduled');
    await run(shopThatRotates(site), site, 'onboard');
    expect(await describeSecret('scheduled')).toMatchObject({
      RotationEnabled: true,
      RotationLambdaARN: ROTATION,
      RotationRules: { AutomaticallyAfterDays: 30 },
    });
    expect((await describeSecret('scheduled', RECOVERY)).RotationLambdaARN).toBeUndefined();
    const steps = world.steps.filter((step) => step.site === 'scheduled').map(({ step }) => step);
    expect(steps.indexOf('rotation-set')).toBeGreaterThan(steps.indexOf('database-made'));
  });

  test('asks for the rotation only once, and anew when the function is another one', async () => {
    const site = world.site('once');
    const requests: unknown[] = [];
    const watch = secrets().middlewareStack;
    watch.add(
      (next, context) => (args) => {
        if (context.commandName === 'RotateSecretCommand') requests.push(args.input);
        return next(args);
      },
      { step: 'initialize', name: 'watch' },
    );
    const request = { RotationLambdaARN: ROTATION, RotateImmediately: false };
    await run(shopThatRotates(site), site, 'onboard');
    await run(shopThatRotates(site), site, 'onboard');
    expect(requests).toEqual([expect.objectContaining(request)]);

    const moved = shopThatRotates(site);
    const server = { ...moved.job.server, rotationFunction: `${ROTATION}-2` };
    await run({ ...moved, job: { ...moved.job, server } }, site, 'onboard');
    expect(requests).toHaveLength(2);
    watch.remove('watch');
  });

  test('without a function leaves the secret as it is', async () => {
    await onboarded(world, 'unscheduled');
    expect((await describeSecret('unscheduled')).RotationEnabled).toBe(false);
    const { Versions } = await secrets().send(new ListSecretVersionIdsCommand({ SecretId: nameOf('unscheduled') }));
    expect(Versions).toHaveLength(1);
  });
});
