import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SFNClient } from '@aws-sdk/client-sfn';
import { deploymentOrder } from '../../lib/delivery/deployment-order';
import { takeReleaseSnapshots } from '../../lib/delivery/take-release-snapshots';
import { watchAlarms } from '../../lib/delivery/watch-alarms';
import { AwsEndpoint } from '../support/aws-endpoint';
import type { AwsAnswer, AwsRequest } from '../support/aws-endpoint';
import { platform } from './stacks';

jest.setTimeout(30_000);

const production = platform.environments.find(({ name }) => name === 'production')!;
const test_ = platform.environments.find(({ name }) => name === 'test')!;
let endpoint: AwsEndpoint;
const endpoints: AwsEndpoint[] = [];
afterEach(() => Promise.all(endpoints.splice(0).map((one) => one.stop())));

async function client(answer: (request: AwsRequest) => AwsAnswer) {
  endpoint = await AwsEndpoint.start(answer);
  endpoints.push(endpoint);
  return {
    region: 'ap-southeast-2',
    endpoint: endpoint.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
}

describe('a region is deployed in an order in which everything finds what it stands on', () => {
  test('the vault that backups are copied into before the region, replicas after it', () => {
    expect(deploymentOrder(production, production.regions[0])).toEqual([
      ['production-ap-southeast-4/guardrails', 'production-ap-southeast-4/recovery'],
      ['production-ap-southeast-2/*'],
      ['production-ap-southeast-4/*'],
    ]);
  });

  test('alone where nothing recovers it, and what the account has once by itself', () => {
    expect(deploymentOrder(test_, test_.regions[1])).toEqual([['test-us-west-2/*']]);
    expect(deploymentOrder(test_, undefined)).toEqual([['test-account/*']]);
  });
});

describe('snapshots before a release', () => {
  const machines = ['other', 'elsewhere', 'release'].map((name) => `arn:aws:states:r:1:stateMachine:${name}`);
  const tags: Readonly<Record<string, Record<string, string>>> = {
    other: { 'cordon:operation': 'export', 'cordon:environment': 'production' },
    elsewhere: { 'cordon:operation': 'release', 'cordon:environment': 'test' },
    release: { 'cordon:operation': 'release', 'cordon:environment': 'production' },
  };
  /** A Step Functions with these executions; each look at one sees the next status. */
  const states =
    (statuses: string[], taken: readonly string[] = []) =>
    ({ operation, body }: AwsRequest): AwsAnswer => {
      const asked = JSON.parse(body) as { resourceArn?: string; name?: string };
      switch (operation.split('.')[1]) {
        case 'ListStateMachines':
          return { body: JSON.stringify({ stateMachines: machines.map((stateMachineArn) => ({ stateMachineArn })) }) };
        case 'ListTagsForResource': {
          const of = tags[asked.resourceArn!.split(':').pop()!] ?? {};
          return { body: JSON.stringify({ tags: Object.entries(of).map(([key, value]) => ({ key, value })) }) };
        }
        case 'StartExecution':
          if (taken.includes(asked.name!))
            return { status: 400, body: JSON.stringify({ __type: 'ExecutionAlreadyExists' }) };
          return { body: JSON.stringify({ executionArn: `execution:${asked.name}` }) };
        default:
          return {
            body: JSON.stringify({
              status: statuses.length > 1 ? statuses.shift() : statuses[0],
              error: 'SnapshotsFailed',
            }),
          };
      }
    };
  const take = async (answer: (request: AwsRequest) => AwsAnswer, environment = 'production') =>
    takeReleaseSnapshots({ sfn: new SFNClient(await client(answer)), environment, release: 'abc123', every: 1 });
  const started = () =>
    endpoint.requests
      .filter(({ operation }) => operation.endsWith('StartExecution'))
      .map(({ body }) => JSON.parse(body) as object);

  test('are taken by the machine of the environment, and waited for', async () => {
    await take(states(['RUNNING', 'RUNNING', 'SUCCEEDED']));
    expect(started()).toEqual([
      { stateMachineArn: machines[2], name: 'release-abc123-1', input: '{"release":"abc123"}' },
    ]);
  });

  test('are asked for again where the release is tried again', async () => {
    await take(states(['SUCCEEDED'], ['release-abc123-1', 'release-abc123-2']));
    expect(started().at(-1)).toMatchObject({ name: 'release-abc123-3' });
  });

  test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('stop the release where they end as %s', async (status) => {
    await expect(take(states(['RUNNING', status]))).rejects.toThrow(`ended as ${status} (SnapshotsFailed)`);
  });

  test('stop it where nothing could take them', async () => {
    await expect(take(states(['SUCCEEDED']), 'development')).rejects.toThrow('no state machine of development');
  });
});

describe('alarms after a release', () => {
  /** Each look sees the next set of alarms; the last one stays. */
  const looks = (...sets: string[][]) => {
    return (): AwsAnswer => {
      const names = sets.length > 1 ? sets.shift()! : sets[0]!;
      const MetricAlarms = names.map((AlarmName) => ({ AlarmName, StateValue: 'ALARM' }));
      return { contentType: 'application/json', body: JSON.stringify({ MetricAlarms }) };
    };
  };
  const watch = async (...sets: string[][]) =>
    watchAlarms({
      cloudwatch: new CloudWatchClient(await client(looks(...sets))),
      prefix: 'production-x-web',
      looks: 5,
      every: 1,
    });

  test('let it be where none rises', async () => {
    expect(await watch([])).toEqual([]);
  });

  test('stop it at once where one rises', async () => {
    expect(await watch([], [], ['errors'])).toEqual(['errors']);
  });

  test('stop it where one was up from the beginning and does not fall', async () => {
    expect(await watch(['errors'])).toEqual(['errors']);
  });

  test('let one fall that the deployment itself raised, but not rise again', async () => {
    expect(await watch(['slow'], ['slow'], [])).toEqual([]);
    expect(await watch(['slow'], [], ['slow'])).toEqual(['slow']);
  });
});
