import { gunzipSync, gzipSync } from 'node:zlib';
import type { FirehoseTransformationEvent } from 'aws-lambda';
import type { handler as Handler } from '../../../lambda/mask-logs/handler';
import { captured } from '../support/captured';
import { controlMessage, logBatch } from '../support/log-batch';

process.env.PERSONAL_MEMBERS = JSON.stringify(['full_name']);
const { handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/mask-logs/handler');

/** As Firehose hands on what it has read from a stream. */
function delivery(...records: readonly Buffer[]): FirehoseTransformationEvent {
  return {
    invocationId: 'invocation',
    sourceKinesisStreamArn: 'arn:aws:kinesis:ap-southeast-2:111111111111:stream/shipped',
    deliveryStreamArn: 'arn:aws:firehose:ap-southeast-2:111111111111:deliverystream/elastic',
    region: 'ap-southeast-2',
    records: records.map((data, index) => ({
      recordId: `shardId-000000000000:${index}`,
      approximateArrivalTimestamp: 1795694400000,
      data: data.toString('base64'),
    })),
  };
}

const unpacked = (data: string | undefined) =>
  JSON.parse(gunzipSync(Buffer.from(data ?? '', 'base64')).toString()) as Record<string, unknown>;

test('lines arrive in the form of CloudWatch Logs, masked and otherwise whole (LG-09, LG-11, TN-24)', async () => {
  const lines = ['{"level":"INFO","site":"acme","full_name":"Jo Doe"}', 'plain text of jo@mail.example'];
  const given = logBatch(lines);
  const { result } = await captured(() => handler(delivery(given)));
  expect(result.records).toHaveLength(1);
  expect(result.records[0]).toMatchObject({ recordId: 'shardId-000000000000:0', result: 'Ok' });
  const before = unpacked(given.toString('base64')) as { logEvents: object[] };
  expect(unpacked(result.records[0]?.data)).toEqual({
    ...before,
    logEvents: [
      { ...before.logEvents[0], message: '{"level":"INFO","site":"acme","full_name":"[masked]"}' },
      { ...before.logEvents[1], message: 'plain text of [masked]' },
    ],
  });
});

test('a control message goes nowhere', async () => {
  const { result, metrics } = await captured(() => handler(delivery(controlMessage())));
  expect(result.records.map((record) => record.result)).toEqual(['Dropped']);
  expect(metrics).toContainEqual(expect.objectContaining({ name: 'UnreadableLogBatches', values: [0] }));
});

test('what can’t be read goes to nobody and is counted, and stops nothing else', async () => {
  const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024, 'a'));
  const records = [Buffer.from('not compressed'), gzipSync('{"messageType":"OTHER"}'), bomb, logBatch(['fine'])];
  const { result, metrics } = await captured(() => handler(delivery(...records)));
  expect(result.records.map((record) => record.result)).toEqual([
    ...['ProcessingFailed', 'ProcessingFailed', 'ProcessingFailed'],
    'Ok',
  ]);
  expect(metrics).toContainEqual(expect.objectContaining({ name: 'UnreadableLogBatches', values: [3] }));
});

test('a batch as large as Firehose hands on fits into an answer of Lambda', async () => {
  const random = Array.from({ length: 12_000 }, (_, index) => `${index} ${Math.sin(index)} ${Math.cos(index)}`);
  const batch = logBatch(random);
  const { result } = await captured(() => handler(delivery(batch)));
  expect(Buffer.from(result.records[0]?.data ?? '', 'base64').length).toBeLessThan(batch.length * 1.1);
});
