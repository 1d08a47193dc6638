import { spawnSync } from 'node:child_process';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CATALOGUE_KEY, catalogueSchema } from '../../lambda/shared/catalogue';
import { publishCatalogue } from '../../lib/catalogue/publish';
import { USAGE } from '../../lib/catalogue/request';
import { loadPlatform } from '../../lib/config/load';
import { EmbeddedAws } from '../../rehearsal/embedded-aws';
import { replace, withConfig } from '../config/broken/broken-config';

jest.setTimeout(60_000);

const SYDNEY = 'cordon-production-operations-111111111111-ap-southeast-2';
const OREGON = 'cordon-production-operations-111111111111-us-west-2';
const platform = loadPlatform('config');
const home = platform.environments[0]!.regions[0]!;

let aws: EmbeddedAws;
let s3: S3Client;

beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: 'ap-southeast-2', account: '111111111111' });
  s3 = new S3Client(aws.client());
  for (const Bucket of [SYDNEY, OREGON]) {
    const LocationConstraint = Bucket === SYDNEY ? 'ap-southeast-2' : 'us-west-2';
    const regional = new S3Client({ ...aws.client(), region: LocationConstraint });
    await regional.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
  }
  Object.assign(process.env, aws.environment());
});
afterAll(() => aws?.stop());

async function published(Bucket: string): Promise<{ readonly text: string; readonly version?: string }> {
  const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key: CATALOGUE_KEY }));
  return { text: (await Body?.transformToString()) ?? '', version: ETag };
}

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as an operator gives it. */
function run(args: readonly string[], folder = 'config'): Ran {
  const env = { ...process.env, CORDON_CONFIG: folder, NODE_NO_WARNINGS: '1' };
  const command = ['--require', 'ts-node/register', 'bin/sites.ts', 'publish', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', env });
  return { status, stdout, stderr };
}

const SYDNEY_ONLY = ['--environment', 'production', '--region', 'ap-southeast-2'];

test('says what it would publish, publishes it, and then has nothing new', async () => {
  const dry = run([...SYDNEY_ONLY, '--dry-run']);
  expect([dry.status, dry.stderr]).toEqual([0, '']);
  expect(dry.stdout).toMatch(/^production\/ap-southeast-2\n {2}\+ server shared-1\n {2}\+ ironbark-estate on shared-1/);
  expect(dry.stdout).toContain(`  would be published as s3://${SYDNEY}/catalogue/sites.json\n`);
  await expect(published(SYDNEY)).rejects.toMatchObject({ name: 'NoSuchKey' });

  const real = run(SYDNEY_ONLY);
  expect(real.stdout).toBe(dry.stdout.replace('would be published', 'published'));
  const { text, version } = await published(SYDNEY);
  expect(catalogueSchema.parse(JSON.parse(text))).toMatchObject({
    environment: 'production',
    region: 'ap-southeast-2',
  });

  expect(run(SYDNEY_ONLY)).toEqual({
    status: 0,
    stdout: 'production/ap-southeast-2\n  nothing new\n',
    stderr: '',
  });
  expect((await published(SYDNEY)).version).toBe(version);
});

test('goes on to the other regions where one cannot be published, and fails in the end', () => {
  const { status, stdout, stderr } = run(['--environment', 'production']);
  expect(status).toBe(1);
  expect(stdout).toContain('production/us-west-2\n');
  expect(stdout).toContain(`published as s3://${OREGON}/catalogue/sites.json`);
  expect(stderr).toBe(
    'production/eu-central-1\n  there is no bucket cordon-production-operations-111111111111-eu-central-1; ' +
      'deploy production-eu-central-1/sites first\n',
  );
});

test('tells all problems of a config and publishes nothing of it', () => {
  const broken = {
    'sites/cumbre-alta.yaml': replace('package: 1gb', 'package: 2gb'),
    'sites/leeside-lifts.yaml': replace('package: ', 'packge: '),
  };
  const { status, stdout, stderr } = withConfig(broken, (folder) => run(['--all'], folder));
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/cumbre-alta\.yaml:8:10 .*'2gb' is not allowed/);
  expect(stderr).toMatch(/leeside-lifts\.yaml:.*'packge' is not known here/);
});

test('answers anything else with its usage, and an environment that is not there with those that are', () => {
  expect(run(['--everything'])).toEqual({ status: 2, stdout: '', stderr: `${USAGE}\n` });
  const known = 'development, production, test are';
  expect(run(['--environment', 'live'])).toMatchObject({
    status: 1,
    stderr: `'live' is not an environment; ${known}\n`,
  });
});

describe('the catalogue that is there', () => {
  const put = (text: string) => s3.send(new PutObjectCommand({ Bucket: SYDNEY, Key: CATALOGUE_KEY, Body: text }));

  test('is replaced where it cannot be read', async () => {
    await put('{"format":0}');
    const { lines, failed } = await publishCatalogue(platform, home);
    expect([lines[0], failed]).toEqual(['~ the one that is there cannot be read: it is replaced as a whole', false]);
    expect(catalogueSchema.parse(JSON.parse((await published(SYDNEY)).text)).sites).not.toHaveLength(0);
  });

  test('is replaced where only its form differs', async () => {
    const { text } = await published(SYDNEY);
    await put(JSON.stringify(JSON.parse(text)));
    expect((await publishCatalogue(platform, home)).lines[0]).toBe('~ its form only');
    expect((await published(SYDNEY)).text).toBe(text);
  });

  test('is not replaced where somebody else has published one meanwhile', async () => {
    await put('{}');
    const send = S3Client.prototype.send.bind(s3) as (command: object) => Promise<unknown>;
    const spy = jest.spyOn(S3Client.prototype, 'send') as unknown as jest.SpiedFunction<typeof send>;
    spy.mockImplementation(async (command) => {
      // Between the reading and the writing.
      const theirs = { Bucket: SYDNEY, Key: CATALOGUE_KEY, Body: '{"theirs":true}' };
      if (command instanceof PutObjectCommand) await send(new PutObjectCommand(theirs));
      return send(command);
    });
    const { lines, failed } = await publishCatalogue(platform, home);
    spy.mockRestore();
    expect(failed).toBe(true);
    expect(lines).toEqual(['somebody else has published one meanwhile; look at what has changed and run this again']);
    expect((await published(SYDNEY)).text).toBe('{"theirs":true}');
  });
});
