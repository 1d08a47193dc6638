import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DisableKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListKeysCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { readCredentials, secretExists } from '../../worker/aws/secrets';
import type { JobSite } from '../../worker/job';
import type { Onboarded } from '../../worker/operations/onboard';
import type { Workshop } from '../../worker/site-work';
import {
  backUp,
  failureOf,
  onboarded,
  removeTemporaryDirectories,
  restore,
  run,
  temporaryDirectory,
  verify,
} from './support/operating';
import { HOME, RECOVERY, World } from './support/world';

jest.setTimeout(60_000);

const ACCOUNT = '111122223333';

let world: World;
beforeAll(async () => {
  world = await World.start({ versioned: true });
});
afterAll(async () => {
  removeTemporaryDirectories();
  await world.stop();
});

function onboard(shop: Workshop, site: JobSite): Promise<Onboarded> {
  return run(shop, site, 'onboard') as Promise<Onboarded>;
}

async function policyOf(region: string, KeyId: string | undefined): Promise<Record<string, unknown>[]> {
  const { Policy } = await world.clients.kms(region).send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
  return (JSON.parse(Policy ?? '') as { Statement: Record<string, unknown>[] }).Statement;
}

async function keysIn(region: string): Promise<number> {
  return (await world.clients.kms(region).send(new ListKeysCommand({}))).Keys?.length ?? 0;
}

describe("the keys of a site that's onboarded", () => {
  test('are administered by their account, and not passed on by grants (D7, D21)', async () => {
    const site = world.site('governed');
    const { keys } = await onboard(world.shop([site]), site);

    for (const region of [HOME, RECOVERY]) {
      expect(keys[region]).toContain(`:kms:${region}:${ACCOUNT}:key/`);
      expect(await policyOf(region, keys[region])).toEqual([
        expect.objectContaining({
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
          Action: 'kms:*',
        }),
        expect.objectContaining({
          Sid: 'GrantsOnlyToServices',
          Effect: 'Deny',
          Principal: '*',
          Action: 'kms:CreateGrant',
        }),
      ]);
    }
  });

  test("of a copy let the workers of production's account encrypt to them, and decrypt only what S3 puts together (D20)", async () => {
    const site = world.site('a-copy', { backupTimes: [] });
    const shop = world.shop([site]);
    const job = { ...shop.job, environment: 'training', copiesFrom: '444455556666' };
    const { keys } = await onboard({ ...shop, job }, site);

    const statements = await policyOf(HOME, keys[HOME]);
    const others = statements.filter(({ Principal }) => JSON.stringify(Principal).includes('444455556666'));
    const workers = { 'aws:PrincipalArn': `arn:aws:iam::444455556666:role/${job.platform}-*-site-operate-*` };
    expect(others).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::444455556666:root' },
        Action: ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
        Condition: { ArnLike: workers },
      }),
      expect.objectContaining({
        Action: 'kms:Decrypt',
        Condition: { ArnLike: workers, StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } },
      }),
    ]);
  });

  test('rotate every year, also where an earlier run ended before it said so', async () => {
    const site = world.site('rotating');
    const { keys } = await onboard(world.shop([site]), site);
    const kms = world.clients.kms(HOME);
    await kms.disableKeyRotation({ KeyId: keys[HOME] });

    await onboard(world.shop([site]), site);

    for (const region of [HOME, RECOVERY]) {
      const KeyId = keys[region];
      const { KeyRotationEnabled } = await world.clients.kms(region).send(new GetKeyRotationStatusCommand({ KeyId }));
      expect(KeyRotationEnabled).toBe(true);
    }
  });

  test.each([HOME, RECOVERY])('are not used again once they are to be deleted, in %s', async (region) => {
    const site = world.site(`erased-${region}`);
    const { keys } = await onboard(world.shop([site]), site);
    await world.clients.kms(region).send(new ScheduleKeyDeletionCommand({ KeyId: keys[region] }));
    const before = [await keysIn(HOME), await keysIn(RECOVERY)];

    expect(await failureOf(onboard(world.shop([site]), site))).toEqual({
      kind: 'KeyErased',
      message: expect.stringMatching(/is to be deleted, for good on 20.*the site was erased.*a site with a new id$/),
    });
    expect([await keysIn(HOME), await keysIn(RECOVERY)]).toEqual(before);
  });

  test('are not replaced where one is switched off, and nothing else is made meanwhile', async () => {
    const site = world.site('switched-off', { residency: { name: 'germany', regions: [HOME, RECOVERY] } });
    const { recovery, ...home } = world.job([site]);
    const { keys } = await onboard({ ...world.shop([site]), job: home }, site);
    await world.clients.kms(HOME).send(new DisableKeyCommand({ KeyId: keys[HOME] }));
    const before = await keysIn(RECOVERY);

    expect(await failureOf(onboard({ ...world.shop([site]), job: { ...home, recovery } }, site))).toEqual({
      kind: 'KeyErased',
      message: `The key of site switched-off in ${HOME} is Disabled: enable it, then onboard the site again`,
    });
    expect(await keysIn(RECOVERY)).toBe(before);
    const secret = 'cordon/production/site/switched-off/database';
    expect(await secretExists(world.clients.secrets(RECOVERY), secret)).toBe(false);
  });
});

