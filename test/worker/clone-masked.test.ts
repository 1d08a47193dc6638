import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import type { JobCopy } from '../../lambda/shared/job';
import type { JobSite } from '../../worker/job';
import { partKey } from '../../worker/storage/layout';
import { decryption } from '../../worker/streams/encryption';
import { clone, COPY_OF_SATURDAY, CopyPlace } from './support/copies';
import { backUp, failureOf, onboarded, removeTemporaryDirectories, SATURDAYS_BACKUP } from './support/operating';
import { HOME, World } from './support/world';
import { WorkerProgram } from './support/worker-process';

jest.setTimeout(60_000);

let world: World;
let testing: CopyPlace;
let program: WorkerProgram;
let acme: JobSite;

const MASKS: JobCopy['masks'] = [
  { table: 'public.person', column: 'name', mask: 'name' },
  { table: 'public.person', column: 'email', mask: 'email' },
  { table: 'public.person', column: 'phone', mask: 'phone' },
  { table: 'public.person', column: 'born', mask: 'date' },
  { table: 'public.person', column: 'remarks', mask: 'text' },
  { table: 'public.person', column: 'picture', mask: 'null' },
  { table: 'public.member', column: 'email', mask: 'email' },
  { table: 'public.member', column: 'name', mask: 'name' },
];
const PERSONAL = /Evelyn|Secretan|eve@winery|4930123456|1980-02-29|fond of riesling|passport|@example\.com/;

beforeAll(async () => {
  program = WorkerProgram.build();
  world = await World.start({ versioned: true });
  testing = await CopyPlace.make(world, true);
  acme = await onboarded(world, 'acme-wines');
  const people = `SET ROLE "acme-wines";
    CREATE TABLE person (id int PRIMARY KEY, name text NOT NULL, email citext UNIQUE, phone varchar(30), born date,
      remarks text, picture bytea, shout text GENERATED ALWAYS AS (upper(name)) STORED);
    CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'nobody changes a person'; END $$;
    INSERT INTO person VALUES (1, 'Evelyn Secretan', 'eve@winery.test', '+4930123456', '1980-02-29',
      'fond of riesling, less of chardonnay', 'passport'), (2, 'Nobody', NULL, NULL, NULL, NULL, NULL);
    CREATE TRIGGER no BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION no();
    CREATE MATERIALIZED VIEW people AS SELECT name, email, count(*) FROM person GROUP BY name, email;
    CREATE MATERIALIZED VIEW all_people AS SELECT * FROM people;
    SELECT lo_from_bytea(0, 'the passport of Evelyn')`;
  await world.sql(world.homeServer, people, 'acme-wines');
  await backUp(world.shop([acme]), acme);
});
afterEach(async () => {
  expect(await world.databases(world.homeServer, 'acme-wines')).toEqual(['acme-wines']);
});
afterAll(async () => {
  removeTemporaryDirectories();
  await world.stop();
});

/** The site with copies, each with masks. */
function withCopies(masks: JobCopy['masks'], ...ids: string[]): JobSite {
  return { ...acme, copies: ids.map((id) => testing.copy(id, { masks })) };
}

/** Everything that a stored dump says, as SQL. */
async function plainText(copy: string): Promise<string> {
  const manifest = await testing.manifest(copy);
  const { keys, context } = manifest!.encryption;
  const stored = await testing.backups(HOME).getStream(partKey(copy, COPY_OF_SATURDAY, 'database'));
  const decrypting = decryption(
    (region) => world.clients.kms(region),
    [{ region: HOME, arn: keys[HOME]!, state: 'Enabled' }],
    context,
  );
  const input = await buffer(stored.pipe(decrypting));
  return execFileSync(`${world.homeServer.bin}/pg_restore`, ['--file=-'], { input, encoding: 'latin1' });
}

