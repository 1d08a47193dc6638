import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Client } from 'pg';
import { chooseStrategy } from '../../../lambda/rotate-database-credentials/choose-strategy';
import { PLATFORM_SECRET, SiteSecrets, STEPS } from './site-secrets';

jest.setTimeout(60_000);

let secrets: SiteSecrets;
beforeAll(async () => {
  secrets = await SiteSecrets.start();
});
afterAll(() => secrets?.stop());

describe('a rotation of a site’s secret', () => {
  test('switches to the other user, and the one before keeps working (ID-04)', async () => {
    await secrets.onboard('acme');
    const first = await secrets.read('acme');

    const second = await secrets.rotate('acme');
    expect(second).toMatchObject({ username: 'acme__b', dbname: 'acme', platformSecret: PLATFORM_SECRET });
    expect(await secrets.read('acme', 'AWSPREVIOUS')).toEqual(first);
    expect(await secrets.accepted(first, second)).toEqual([true, true]);

    const third = await secrets.rotate('acme');
    expect(third.username).toBe('acme');
    expect(await secrets.accepted(first, second, third)).toEqual([false, true, true]);

    const fourth = await secrets.rotate('acme');
    expect(fourth.username).toBe('acme__b');
    expect(await secrets.accepted(second, third, fourth)).toEqual([false, true, true]);
  });

  test('ends no session, not even of the user whose password it changes', async () => {
    await secrets.onboard('busy');
    const session = await secrets.session(await secrets.read('busy'));
    await secrets.rotate('busy');
    await secrets.rotate('busy');
    expect((await session.query('select current_user as user')).rows).toEqual([{ user: 'busy' }]);
    await session.end();
  });

  test('gives the second user no right of its own: what it makes is the owner’s', async () => {
    await secrets.onboard('owned');
    const second = await secrets.rotate('owned');
    const owners = await secrets.as(second, [
      'create schema cellar',
      'create table cellar.barrel (id int)',
      'discard all', // what connection pools do between two uses
      'create table cellar.bottle (id int)',
      'create extension pgcrypto',
      `select distinct relowner::regrole::text as owner from pg_class where relnamespace = 'cellar'::regnamespace`,
    ]);
    expect(owners).toEqual([{ owner: 'owned' }]);

    const first = await secrets.rotate('owned');
    const used = await secrets.as(first, ['insert into cellar.bottle values (1)', 'select * from cellar.bottle']);
    expect(used).toEqual([{ id: 1 }]);
    const rights = await secrets.as(first, [
      `select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolconfig,
              array(select roleid::regrole::text from pg_auth_members where member = r.oid) as member
         from pg_roles r where rolname = 'owned__b'`,
    ]);
    const none = { rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false };
    expect(rights).toEqual([{ ...none, rolbypassrls: false, rolconfig: ['role=owned'], member: ['owned'] }]);
  });

  test('opens no other site’s database to the second user', async () => {
    await secrets.onboard('one-site');
    await secrets.onboard('another-site');
    const second = await secrets.rotate('one-site');
    await expect(secrets.session({ ...second, dbname: 'another-site' })).rejects.toThrow('permission denied');
  });

  test('lets the platform’s role end the second user’s sessions and drop its database', async () => {
    await secrets.onboard('ended');
    const second = await secrets.rotate('ended');
    const session = await secrets.session(second);
    await secrets.as(secrets.platform, ['drop database "ended" with (force)']);
    await session.end().catch(() => undefined);
    await expect(secrets.session(second)).rejects.toThrow('does not exist');
  });

  test('repeats every step without another effect', async () => {
    await secrets.onboard('repeated');
    for (const username of ['repeated__b', 'repeated', 'repeated__b']) {
      const version = await secrets.begin('repeated');
      for (const name of STEPS) for (let time = 0; time < 2; time++) await secrets.step('repeated', version, name);
      expect(await secrets.step('repeated', version, 'createSecret')).toBe('nothing to do');
      const now = await secrets.read('repeated');
      expect(now.username).toBe(username);
      expect(await secrets.accepted(now, await secrets.read('repeated', 'AWSPREVIOUS'))).toEqual([true, true]);
    }
  });

  test('broken off before any call to AWS or statement to the server, is made good by trying again', async () => {
    await secrets.onboard('broken-off');
    let [calls, crashAt, crashes] = [0, Infinity, 0];
    const crash = () => {
      if (++calls === crashAt) throw new Error('crashed');
    };
    const undo = [crashing(SecretsManagerClient.prototype, 'send', crash), crashing(Client.prototype, 'query', crash)];
    try {
      for (let [point, last] = [1, false]; !last; point++) {
        const before = await secrets.read('broken-off');
        const version = await secrets.begin('broken-off');
        [calls, crashAt] = [0, point];
        for (const name of STEPS) {
          await secrets.step('broken-off', version, name).catch(async (error: Error) => {
            expect(error.message).toContain('crashed');
            crashes++;
            await secrets.step('broken-off', version, name);
          });
        }
        [last, crashAt] = [calls < point, Infinity];
        const after = await secrets.read('broken-off');
        expect(after.username).not.toBe(before.username);
        expect(await secrets.accepted(before, after)).toEqual([true, true]);
      }
    } finally {
      for (const one of undo) one();
    }
    expect(crashes).toBeGreaterThan(20);
  });

  test('never shows a password to the server, which logs every statement', async () => {
    await secrets.onboard('logged');
    const passwords = [(await secrets.rotate('logged')).password, (await secrets.rotate('logged')).password];
    const log = secrets.server.log();
    expect(log).toContain('CREATE ROLE "logged__b"');
    for (const password of passwords) expect(log).not.toContain(password);
  });

  test('can be tried out before it is due: the test step takes the current user, too', async () => {
    await secrets.onboard('tried');
    const version = await secrets.begin('tried');
    await secrets.of('tried').writePending(version, JSON.stringify(await secrets.read('tried')));
    expect(await secrets.step('tried', version, 'testSecret')).toBe('done');
  });
});