describe('what a dump does not have', () => {
  test('the settings of a database and of its roles come back with a restore', async () => {
    const site = await onboarded(world, 'settings');
    const query = `SELECT coalesce(setrole::regrole::text, '') AS role, unnest(setconfig) AS setting
      FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase WHERE datname = 'settings' ORDER BY 1, 2`;
    await world.sql(
      world.homeServer,
      `ALTER DATABASE settings SET search_path TO wine, "Old ""Names""", public;
       ALTER DATABASE settings SET work_mem TO '8MB';
       ALTER DATABASE settings SET default_transaction_read_only TO on;
       ALTER DATABASE settings SET "TimeZone" TO 'Europe/Berlin';
       ALTER ROLE settings IN DATABASE settings SET statement_timeout TO '45s'`,
    );
    const before = await world.sql(world.homeServer, query);
    await backUp(world.shop([site]), site);
    await world.sql(world.homeServer, 'ALTER DATABASE settings RESET ALL');

    await restore(world.shop([site]), site, 'settings');

    expect(await world.sql(world.homeServer, query)).toEqual(before);
    expect(before).toHaveLength(5);
  });

  test('a setting that the server refuses holds up no restore, and is named in the log without its value', async () => {
    const site = await onboarded(world, 'refused');
    await world.sql(
      world.homeServer,
      `ALTER DATABASE refused SET log_min_messages TO 'debug5'; ALTER DATABASE refused SET app.key TO 'secret value';
       ALTER DATABASE refused SET work_mem TO '9MB'`,
    );
    await backUp(world.shop([site]), site);

    await restore(world.shop([site]), site, 'refused');

    const said = world.steps.filter(({ site: id }) => id === 'refused');
    expect(said).toContainEqual(expect.objectContaining({ level: 'WARN', settings: ['app.key', 'log_min_messages'] }));
    expect(JSON.stringify(said)).not.toContain('secret value');
    const setting = await world.sql(world.homeServer, 'SHOW work_mem', 'refused');
    expect(setting).toEqual([{ work_mem: '9MB' }]);
  });

  test('types and metadata of attachments come back, also where two have the same content', async () => {
    const site = await onboarded(world, 'typed');
    const s3 = world.clients.s3(HOME);
    const store = (name: string, headers: object) =>
      s3.send(new PutObjectCommand({ Bucket: `attachments-${HOME}`, Key: `typed/${name}`, Body: 'same', ...headers }));
    const head = async (name: string) => {
      const { ContentType, ContentDisposition, CacheControl, ContentLanguage, Metadata } = await s3.send(
        new HeadObjectCommand({ Bucket: `attachments-${HOME}`, Key: `typed/${name}` }),
      );
      const metadata = Object.entries(Metadata ?? {}).filter(([key]) => key !== 'restored-sha256');
      return { ContentType, ContentDisposition, CacheControl, ContentLanguage, metadata };
    };
    await store('page.html', { ContentType: 'text/html', Metadata: { owner: 'ann' }, ContentLanguage: 'de' });
    await store('same.bin', {
      ContentType: 'application/octet-stream',
      ContentDisposition: 'attachment; filename="same.bin"',
      CacheControl: 'private',
    });
    const before = [await head('page.html'), await head('same.bin')];
    await backUp(world.shop([site]), site);
    for (const name of ['page.html', 'same.bin']) await store(name, { ContentType: 'text/plain', Body: 'changed' });

    await restore(world.shop([site]), site, 'typed');

    expect([await head('page.html'), await head('same.bin')]).toEqual(before);
    expect(before[0]).toMatchObject({ ContentType: 'text/html', metadata: [['owner', 'ann']], ContentLanguage: 'de' });
    expect(before[1]).toMatchObject({ ContentDisposition: 'attachment; filename="same.bin"', CacheControl: 'private' });
    expect(await world.attachments(HOME).getText('typed/page.html')).toBe('same');
  });
});

