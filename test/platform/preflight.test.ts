import { loadPlatform } from '../../lib/config/load';
import { preflight } from '../../lib/platform/preflight';
import { AwsEndpoint } from '../support/aws-endpoint';
import type { AwsAnswer, AwsRequest } from '../support/aws-endpoint';

const platform = loadPlatform('config');
const production = platform.environments.find(({ name }) => name === 'production')!;

const identity = (account: string): AwsAnswer => ({
  contentType: 'text/xml',
  body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
    <Arn>arn:aws:sts::${account}:assumed-role/deployer/alice</Arn><UserId>AROA:alice</UserId><Account>${account}</Account>
  </GetCallerIdentityResult></GetCallerIdentityResponse>`,
});
const parameter = (version: string): AwsAnswer => ({
  body: JSON.stringify({ Parameter: { Name: 'v', Type: 'String', Value: version } }),
});
const missing: AwsAnswer = { status: 400, body: JSON.stringify({ __type: 'ParameterNotFound', message: '' }) };
const isIdentity = (request: AwsRequest) => request.operation === 'GetCallerIdentity';

let endpoint: AwsEndpoint | undefined;

async function run(answer: (request: AwsRequest) => AwsAnswer, environment = 'production') {
  endpoint = await AwsEndpoint.start(answer);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_MAX_ATTEMPTS: '1',
  });
  return preflight(platform, environment);
}

afterEach(async () => {
  await endpoint?.stop();
  endpoint = undefined;
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_MAX_ATTEMPTS'])
    delete process.env[name];
});

test('lets the right account go on when all its regions, home and recovery, are bootstrapped', async () => {
  const { facts, refusals } = await run((request) =>
    isIdentity(request) ? identity(production.account) : parameter('30'),
  );
  expect(refusals).toEqual([]);
  const asked = endpoint!.requests.filter((request) => !isIdentity(request)).map(({ region }) => region);
  expect(asked.sort()).toEqual(production.regions.flatMap(({ region, recovery }) => [region, recovery!.region]).sort());
  expect(facts).toContain('ap-southeast-2 is bootstrapped (version 30).');
});

test('refuses the credentials of another account and asks it nothing else', async () => {
  const { refusals } = await run((request) => (isIdentity(request) ? identity('999999999999') : parameter('30')));
  expect(refusals).toEqual([
    `These credentials belong to account 999999999999, but production is account ${production.account}; sign in there and run this again.`,
  ]);
  expect(endpoint!.requests.every(isIdentity)).toBe(true);
});

test('says for each region that is not bootstrapped, or too old, what to run', async () => {
  const { refusals } = await run((request) => {
    if (isIdentity(request)) return identity(production.account);
    if (request.region === 'eu-west-1') return missing;
    return parameter(request.region === 'us-east-1' ? '5' : '30');
  });
  expect([...refusals].sort()).toEqual([
    `eu-west-1 is not bootstrapped; run \`npx cdk bootstrap aws://${production.account}/eu-west-1\`.`,
    `us-east-1 is bootstrapped with version 5, and 6 is the least that works; run \`npx cdk bootstrap aws://${production.account}/us-east-1\`.`,
  ]);
});

test('names the environments when asked for one that does not exist', async () => {
  const { refusals } = await run(() => missing, 'prod');
  expect(refusals).toEqual([
    "There is no environment 'prod' in the config; choose one of production, test, development.",
  ]);
});

test('tells someone whose session has expired to sign in', async () => {
  const { refusals } = await run(() => ({
    status: 403,
    contentType: 'text/xml',
    body: '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>The security token is expired</Message></Error></ErrorResponse>',
  }));
  expect(refusals).toHaveLength(1);
  expect(refusals[0]).toMatch(/does not know you .*expired.*sign in/);
});