describe('a masked copy', () => {
  test('holds nothing of what was masked, neither as it is stored nor restored (D20)', async () => {
    await testing.onboard(['acme-test']);
    const site = withCopies(MASKS, 'acme-test');

    const { copies } = await clone(world.shop([site]), site);
    await testing.restore('acme-test');

    expect(copies).toEqual([{ copy: 'acme-test', backup: COPY_OF_SATURDAY, made: true, masked: true, attachments: 0 }]);
    const stored = await plainText('acme-test');
    expect(stored).toMatch(/COPY public\.person .*\n1\t/);
    expect(stored).not.toMatch(PERSONAL);
    expect(Buffer.from(stored, 'latin1').toString('hex')).not.toContain(Buffer.from('passport').toString('hex'));
    const [person, nobody] = await world.sql(world.homeServer, 'SELECT * FROM person ORDER BY id', 'acme-test');
    expect(person).toMatchObject({
      id: 1,
      email: expect.stringMatching(/^[0-9a-f]{20}@example\.invalid$/),
      picture: null,
    });
    expect(nobody).toMatchObject({ id: 2, email: null, phone: null, born: null, remarks: null });
    const everything = await world.sql(
      world.homeServer,
      `SELECT person::text FROM person UNION ALL SELECT all_people::text FROM all_people
        UNION ALL SELECT member::text FROM member UNION ALL SELECT encode(lo_get(oid), 'escape') FROM pg_largeobject_metadata`,
      'acme-test',
    );
    expect(everything).toHaveLength(506);
    expect(JSON.stringify(everything)).not.toMatch(PERSONAL);
    // Else the copy would be none: as many rows, and the same where nothing is masked.
    const [ages] = await world.sql(world.homeServer, 'SELECT sum(age * count)::int AS sum FROM ages', 'acme-test');
    expect(ages).toEqual(
      (await world.sql(world.homeServer, 'SELECT sum(age)::int AS sum FROM member', 'acme-wines'))[0],
    );
  });

  test('has no attachments, and says why', async () => {
    expect((await testing.keys('acme-test')).map((key) => key.split('/').at(-1))).toEqual([
      'attachments.json',
      'configuration.json',
      'database.dump',
      'manifest.json',
    ]);
    expect(await testing.manifest('acme-test')).toMatchObject({
      copyOf: { site: 'acme-wines', environment: 'production', backup: SATURDAYS_BACKUP, masked: true },
      attachments: { included: false, because: 'attachments cannot be masked, and this copy is', count: 0 },
      rows: { 'public.person': 2, 'public.member': 500, 'large objects': 2 },
    });
  });

  test('shares the loaded and masked database with others of the same masks', async () => {
    const ids = ['acme-red', 'acme-white', 'acme-rose'];
    await testing.onboard(ids);
    const alike = withCopies(MASKS, 'acme-red', 'acme-white').copies;
    const [other] = withCopies(MASKS.slice(0, 6), 'acme-rose').copies;
    // The same masks, in another order.
    const copies = [alike[0]!, other!, { ...alike[1]!, masks: MASKS.toReversed() }];
    const site = { ...acme, copies };
    const before = world.steps.length;

    await clone(world.shop([site]), site);

    const steps = world.steps.slice(before).map(({ step }) => step);
    expect(steps.filter((step) => step === 'masked')).toHaveLength(2);
    expect(steps.filter((step) => step === 'manifest-written')).toHaveLength(3);
    for (const id of ids) expect(await testing.manifest(id)).toMatchObject({ copyOf: { masked: true } });
    expect(await plainText('acme-rose')).toContain('@example.com');
  });

  test('leaves not even a sign of itself where masks do not fit the database', async () => {
    await testing.onboard(['acme-misfit']);
    const site = withCopies([...MASKS, { table: 'public.person', column: 'nickname', mask: 'name' }], 'acme-misfit');

    expect(await failureOf(clone(world.shop([site]), site))).toEqual({
      kind: 'MaskingFailed',
      message: expect.stringContaining('column nickname of public.person is not there'),
    });
    expect(await testing.keys('acme-misfit')).toEqual([]);
  });
});

describe('a run that is killed', () => {
  test.each([
    ['with all of it there, not masked yet', 'loaded'],
    ['with the dump stored', 'dump-stored'],
    ['with the copy complete', 'manifest-written'],
  ])('%s leaves nothing that the next one does not see to', async (_, step) => {
    const copy = `acme-${step}`;
    await testing.onboard([copy]);
    const site = withCopies(MASKS, copy);
    const args = ['clone', '--backup', SATURDAYS_BACKUP];

    const killed = await program.run(world, world.job([site]), args, { killAt: [step, 1] });

    expect(killed.signal).toBe('SIGKILL');
    expect(await world.databases(world.homeServer, 'acme-wines')).toHaveLength(2);
    const complete = step === 'manifest-written';
    expect((await testing.manifest(copy)) !== undefined).toBe(complete);
    await sleep(1100); // the lease runs out
    expect((await clone(world.shop([site]), site)).copies).toEqual([
      expect.objectContaining({ copy, made: !complete }),
    ]);
    expect(await plainText(copy)).not.toMatch(PERSONAL);
  });
});
