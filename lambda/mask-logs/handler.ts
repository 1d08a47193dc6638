import type {
  FirehoseTransformationEvent,
  FirehoseTransformationResult,
  FirehoseTransformationResultRecord,
} from 'aws-lambda';
import { readLogBatch, writeLogBatch } from '../shared/shipping/log-batch';
import { maskingOf } from '../shared/shipping/masking';
import { measure, telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';

const tools = telemetry('mask-logs');
const { PERSONAL_MEMBERS } = environmentSchema.parse(process.env);
const masking = maskingOf(PERSONAL_MEMBERS);

/**
 * Masks log lines between their stream and a third party. What can't be read goes to nobody: Firehose keeps it in our
 * own bucket, and it is counted.
 */
export function handler({ records }: FirehoseTransformationEvent): Promise<FirehoseTransformationResult> {
  const results = records.map(({ recordId, data }): FirehoseTransformationResultRecord => {
    try {
      const batch = readLogBatch(Buffer.from(data, 'base64'));
      if (!batch) return { recordId, result: 'Dropped', data };
      return { recordId, result: 'Ok', data: writeLogBatch(masking.batch(batch)).toString('base64') };
    } catch {
      return { recordId, result: 'ProcessingFailed', data };
    }
  });
  const unreadable = results.filter(({ result }) => result === 'ProcessingFailed').length;
  measure(tools, {}, [{ name: 'UnreadableLogBatches', unit: 'Count', value: unreadable }]);
  return Promise.resolve({ records: results });
}
