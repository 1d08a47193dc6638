import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretVersions } from '../../../lambda/shared/secrets-manager';
import { FakeSecret } from './fake-secret';

const FIRST = JSON.stringify({
  engine: 'postgres',
  host: 'db.example',
  port: 15432,
  username: 'owner',
  password: 'the-first-password',
});
let secret: FakeSecret;
let name: string;
let server: Server;
let endpoint: string;

beforeEach(() => {
  secret = new FakeSecret(FIRST);
  name = 'cordon/production/server/shared-1';
  secret.begin('22222222-2222-4222-8222-222222222222');
});

/** Speaks enough of the protocol of Secrets Manager for the SDK, over one secret. */
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] as keyof typeof OPERATIONS;
      OPERATIONS[operation](JSON.parse(body) as Input)
        .then((answer) => reply(answer === undefined ? 400 : 200, answer ?? { __type: 'ResourceNotFoundException' }))
        .catch((error: Error) => reply(400, { __type: 'InvalidRequestException', message: error.message }));
    });
    const reply = (status: number, answer: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

type Input = Record<string, string>;
type Handler = { handler: (event: unknown) => Promise<void> };
const OPERATIONS = {
  async DescribeSecret() {
    const { rotationEnabled, stages } = await secret.describe();
    return { Name: name, RotationEnabled: rotationEnabled, VersionIdsToStages: stages };
  },
  async GetSecretValue({ VersionStage, VersionId }: Input) {
    const value = await secret.read(VersionStage!, VersionId);
    return value === undefined ? undefined : { SecretString: value };
  },
  async PutSecretValue({ ClientRequestToken, SecretString }: Input) {
    await secret.writePending(ClientRequestToken!, SecretString!);
    return {};
  },
  async UpdateSecretVersionStage({ MoveToVersionId, RemoveFromVersionId }: Input) {
    await secret.makeCurrent(MoveToVersionId!, RemoveFromVersionId);
    return {};
  },
};

const client = () =>
  new SecretsManagerClient({
    endpoint,
    region: 'ap-southeast-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
const SECOND = '22222222-2222-4222-8222-222222222222';

test('reads, writes and promotes versions through the SDK', async () => {
  const versions = secretVersions(client(), 'the-secret');
  expect(await versions.describe()).toEqual({
    name: 'cordon/production/server/shared-1',
    rotationEnabled: true,
    stages: { first: ['AWSCURRENT'], [SECOND]: ['AWSPENDING'] },
  });
  expect(await versions.read('AWSCURRENT')).toBe(FIRST);
  await versions.writePending(SECOND, 'new');
  expect(await versions.read('AWSPENDING', SECOND)).toBe('new');
  await versions.makeCurrent(SECOND, 'first');
  expect(secret.valueOf('AWSCURRENT')).toBe('new');
  expect(secret.valueOf('AWSPREVIOUS')).toBe(FIRST);
});

test('a version without a value is none, and any other failure is one', async () => {
  const versions = secretVersions(client(), 'the-secret');
  expect(await versions.read('AWSPENDING', SECOND)).toBeUndefined();
  await expect(versions.makeCurrent(SECOND, 'unknown')).rejects.toThrow('AWSCURRENT is at first');
  await expect(versions.makeCurrent(SECOND, 'unknown')).rejects.not.toBeInstanceOf(ResourceNotFoundException);
});

describe('the handler', () => {
  /** Loaded only now: it reads the environment on loading. */
  const loaded = () => {
    Object.assign(process.env, {
      NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
      AWS_REGION: 'ap-southeast-2',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint,
    });
    return jest.requireActual<Handler>('../../../lambda/rotate-database-credentials/handler').handler;
  };
  let lines: string[];
  beforeEach(() => {
    lines = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    jest.spyOn(console, 'log').mockImplementation((line) => lines.push(String(line)));
  });
  afterEach(() => jest.restoreAllMocks());
  const create = { Step: 'createSecret', SecretId: 'the-secret', ClientRequestToken: SECOND };

  test('logs what it did and never a secret', async () => {
    const handler = loaded();
    await handler(create);
    await expect(handler({ Step: 'setSecret', SecretId: 'x', ClientRequestToken: 'unknown' })).rejects.toThrow(
      'has no version unknown',
    );
    const { username, password } = pending();
    expect(username).toBe('owner');
    expect(lines.join('\n')).toContain('"step":"createSecret"');
    expect(lines.join('\n')).toContain('"strategy":"single user"');
    expect(lines.join('\n')).not.toContain(password);
    expect(lines.join('\n')).not.toContain('the-first-password');
  });

  test('lets the users of a secret that names the platform’s take turns', async () => {
    name = 'cordon/production/site/acme/database';
    const platformSecret = 'cordon/production/server/shared-1';
    secret = new FakeSecret(JSON.stringify({ ...(JSON.parse(FIRST) as object), username: 'acme', platformSecret }));
    secret.begin(SECOND);
    await loaded()(create);
    expect(pending()).toMatchObject({ username: 'acme__b', platformSecret });
    expect(lines.join('\n')).toContain('"strategy":"alternating users"');
  });

  const pending = () => JSON.parse(secret.valueOf('AWSPENDING')!) as { username: string; password: string };
});
