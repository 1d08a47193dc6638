import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { EmbeddedAws } from '../../rehearsal/embedded-aws';
import { bundleRepository } from '../../lib/delivery/bundle-repository';

jest.setTimeout(120_000);

const REGION = 'eu-central-1';
let folder: string;
let aws: EmbeddedAws;
let s3: S3Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-bundles-'));
  aws = await EmbeddedAws.start({ region: REGION, account: '111122223333' });
  s3 = new S3Client({ region: REGION, endpoint: aws.endpoint, forcePathStyle: true, credentials: CREDENTIALS });
  await s3.send(
    new CreateBucketCommand({ Bucket: 'archive', CreateBucketConfiguration: { LocationConstraint: REGION } }),
  );
  makeRepository('vinefield/winery', ['main', 'release']);
});
afterAll(async () => {
  await aws.stop();
  rmSync(folder, { recursive: true, force: true });
});

const CREDENTIALS = { accessKeyId: '111122223333', secretAccessKey: 'none' };
const AUTHOR = ['-c', 'user.name=Jo', '-c', 'user.email=jo@vinefield.example'];
const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();

/** A repository on a host, with a commit and a tag on each branch. */
function makeRepository(name: string, branches: readonly string[]): string {
  const work = mkdtempSync(join(folder, 'work-'));
  const bare = join(folder, `${name}.git`);
  mkdirSync(join(bare, '..'), { recursive: true });
  git('init', '--quiet', '--initial-branch=main', work);
  for (const branch of branches) {
    git('-C', work, 'checkout', '--quiet', '-B', branch);
    writeFileSync(join(work, `${branch}.txt`), branch.repeat(1000));
    git('-C', work, 'add', '.');
    git('-C', work, ...AUTHOR, 'commit', '--quiet', '-m', branch);
    git('-C', work, ...AUTHOR, 'tag', '-a', `v-${branch}`, '-m', branch);
  }
  git('clone', '--quiet', '--mirror', work, bare);
  return bare;
}

const empty = () => mkdtempSync(join(folder, 'empty-'));

/** The program, as the build runs it. */
async function run(...args: string[]): Promise<{ code: number; output: string }> {
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  };
  const argv = ['--require', 'ts-node/register/transpile-only', 'bin/source-bundle.ts', ...args];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, argv, { env });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

test('BK-25: a repository comes back from its stored bundle with every branch, tag and commit', async () => {
  const { code, output } = await run('--bucket', 'archive', '--host', folder, 'vinefield/winery');
  expect([code, output]).toEqual([0, expect.stringContaining('4 branches and tags')]);
  const key = /stored as (\S+)/.exec(output)![1]!;
  expect(key).toMatch(/^bundles\/vinefield\/winery\/\d{4}-\d\d-\d\d\.bundle$/);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'archive', Key: key }));
  const fetched = join(empty(), 'fetched.bundle');
  writeFileSync(fetched, await Body!.transformToByteArray());
  const back = join(empty(), 'back');
  git('clone', '--quiet', '--mirror', fetched, back);
  const refs = (repository: string) => git('-C', repository, 'for-each-ref', '--format=%(refname) %(objectname)');
  expect(refs(back)).toBe(refs(join(folder, 'vinefield/winery.git')));
  expect(git('-C', back, 'show', 'release:release.txt')).toBe('release'.repeat(1000));
});

test('BK-25: a repository that can not be read fails the night, but not the backup of the others', async () => {
  const { code, output } = await run('--bucket', 'archive', '--host', folder, 'vinefield/gone', 'vinefield/winery');
  expect(code).toBe(1);
  expect(output).toMatch(/vinefield\/gone: .*does not appear to be a git repository/s);
  expect(output).toMatch(/vinefield\/winery: 4 branches and tags/);
});

test('says how it is called where it is not told what to do', async () => {
  expect(await run('vinefield/winery')).toEqual({ code: 2, output: expect.stringContaining('Usage: npm run') });
});

test('a repository without a branch is no backup', async () => {
  const bare = join(empty(), 'bare.git');
  git('init', '--quiet', '--bare', bare);
  await expect(bundleRepository(bare, empty())).rejects.toThrow('has no branch');
});

test('pull requests of the host, which it keeps as refs of its own, stay out', async () => {
  const bare = makeRepository('vinefield/cordon', ['main']);
  git('-C', bare, 'update-ref', 'refs/pull/1/head', 'refs/heads/main');
  const { refs } = await bundleRepository(bare, empty());
  expect([...refs.keys()]).toEqual(['refs/heads/main', 'refs/tags/v-main']);
});

test('a repository whose objects are damaged is found out, not stored', async () => {
  const bare = makeRepository('vinefield/damaged', ['main']);
  const blob = git('-C', bare, 'rev-parse', 'main:main.txt');
  const loose = mkdtempSync(join(folder, 'loose-'));
  git('init', '--quiet', '--bare', loose);
  for (const object of ['main^{commit}', 'main^{tree}']) {
    const type = object.slice(6, -1);
    const content = execFileSync('git', ['-C', bare, 'cat-file', type, object]);
    execFileSync('git', ['-C', loose, 'hash-object', '-w', '-t', type, '--stdin'], { input: content });
  }
  git('-C', loose, 'update-ref', 'refs/heads/main', git('-C', bare, 'rev-parse', 'main'));
  expect(() => git('-C', loose, 'cat-file', '-e', blob)).toThrow();
  await expect(bundleRepository(loose, empty())).rejects.toThrow();
});
