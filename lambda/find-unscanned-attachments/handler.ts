import { GetObjectTaggingCommand, S3Client } from '@aws-sdk/client-s3';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { z } from 'zod';
import { isNotFound } from '../../worker/aws/aws-errors';
import { SCAN_TAG } from '../shared/scan-verdict';
import { telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';

const { ATTACHMENTS_BUCKET: Bucket } = environmentSchema.parse(process.env);
const { logger, tracer } = telemetry('find-unscanned-attachments');
const s3 = tracer.captureAWSv3Client(new S3Client({}));

/** An upload, as S3 tells EventBridge of it. */
const uploadSchema = z.object({
  detail: z.object({ object: z.object({ key: z.string().min(1), 'version-id': z.string().min(1) }) }),
});

/**
 * Looks whether attachments that were uploaded a while ago have been scanned (IR-10). Those that have not stay in the
 * queue, to be looked at again, and end in its dead letters, where an alarm finds them.
 */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const waiting = await Promise.all(
    Records.map(async ({ body, messageId }) => ((await isScanned(body)) ? [] : [messageId])),
  );
  const batchItemFailures = waiting.flat().map((itemIdentifier) => ({ itemIdentifier }));
  if (batchItemFailures.length > 0)
    logger.warn('attachments are not scanned yet', { waiting: batchItemFailures.length });
  return { batchItemFailures };
}

async function isScanned(body: string): Promise<boolean> {
  const { key: Key, 'version-id': VersionId } = uploadSchema.parse(JSON.parse(body)).detail.object;
  try {
    const { TagSet = [] } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key, VersionId }));
    return TagSet.some((tag) => tag.Key === SCAN_TAG.key);
  } catch (error) {
    // Deleted for good: nothing is left to be scanned.
    if (isNotFound(error)) return true;
    logger.error('an attachment could not be looked at', { error: error as Error });
    return false;
  }
}
