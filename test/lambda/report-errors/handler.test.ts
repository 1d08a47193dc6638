import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { issue } from '../../../lambda/renew-log-certificates/certificate';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { controlMessage, logBatch } from '../support/log-batch';
import { Reporter } from './reporter';
import { SentryServer } from './sentry-server';

jest.setTimeout(120_000);

const day = (count: number) => new Date(Date.now() + count * 86_400_000);
const authority = issue({ name: 'Test authority', purpose: 'authority', from: day(-1), until: day(2) });
const identity = issue({ name: 'localhost', purpose: 'server', from: day(-1), until: day(2) }, authority);

const folder = mkdtempSync(join(tmpdir(), 'cordon-sentry-'));
let aws: EmbeddedAws;
let secrets: SecretsManagerClient;
let sentry: SentryServer;
let reporter: Reporter;

beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: 'ap-southeast-2', account: '111111111111' });
  secrets = new SecretsManagerClient(aws.client());
  await secrets.send(new CreateSecretCommand({ Name: 'sentry', SecretString: '{"dsn":"nobodyHasStoredOneYet"}' }));
  sentry = await SentryServer.start(identity);
  writeFileSync(join(folder, 'ca.pem'), authority.certificate);
  reporter = await Reporter.start({
    ...aws.environment(),
    NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    DSN_SECRET: 'sentry',
    SENTRY_HOST: sentry.host,
    PERSONAL_MEMBERS: '["full_name"]',
    ENVIRONMENT: 'production',
  });
});
afterAll(async () => {
  reporter?.stop();
  await sentry?.stop();
  await aws?.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  await store(sentry.dsn);
  sentry.events.length = 0;
  sentry.requests = 0;
  reporter.printed = '';
});

async function store(dsn: string): Promise<void> {
  await secrets.send(new PutSecretValueCommand({ SecretId: 'sentry', SecretString: JSON.stringify({ dsn }) }));
}

const failure = (message: string, more: object = {}) =>
  JSON.stringify({
    level: 'ERROR',
    service: 'plan-wave',
    message,
    error: { name: 'TypeError', message: 'no zone', stack: 'TypeError: no zone\n    at plan (/var/task/index.js:7:3)' },
    ...more,
  });

test('Sentry receives errors with their place, and nothing else that logs say (LG-10)', async () => {
  const quiet = logBatch(['{"level":"INFO","message":"planned"}', 'START RequestId: r']);
  expect(await reporter.call(controlMessage(), quiet, logBatch([failure('not planned')]))).toEqual({
    batchItemFailures: [],
  });
  expect(sentry.events).toMatchObject([
    {
      level: 'error',
      environment: 'production',
      logger: 'plan-wave',
      timestamp: 1795694400,
      tags: { region: 'ap-southeast-2', service: 'plan-wave' },
      extra: { logGroup: '/aws/lambda/plan-wave', count: 1 },
      exception: {
        values: [
          {
            type: 'TypeError',
            value: 'not planned: no zone',
            stacktrace: { frames: [{ filename: '/var/task/index.js', function: 'plan', lineno: 7, colno: 3 }] },
          },
        ],
      },
    },
  ]);
});

test('nobody is named in a report (TN-24)', async () => {
  await reporter.call(logBatch([failure('no mailbox jo@mail.example at 203.0.113.7', { full_name: 'Jo Doe' })]));
  expect(sentry.events).toHaveLength(1);
  expect(JSON.stringify(sentry.events)).not.toMatch(/jo@|203\.0|Jo Doe/);
});

test.each([429, 500, 503, 401, 403])(
  'while Sentry answers %i, reports wait, and come again from the first that it did not take (LG-10)',
  async (status) => {
    const batches = ['one', 'two', 'three'].map((message) => logBatch([failure(message)], `/aws/lambda/${message}`));
    sentry.next.push(200, status);
    expect(await reporter.call(...batches)).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    // No third one: that would only make a limit last.
    expect(sentry.requests).toBe(2);
    expect(await reporter.call(...batches.slice(1))).toEqual({ batchItemFailures: [] });
    expect(sentry.events.map(({ exception }) => exception?.values?.[0]?.value)).toEqual([
      'two: no zone',
      'three: no zone',
    ]);
  },
);

test('an error that is told again has the id by which Sentry knows it', async () => {
  const batch = logBatch([failure('twice')]);
  await reporter.call(batch);
  await reporter.call(batch);
  expect(new Set(sentry.events.map(({ event_id }) => event_id)).size).toBe(1);
});

test('what Sentry never takes is counted, and stops nothing else', async () => {
  const large = logBatch([failure('x'.repeat(2 * 1024 * 1024))]);
  const answer = await reporter.call(Buffer.from('none of CloudWatch Logs'), large, logBatch([failure('small')]));
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(sentry.events).toHaveLength(1);
  expect(reporter.printed).toMatch(/"ErrorReportsRefused":2\b/);
});

test.each([
  ['no address yet', 'nobodyHasStoredOneYet', /no address of a project/],
  [
    'an address of another residency (D8)',
    'https://0123456789abcdef@ingest.us.sentry.example/4505',
    /register has localhost/,
  ],
  ['an address without TLS', 'http://0123456789abcdef@localhost/4505', /no address of a project/],
])('with %s nothing is sent, and reports wait', async (_, dsn, reason) => {
  await store(dsn);
  expect(await reporter.call(logBatch([failure('held')]))).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
  expect(sentry.requests).toBe(0);
  expect(reporter.printed).toMatch(reason);
  // Neither the address nor its key is a matter for a log.
  expect(reporter.printed).not.toContain('0123456789abcdef');
});

test('reports wait while Sentry can not be reached', async () => {
  const gone = await SentryServer.start(identity);
  await gone.stop();
  const other = await Reporter.start({
    ...aws.environment(),
    DSN_SECRET: 'sentry',
    SENTRY_HOST: gone.host,
    PERSONAL_MEMBERS: '[]',
    ENVIRONMENT: 'production',
  });
  await store(gone.dsn);
  expect(await other.call(logBatch([failure('held')]))).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
  other.stop();
});
