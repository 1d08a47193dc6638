import type { handler as Handler } from '../../../lambda/check-approvals/handler';
import { AwsEndpoint } from '../../support/aws-endpoint';
import type { AwsAnswer } from '../../support/aws-endpoint';

jest.setTimeout(60_000);

const EXECUTION = '0a1b2c3d-4e5f-4a6b-8c7d-0e1f2a3b4c5d';
const role = (group: string) => `cordon-delivery-approver-${group}`;
let endpoint: AwsEndpoint;
let handler: typeof Handler;
/** Who approved for each group; undefined: nothing can be read. */
let people: Readonly<Record<string, string>> | undefined;

beforeAll(async () => {
  endpoint = await AwsEndpoint.start(({ operation, body }): AwsAnswer => {
    if (!operation.endsWith('ListActionExecutions')) return { body: '{}' };
    if (!people) return { status: 400, body: JSON.stringify({ __type: 'PipelineNotFoundException' }) };
    // A page each.
    const { nextToken = '0' } = JSON.parse(body) as { nextToken?: string };
    const [group, person] = Object.entries(people)[Number(nextToken)]!;
    const next = Number(nextToken) + 1;
    return {
      body: JSON.stringify({
        actionExecutionDetails: [
          {
            stageName: 'Approve',
            actionName: group,
            status: 'Succeeded',
            startTime: 1_800_000_000,
            updatedBy: `arn:aws:sts::444444444444:assumed-role/${role(group)}/${person}`,
          },
        ],
        ...(next < Object.keys(people).length && { nextToken: String(next) }),
      }),
    };
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: 'ap-southeast-2',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    POWERTOOLS_TRACE_ENABLED: 'false',
    PIPELINE: 'cordon-delivery',
    STAGE: 'Approve',
    APPROVERS: JSON.stringify({ operations: role('operations'), security: role('security') }),
  });
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/check-approvals/handler'));
});
afterAll(() => endpoint.stop());
beforeEach(() => endpoint.requests.splice(0));

const job = (UserParameters: string) => ({
  'CodePipeline.job': { id: 'job-1', data: { actionConfiguration: { configuration: { UserParameters } } } },
});
const run = () => handler(job(JSON.stringify({ execution: EXECUTION })));
const calls = () =>
  endpoint.requests.map(({ operation, body }) => [operation.split('.')[1], JSON.parse(body) as unknown] as const);

test('IR-11: tells the pipeline to go on where two people have approved this very execution', async () => {
  people = { operations: 'jo', security: 'kim' };
  await run();
  const [first] = calls();
  expect(first).toEqual([
    'ListActionExecutions',
    expect.objectContaining({ pipelineName: 'cordon-delivery', filter: { pipelineExecutionId: EXECUTION } }),
  ]);
  expect(calls().at(-1)).toEqual(['PutJobSuccessResult', { jobId: 'job-1' }]);
});

test('IR-11: tells it to stop, and why, where it was one', async () => {
  people = { operations: 'jo', security: 'jo' };
  await run();
  const message = 'jo approved for both operations and security; another person has to.';
  const failureDetails = { type: 'JobFailed', message };
  expect(calls().at(-1)).toEqual(['PutJobFailureResult', { jobId: 'job-1', failureDetails }]);
});

test('IR-11: tells it to stop where nobody can tell who approved', async () => {
  people = undefined;
  await run();
  const message = 'The approvals could not be read: PipelineNotFoundException.';
  const failureDetails = { type: 'JobFailed', message };
  expect(calls().at(-1)).toEqual(['PutJobFailureResult', { jobId: 'job-1', failureDetails }]);
});

test('what names no execution is refused', async () => {
  await expect(handler(job('{}'))).rejects.toThrow(/execution/);
});
