import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { keptSites } from '../../lambda/plan-drill/kept-sites';
import { planDrill, type PlannedDrill } from '../../lambda/plan-drill/planning';
import { judgeDrill } from '../../lambda/record-drill/results';
import { readOutcomes } from '../../lambda/shared/outcome-file';
import { writeJobs } from '../../lambda/shared/job-files';
import { RegionalClients } from '../../worker/aws/regional-clients';
import { jobSchema } from '../../lambda/shared/job';
import { main } from '../../worker/main';
import { partKey } from '../../worker/storage/layout';
import { watch } from './support/copies';
import { backUp, onboarded, removeTemporaryDirectories, SATURDAYS_BACKUP } from './support/operating';
import { HOME, RECOVERY, World } from './support/world';

jest.setTimeout(180_000);

const AT = '2026-03-07T10:00:00.000Z';
const DRILLS = 'drills';
const SECRET = 'rds!db-1a2b';
const place = { region: RECOVERY, siteBackups: `backups-${RECOVERY}`, attachments: `attachments-${RECOVERY}` };
const planning = {
  bucket: DRILLS,
  common: { platform: 'cordon', environment: 'production', home: place, leases: DRILLS },
  execution: 'drill-1',
};

let world: World;
beforeAll(async () => {
  world = await World.start({ versioned: false });
  for (const [id, recoveryPriority] of [
    ['acme-wines', 2],
    ['bold-wines', undefined],
    ['cool-wines', 1],
  ] as const) {
    const site = await onboarded(world, id, { record: { name: id, recoveryPriority } });
    await backUp(world.shop([site]), site);
  }
  const s3 = world.clients.s3(RECOVERY);
  const CreateBucketConfiguration = { LocationConstraint: RECOVERY } as const;
  await s3.send(new CreateBucketCommand({ Bucket: DRILLS, CreateBucketConfiguration }));
  // As RDS keeps it: without the address.
  const SecretString = JSON.stringify({ username: 'platform', password: 'platform password' });
  await world.clients.secrets(RECOVERY).send(new CreateSecretCommand({ Name: SECRET, SecretString }));
});
afterAll(async () => {
  removeTemporaryDirectories();
  await world.stop();
});

/** Plans by what the twin has, as the function of the drill does. @param moment of the newest backups */
async function plan(): Promise<PlannedDrill> {
  const s3 = world.clients.s3(RECOVERY);
  const { host, port } = world.recoveryServer.client();
  const kept = await keptSites(world.backups(RECOVERY));
  // They were made just now, whatever the night that they are of.
  const newest = kept.newest.map((manifest) => ({ ...manifest, snapshotAt: '2026-03-07T03:00:00.000Z' }));
  const planned = planDrill({ at: AT, server: { host, port, secret: SECRET } }, { ...kept, newest }, planning);
  await writeJobs(s3, DRILLS, [planned.file]);
  return planned;
}

/** Runs the worker as the state machine does, with clients that know no other region. */
async function restore({ step }: PlannedDrill): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const { endpoint, credentials } = world.aws.client();
  const aws = new RegionalClients(() => ({ endpoint, credentials }));
  watch(aws.s3(RECOVERY), (asked) => {
    if (asked.includes(HOME)) throw new Error(`The drill asks the home region: ${asked}`);
  });
  for (const client of [aws.s3(HOME), aws.kms(HOME)]) {
    watch(client, (asked) => {
      throw new Error(`The drill asks the home region: ${asked}`);
    });
  }
  const { authorityFile, bin } = world.recoveryServer;
  const lines: string[] = [];
  const env = { PGSSLROOTCERT: authorityFile, POSTGRES_BIN: bin, PATH: process.env.PATH, AWS_REGION: RECOVERY };
  const log = world.shop([]).log;
  const shutdown = new AbortController().signal;
  const code = await main({ args: step.arguments, env, aws, output: (line) => lines.push(line), log, shutdown });
  return { code, lines };
}

async function judged({ file, step }: PlannedDrill) {
  const sites = jobSchema.parse(file.job).sites.map(({ id }) => id);
  const outcomes = await readOutcomes(world.clients.s3(RECOVERY), step.outcomes);
  const about = { at: new Date().toISOString(), now: new Date().toISOString(), region: HOME, recoveryRegion: RECOVERY };
  return judgeDrill(about, sites, outcomes);
}

const versionsOf = async (prefix: string) => world.keys(world.backups(RECOVERY), prefix);

describe('a recovery drill (DR-02, DR-03, DR-04)', () => {
  test('restores every site into a server that knows none, by the copies of its region alone', async () => {
    const before = await versionsOf('');
    const planned = await plan();
    expect(planned).toMatchObject({ sites: 3, resting: [] });
    const { code, lines } = await restore(planned);

    expect({ code, lines: lines.filter((line) => line.includes('"failed"')) }).toEqual({ code: 0, lines: [] });
    const proven = { backup: SATURDAYS_BACKUP, tables: 4, rows: 802, attachments: 2 };
    expect(lines.map((line) => (JSON.parse(line) as { result: object }).result)).toMatchObject([
      proven,
      proven,
      proven,
    ]);
    const { result, problems } = await judged(planned);
    expect({ problems, met: result.met }).toEqual({ problems: [], met: true });
    // Nothing of it stays on the server, and nothing was written where backups are.
    expect(await world.databases(world.recoveryServer, 'acme-wines')).toEqual([]);
    expect(await versionsOf('')).toEqual(before);
  });

  test('takes the sites in the order of their priority (DR-05)', async () => {
    const { file } = await plan();
    expect(file.job.sites.map(({ id }) => id)).toEqual(['cool-wines', 'acme-wines', 'bold-wines']);
  });

  test('leaves the live databases and secrets as they are', async () => {
    expect(await world.databases(world.homeServer, 'acme-wines')).toEqual(['acme-wines']);
  });

  test('fails when a single dump of the twin is damaged', async () => {
    const key = partKey('bold-wines', SATURDAYS_BACKUP, 'database');
    const s3 = world.clients.s3(RECOVERY);
    const chunks: Buffer[] = [];
    for await (const chunk of await world.backups(RECOVERY).getStream(key)) chunks.push(chunk as Buffer);
    const dump = Buffer.concat(chunks);
    const damaged = Buffer.from(dump);
    damaged[Math.floor(dump.length / 2)]! ^= 1;
    await s3.send(new PutObjectCommand({ Bucket: place.siteBackups, Key: key, Body: damaged }));
    const planned = await plan();
    expect(await restore(planned)).toMatchObject({ code: 3 });
    expect(await judged(planned)).toMatchObject({ failed: ['bold-wines'], result: { met: false } });
    await s3.send(new PutObjectCommand({ Bucket: place.siteBackups, Key: key, Body: dump }));
  });

  test('a backup that is not complete is not taken, nor missed where an older one is', async () => {
    const s3 = world.clients.s3(RECOVERY);
    await s3.send(
      new DeleteObjectCommand({ Bucket: place.siteBackups, Key: partKey('bold-wines', SATURDAYS_BACKUP, 'manifest') }),
    );
    expect(await plan()).toMatchObject({ sites: 2, resting: ['bold-wines'] });
  });
});