describe('a rotation of a site’s secret is refused', () => {
  test('if its pending version changes the password of the user that is in use', async () => {
    await secrets.onboard('in-use');
    const version = await secrets.begin('in-use');
    const changed = { ...(await secrets.read('in-use')), password: 'changed' };
    await secrets.of('in-use').writePending(version, JSON.stringify(changed));
    await expect(secrets.step('in-use', version, 'setSecret')).rejects.toThrow('in-use is in use');
    expect(await secrets.accepted(await secrets.read('in-use'))).toEqual([true]);
  });

  test.each([
    ['of another site', 'cordon/production/site/victim/database'],
    ['of another environment', 'cordon/test/server/shared-1'],
    ['of something else', 'cordon/production/mail'],
  ])('if it names as the platform’s a secret %s', async (what, platformSecret) => {
    const site = await secrets.onboard(`pointing-${what.replaceAll(' ', '-')}`, { platformSecret });
    await expect(secrets.rotate(site)).rejects.toThrow('it must be cordon/production/server/<server>');
  });

  test('if it is not of a site and names a platform secret', async () => {
    const content = { ...secrets.content('x', 'y', 'z'), platformSecret: PLATFORM_SECRET };
    await secrets.create('cordon/production/else', content);
    const choice = chooseStrategy(secrets.open('cordon/production/else'), (name) => secrets.open(name));
    await expect(choice).rejects.toThrow(/only secrets .* may/);
  });

  test('if it names a user of another site', async () => {
    await secrets.onboard('victim');
    await secrets.onboard('intruder', { username: 'victim', dbname: 'victim' });
    await expect(secrets.rotate('intruder')).rejects.toThrow('victim is no user of site intruder');
    expect(await secrets.accepted(await secrets.read('victim'))).toEqual([true]);
  });

  test('if it names another server than the platform’s secret does', async () => {
    await secrets.onboard('elsewhere', { host: 'evil.example' });
    await expect(secrets.rotate('elsewhere')).rejects.toThrow('names another server than that of the platform');
  });

  test.each([
    ['may-make-roles', 'alter role "may-make-roles__b" createrole', 'it may more than use its database'],
    ['is-a-member', 'grant pg_read_all_data to "is-a-member__b"', 'it is a member of pg_read_all_data'],
    ['acts-as-itself', 'alter role "acts-as-itself__b" reset role', 'it acts as acts-as-itself__b, not as'],
    [
      'lost-its-own',
      'alter database "lost-its-own" owner to platform; grant connect on database "lost-its-own" to "lost-its-own__b"',
      'its database belongs to platform',
    ],
  ])('if the other user %s', async (site, change, message) => {
    await secrets.onboard(site);
    const version = await secrets.begin(site);
    await secrets.step(site, version, 'createSecret');
    await secrets.step(site, version, 'setSecret');
    await secrets.server.run(change);
    await expect(secrets.step(site, version, 'testSecret')).rejects.toThrow(message);
    expect((await secrets.read(site)).username).toBe(site);
  });
});

/** Has a method fail where `crash` throws. @returns what undoes it. */
function crashing(prototype: object, method: string, crash: () => void): () => void {
  const methods = prototype as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const original = methods[method]!;
  methods[method] = async function (this: unknown, ...args: unknown[]) {
    crash();
    return original.apply(this, args);
  };
  return () => (methods[method] = original);
}
