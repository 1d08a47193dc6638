import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateKeyCommand, DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { EmbeddedAws } from '../../rehearsal/embedded-aws';
import { embeddedTools } from '../../rehearsal/embedded-tools';
import { listeningAddresses, processTree, survivors } from './processes';

jest.setTimeout(180_000);

const workspace = mkdtempSync(join(tmpdir(), 'embedded aws '));
let home: EmbeddedAws;
let recovery: EmbeddedAws;

beforeAll(async () => {
  [home, recovery] = await Promise.all([
    EmbeddedAws.start({ region: 'eu-central-1', account: '111122223333', logFile: join(workspace, 'home.log') }),
    EmbeddedAws.start({ region: 'eu-west-1' }),
  ]);
});
afterAll(async () => {
  await Promise.all([home.stop(), recovery.stop()]);
  rmSync(workspace, { recursive: true });
});

/** A zip file of one file. */
async function zipOf(name: string, content: string): Promise<Buffer> {
  const { python } = await embeddedTools();
  const code = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "w").writestr(sys.argv[2], sys.argv[3])';
  execFileSync(python, ['-I', '-c', code, join(workspace, 'function.zip'), name, content]);
  return readFileSync(join(workspace, 'function.zip'));
}

/** Calls the Lambda service as an SDK client would. */
async function lambda(aws: EmbeddedAws, path: string, body: object): Promise<string> {
  const scope = `${aws.account}/20260101/${aws.region}/lambda/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  const request = { method: 'POST', headers: { authorization }, body: JSON.stringify(body) };
  const answer = await fetch(`${aws.endpoint}/2015-03-31/functions${path}`, request);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.text();
}

async function startFunction(aws: EmbeddedAws): Promise<string> {
  const source =
    'exports.handler = async () => ({ pid: process.pid, endpoint: process.env.AWS_ENDPOINT_URL, node: process.version });';
  const code = { ZipFile: (await zipOf('index.js', source)).toString('base64') };
  const role = `arn:aws:iam::${aws.account}:role/function`;
  await lambda(aws, '', {
    FunctionName: 'echo',
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Role: role,
    Code: code,
  });
  return lambda(aws, '/echo/invocations', {});
}

describe('an embedded AWS', () => {
  test('stores an object and gives it back', async () => {
    const s3 = new S3Client(home.client());
    await s3.send(new CreateBucketCommand({ Bucket: 'attachments' }));
    await s3.send(
      new PutObjectCommand({ Bucket: 'attachments', Key: 'sites/acme/é.txt', Body: 'minutes of the meeting' }),
    );

    const object = await s3.send(new GetObjectCommand({ Bucket: 'attachments', Key: 'sites/acme/é.txt' }));

    expect(await object.Body?.transformToString()).toBe('minutes of the meeting');
  });

  test('decrypts only in the context that was encrypted in', async () => {
    const kms = new KMSClient(home.client());
    const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({}));
    const { CiphertextBlob: secret } = await kms.send(
      new EncryptCommand({ KeyId: key?.KeyId, Plaintext: Buffer.from('secret'), EncryptionContext: { site: 'acme' } }),
    );

    const { Plaintext: opened } = await kms.send(
      new DecryptCommand({ CiphertextBlob: secret, EncryptionContext: { site: 'acme' } }),
    );
    expect(Buffer.from(opened ?? []).toString()).toBe('secret');
    await expect(
      kms.send(new DecryptCommand({ CiphertextBlob: secret, EncryptionContext: { site: 'other' } })),
    ).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    expect(key?.Arn).toMatch(/^arn:aws:kms:eu-central-1:111122223333:key\//);
  });

  test('shares nothing with another one', async () => {
    await new S3Client(home.client()).send(new CreateBucketCommand({ Bucket: 'only-at-home' }));

    expect((await new S3Client(recovery.client()).send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  });

  (process.platform === 'linux' ? test : test.skip)('listens on loopback only, on one port', () => {
    for (const aws of [home, recovery]) {
      expect(listeningAddresses(processTree(aws.processId ?? 0))).toEqual([`127.0.0.1:${aws.port}`]);
    }
  });

  test('writes a log that outlives it where a file is named', () => {
    expect(readFileSync(join(workspace, 'home.log'), 'utf8')).toContain(`available on port ${home.port}`);
  });

  test('runs a function with this Node, pointed at itself, and none of the developer’s environment', async () => {
    const aws = await EmbeddedAws.start({ region: 'eu-central-1' });
    const said = JSON.parse(await startFunction(aws)) as { pid: number };
    const running = processTree(aws.processId ?? 0);
    const environments = running.slice(1).map((id) => readFileSync(`/proc/${id}/environ`, 'utf8'));

    expect(said).toEqual({ pid: expect.any(Number) as number, endpoint: aws.endpoint, node: process.version });
    expect(running).toContain(said.pid);
    expect(environments.join('\0').split('\0')).not.toContainEqual(expect.stringMatching(/^(npm_|JEST_|DOCKER_)/));

    await aws.stop();
    expect(await survivors(running)).toEqual([]);
    expect(existsSync(dirname(aws.logFile))).toBe(false);
  });

  test('keeps its state over a stop where a directory is given', async () => {
    const dataDirectory = join(workspace, 'kept state');
    const first = await EmbeddedAws.start({ region: 'eu-central-1', dataDirectory });
    const key = { Bucket: 'kept', Key: 'object' };
    await new S3Client(first.client()).send(new CreateBucketCommand({ Bucket: 'kept' }));
    await new S3Client(first.client()).send(new PutObjectCommand({ ...key, Body: 'still here' }));
    await first.stop();

    const second = await EmbeddedAws.start({ region: 'eu-central-1', dataDirectory });
    const object = await new S3Client(second.client()).send(new GetObjectCommand(key));

    expect(await object.Body?.transformToString()).toBe('still here');
    await second.stop();
  });
});
