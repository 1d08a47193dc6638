import { DeleteDBInstanceCommand } from '@aws-sdk/client-rds';
import { verdictOn } from '../../../lambda/validate-restore-test/check';
import { jobOf } from '../../../lambda/validate-restore-test/event';
import type { handler as Handler } from '../../../lambda/validate-restore-test/handler';
import { captured } from '../support/captured';
import { Drill, eventOf } from './drill';

jest.setTimeout(30_000);

const BEFORE = '2026-10-01T00:00:00.000Z';
const AFTER = '2026-11-13T00:00:00.000Z';
let drill: Drill;

beforeAll(async () => {
  drill = await Drill.start();
  await drill.setPassword('of-this-month');
  await drill.server.run('create database "acme-wines"');
  await drill.server.run('create database "hill-top"');
});
afterAll(() => drill?.stop());
beforeEach(async () => {
  await drill.register('acme-wines', BEFORE);
  await drill.register('hill-top', BEFORE, 'departed');
  await drill.restored(['of-this-month']);
});

const verdict = async () => {
  const validated = await drill.validate();
  const [report] = drill.reports;
  expect(report?.ValidationStatusMessage).toBe(validated?.message);
  return { status: report?.ValidationStatus, message: report?.ValidationStatusMessage ?? '' };
};

describe('a server that a drill restored', () => {
  test('passes if it is as a live one is, and its databases can be used (DR-04, DR-07)', async () => {
    const { status, message } = await verdict();
    expect(status).toBe('SUCCESSFUL');
    expect(message).toBe(
      'Checked and good: available, encrypted, PostgreSQL 18, 100 GB, in the subnets of the drill, not public, ' +
        'sign-in over TLS with the current password, databases of 2 of 2 registered sites. Restored in 43 min.',
    );
    expect(drill.reports.map(({ job }) => job)).toEqual([eventOf('completed-drill').detail.restoreJobId]);
  });

  test('has its recovery time measured from the job’s creation to its completion', async () => {
    expect(await drill.validate()).toMatchObject({ kind: 'RDS', seconds: 2549.386 });
  });

  test.each([
    ['not encrypted', { StorageEncrypted: false }, 'encrypted: its storage is not encrypted'],
    ['public', { PubliclyAccessible: true }, 'not public: it has a public address'],
    ['too small', { AllocatedStorage: 50 }, '100 GB: it has 50 GB'],
    ['of another version', { EngineVersion: '17.6' }, 'PostgreSQL 18: it is postgres 17.6'],
    ['elsewhere', { DBSubnetGroupName: 'default' }, 'its subnet group is default, not Drills-Subnets-1A2B3C'],
  ])('fails if it is %s', async (_, changes, problem) => {
    await drill.restored(['of-this-month'], changes);
    const { status, message } = await verdict();
    expect(status).toBe('FAILED');
    expect(message).toContain(`Wrong: `);
    expect(message).toContain(problem);
    expect(message).toContain('Checked and good: available');
  });

  test('fails if it is gone', async () => {
    const name = eventOf('completed-drill').detail.createdResourceArn!.split(':').pop();
    await drill.rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: name, SkipFinalSnapshot: true }));
    expect(await verdict()).toMatchObject({
      status: 'FAILED',
      message: expect.stringMatching(/there is no arn:/) as string,
    });
  });

  test('fails if it is of a server that the config does not know', async () => {
    drill.job.SourceResourceArn = 'arn:aws:rds:eu-central-1:111122223333:db:constructor';
    expect((await verdict()).message).toContain(":db:constructor' is none of the servers of the config");
  });
});

describe('signing in to it', () => {
  test.each([
    ['the previous password, where it was rotated since', ['of-this-month', 'new'], 'the previous password'],
    ['an older one, where it was rotated twice since', ['of-this-month', 'new', 'newer'], /the password of \d{4}-/],
  ])('is done with %s', async (_, passwords, which) => {
    await drill.restored(passwords);
    const { status, message } = await verdict();
    expect(status).toBe('SUCCESSFUL');
    expect(message).toMatch(which);
  });

  test('fails if no known password is accepted, and shows none', async () => {
    await drill.restored(['wrong-one', 'wrong-two']);
    const { status, message } = await verdict();
    expect(status).toBe('FAILED');
    expect(message).toContain('sign-in over TLS: none of 2 known passwords is accepted');
    expect(message).not.toContain('wrong-one');
  });

  test('fails if nothing answers, after trying again', async () => {
    await drill.restored(['of-this-month'], { Port: 1 });
    expect((await verdict()).message).toMatch(/sign-in over TLS: .*ECONNREFUSED/);
  });

  test('is not done at a server whose certificate is of nobody that is trusted', async () => {
    const { authority } = drill.server;
    Object.assign(drill.server, { authority: undefined });
    try {
      expect((await verdict()).message).toMatch(/sign-in over TLS: .*(unable to|self-signed)/);
    } finally {
      Object.assign(drill.server, { authority });
    }
  });
});

