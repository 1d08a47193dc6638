import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCustomResource } from '../../../lambda/shared/custom-resource';
import { AwsEndpoint } from '../../support/aws-endpoint';

let statuses: number[];
let cloudFormation: AwsEndpoint;

beforeEach(async () => {
  statuses = [];
  cloudFormation = await AwsEndpoint.start(() => ({ status: statuses.shift() ?? 200, body: '' }));
});

afterEach(() => cloudFormation.stop());

const answer = (work: () => Promise<void>, remaining = 60_000) =>
  answerCustomResource(
    {
      RequestType: 'Create',
      ResponseURL: `${cloudFormation.url}/answer`,
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Thing',
    } as CloudFormationCustomResourceEvent,
    { getRemainingTimeInMillis: () => remaining, logStreamName: 'stream' },
    work,
  );
const answered = () =>
  cloudFormation.requests.map(({ body }) => JSON.parse(body) as { Status: string; Reason?: string });

test('answers when the work is done', async () => {
  expect(await answer(() => Promise.resolve())).toEqual({ failed: undefined });
  expect(answered()).toEqual([expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: 'Thing' })]);
});

test('answers with the reason and where to read on when the work fails', async () => {
  await answer(() => Promise.reject(new Error('It is Tuesday')));
  expect(answered()).toEqual([
    expect.objectContaining({ Status: 'FAILED', Reason: 'It is Tuesday (log stream stream)' }),
  ]);
});

test('answers before its time is over when the work does not end', async () => {
  await answer(() => new Promise(() => {}), 10_050);
  expect(answered()).toEqual([
    expect.objectContaining({ Status: 'FAILED', Reason: expect.stringContaining('Not done') }),
  ]);
});

test('tries again when CloudFormation does not take the answer', async () => {
  statuses = [500, 503];
  await answer(() => Promise.resolve());
  expect(answered()).toHaveLength(3);
});

test('throws when CloudFormation never takes it, so that Lambda repeats the whole', async () => {
  statuses = [500, 500, 500];
  await expect(answer(() => Promise.resolve())).rejects.toThrow('status 500');
});

test('keeps the reason within what CloudFormation takes', async () => {
  await answer(() => Promise.reject(new Error('x'.repeat(5000))));
  expect(cloudFormation.requests[0]!.body.length).toBeLessThan(4096);
});