describe('the audit trail of statements', () => {
  /** An extension of that name which, as on RDS, the platform's role can set up and a site's role can't. */
  async function offerPgaudit(): Promise<void> {
    const directory = temporaryDirectory();
    chmodSync(directory, 0o755);
    mkdirSync(join(directory, 'extension'));
    const file = (name: string, text: string) => writeFileSync(join(directory, 'extension', name), text);
    file('pgaudit.control', `comment = 'auditing'\ndefault_version = '18.0'\nsuperuser = false\n`);
    file(
      'pgaudit--18.0.sql',
      `DO $$ BEGIN IF current_user <> 'platform' THEN RAISE insufficient_privilege; END IF; END $$;
       CREATE FUNCTION pgaudit_ddl() RETURNS int LANGUAGE sql AS 'SELECT 1';`,
    );
    for (const server of [world.homeServer, world.recoveryServer]) {
      await world.sql(server, `ALTER SYSTEM SET extension_control_path = '$system:${directory}'`);
      await world.sql(server, 'SELECT pg_reload_conf()');
    }
  }

  const extension = `SELECT extname, pg_get_userbyid(extowner) AS owner FROM pg_extension WHERE extname = 'pgaudit'`;

  test('is said to be missing where the server does not offer it', async () => {
    await onboarded(world, 'not-audited');

    expect(world.steps).toContainEqual(
      expect.objectContaining({ step: 'auditing-not-offered', site: 'not-audited', database: 'not-audited' }),
    );
    expect(await world.sql(world.homeServer, extension, 'not-audited')).toEqual([]);
  });

  test("is the platform's own in every database, restored ones included", async () => {
    const early = await onboarded(world, 'audited-later');
    await backUp(world.shop([early]), early);
    await offerPgaudit();
    const site = await onboarded(world, 'audited');
    expect(await world.sql(world.homeServer, extension, 'audited')).toEqual([
      { extname: 'pgaudit', owner: 'platform' },
    ]);
    await backUp(world.shop([site]), site);

    await verify(world.shop([site]), site);
    await restore(world.shop([site]), site, 'audited');
    await restore(world.shop([early]), early, 'audited');

    for (const database of ['audited', 'audited-later']) {
      expect(await world.sql(world.homeServer, extension, database)).toEqual([
        { extname: 'pgaudit', owner: 'platform' },
      ]);
    }
    const { username } = (await readCredentials(
      world.clients.secrets(HOME),
      'cordon/production/site/audited/database',
    ))!;
    await expect(
      world.sql(world.homeServer, `SET ROLE "${username}"; DROP EXTENSION pgaudit`, 'audited'),
    ).rejects.toThrow('must be owner of extension pgaudit');
  });
});