describe('the databases of sites', () => {
  test('must be there if sites were on the server when it was backed up', async () => {
    await drill.register('acme-wines', BEFORE, 'retired');
    await drill.register('hill-top', BEFORE, 'retired');
    await drill.register('not-there', BEFORE);
    const { status, message } = await verdict();
    await drill.register('not-there', BEFORE, 'erased');
    expect(status).toBe('FAILED');
    expect(message).toContain('databases of 0 of 1 registered sites: 1 sites were on it when it was backed up');
  });

  test('need not be there if all sites came later, or are on other servers', async () => {
    await drill.register('acme-wines', BEFORE, 'retired');
    await drill.register('hill-top', BEFORE, 'retired');
    await drill.register('newcomer', AFTER);
    await drill.register('neighbour', BEFORE, 'active', 'shared-2');
    const { status, message } = await verdict();
    await drill.register('newcomer', AFTER, 'erased');
    expect(status).toBe('SUCCESSFUL');
    expect(message).toContain('databases of 0 of 1 registered sites');
  });
});

describe('a job', () => {
  test('that has its verdict keeps it, when the event arrives twice', async () => {
    drill.job.ValidationStatus = 'SUCCESSFUL';
    expect(await drill.validate()).toBeUndefined();
    expect(drill.reports).toEqual([]);
  });

  test('of a person, not of a drill, is left alone', async () => {
    delete drill.job.CreatedBy;
    expect(await drill.validate()).toBeUndefined();
    expect(drill.reports).toEqual([]);
  });

  test('that restored something else than a server is only timed', async () => {
    drill.job.ResourceType = 'DynamoDB';
    expect(await drill.validate()).toEqual({ job: drill.job.RestoreJobId, kind: 'DynamoDB', seconds: 2549.386 });
    expect(drill.reports).toEqual([]);
  });
});

test('no verdict is good that rests on no check', () => {
  expect(verdictOn([]).status).toBe('FAILED');
});

describe('of the events that AWS Backup sends', () => {
  test('a completed job of a drill is looked at', () => {
    expect(jobOf(eventOf('completed-drill'))).toBe('0F2B6C1A-7D3E-4A59-9C61-5E8F7A6B4D21');
  });
  test.each(['completed-restore', 'running-drill', 'failed-drill', 'created-drill'])('%s is not', (name) => {
    expect(jobOf(eventOf(name))).toBeUndefined();
  });
  test('any other is an error', () => {
    expect(() => jobOf({ ...eventOf('completed-drill'), 'detail-type': 'Backup Job State Change' })).toThrow();
  });
});

describe('the function', () => {
  let handler: typeof Handler;
  beforeAll(() => {
    Object.assign(process.env, drill.environment());
    // Loaded only now: it reads the environment on loading.
    const { handler: loaded } = jest.requireActual<{ handler: typeof Handler }>(
      '../../../lambda/validate-restore-test/handler',
    );
    handler = loaded;
  });
  const measured = (name: string, unit: string, value: number) => ({
    ...{ name, unit, values: [value] },
    dimensions: [{ resourceType: 'RDS' }],
  });

  test('measures a drill and says aloud that it failed', async () => {
    // It trusts what signs real servers' certificates, and so not the one here.
    const { result, metrics, lines } = await captured(() => handler(eventOf('completed-drill')));
    expect(result).toMatchObject({ status: 'FAILED', message: expect.stringContaining('sign-in over TLS') as string });
    expect(drill.reports).toHaveLength(1);
    expect(metrics).toEqual([
      measured('RestoreTestSeconds', 'Seconds', 2549.386),
      measured('RestoreTestsFailed', 'Count', 1),
    ]);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'ERROR', message: 'a drill failed' }));
  });

  test('has nothing to say of the restores of people', async () => {
    const { result, metrics } = await captured(() => handler(eventOf('completed-restore')));
    expect([result, metrics, drill.reports]).toEqual([undefined, [], []]);
  });
});
