import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { issue } from '../../../lambda/renew-log-certificates/certificate';
import type { handler as Handler } from '../../../lambda/renew-log-certificates/handler';
import { LOG_PEERS } from '../../../lambda/renew-log-certificates/log-certificates';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { captured } from '../support/captured';

jest.setTimeout(60_000);

const VERSION = '22222222-2222-4222-8222-222222222222';
let aws: EmbeddedAws;
let client: SecretsManagerClient;
let handler: typeof Handler;
const secrets: Record<string, string> = {};

beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: 'eu-central-1' });
  client = new SecretsManagerClient(aws.client());
  for (const name of ['authority', 'server', 'client']) {
    const { ARN } = await client.send(new CreateSecretCommand({ Name: name, SecretString: 'random text' }));
    secrets[name] = ARN!;
  }
  Object.assign(process.env, aws.environment(), {
    AUTHORITY_SECRET: secrets.authority,
    SERVER_SECRET: secrets.server,
    CLIENT_SECRET: secrets.client,
  });
  // It reads its environment when it is loaded.
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/renew-log-certificates/handler'));
});
afterAll(() => aws?.stop());

function pendingValue(): string {
  const [from, until] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000)];
  const authority = issue({ name: 'Authority', purpose: 'authority', from, until });
  const identity = issue({ name: LOG_PEERS.server, purpose: 'server', from, until }, authority);
  return JSON.stringify({ ca: authority.certificate, ...identity });
}

test('tests a pending certificate, makes it the current one, and logs nothing of it', async () => {
  const value = pendingValue();
  const pending = { SecretId: secrets.server, ClientRequestToken: VERSION, VersionStages: ['AWSPENDING'] };
  await client.send(new PutSecretValueCommand({ ...pending, SecretString: value }));
  const { lines } = await captured(async () => {
    for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
      await handler({ Step, SecretId: secrets.server, ClientRequestToken: VERSION });
  });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secrets.server }));
  expect(SecretString).toBe(value);
  expect(JSON.stringify(lines)).toContain('step of a renewal');
  expect(JSON.stringify(lines)).not.toContain('BEGIN');
});

test('renews no other secret', async () => {
  const event = { Step: 'createSecret', SecretId: secrets.authority, ClientRequestToken: VERSION };
  await expect(handler(event)).rejects.toThrow('none of the secrets that this function renews');
});
