import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';

/** Lines that CloudWatch Logs hands on together: of one stream of one log group. */
const logBatchSchema = z.looseObject({
  messageType: z.literal('DATA_MESSAGE'),
  owner: z.string(),
  logGroup: z.string(),
  logStream: z.string(),
  logEvents: z.array(z.looseObject({ id: z.string(), timestamp: z.number(), message: z.string() })),
});
/** CloudWatch Logs asks now and then whether anybody is there. */
const controlSchema = z.looseObject({ messageType: z.literal('CONTROL_MESSAGE') });
const messageSchema = z.discriminatedUnion('messageType', [logBatchSchema, controlSchema]);

export type LogBatch = z.infer<typeof logBatchSchema>;
export type LogEvent = LogBatch['logEvents'][number];

/** A batch is a megabyte at the most before it is compressed; what unpacks to much more is none. */
const LARGEST = 16 * 1024 * 1024;

/**
 * Reads what a subscription of CloudWatch Logs delivers: compressed JSON.
 *
 * @returns the lines; undefined for a control message, which has none
 * @throws Error where it is nothing that CloudWatch Logs sends
 */
export function readLogBatch(data: Uint8Array): LogBatch | undefined {
  const text = gunzipSync(data, { maxOutputLength: LARGEST }).toString('utf8');
  const message = messageSchema.parse(JSON.parse(text));
  return message.messageType === 'DATA_MESSAGE' ? message : undefined;
}

/** The same form again, which Elastic and Datadog know how to read. */
export function writeLogBatch(batch: LogBatch): Buffer {
  return gzipSync(JSON.stringify(batch));
}
