import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { z } from 'zod';
import { readLogBatch } from '../shared/shipping/log-batch';
import { maskingOf } from '../shared/shipping/masking';
import { measure, telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { errorsIn } from './reported-error';
import type { ReportedError } from './reported-error';
import { NotNow, projectOf, send } from './sentry';

const tools = telemetry('report-errors');
const {
  DSN_SECRET,
  SENTRY_HOST,
  PERSONAL_MEMBERS,
  ENVIRONMENT: environment,
  AWS_REGION: region,
} = environmentSchema.parse(process.env);
const masking = maskingOf(PERSONAL_MEMBERS);
const secrets = tools.tracer.captureAWSv3Client(new SecretsManagerClient({}));
const secretSchema = z.object({ dsn: z.string() });

/**
 * Reports the errors that logs tell of to Sentry (LG-10). Lambda calls again from the first record that Sentry did not
 * take, until it is six hours old; Sentry knows a repeated error by its id.
 */
export async function handler({ Records }: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> {
  let unreadable = 0;
  let sent = 0;
  let refused = 0;
  const batchItemFailures: KinesisStreamBatchResponse['batchItemFailures'] = [];
  for (const { kinesis } of Records) {
    const errors = read(kinesis.data);
    if (!errors) unreadable += 1;
    try {
      for (const error of errors ?? []) {
        if (await report(error)) sent += 1;
        else refused += 1;
      }
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
      tools.logger.warn('not now', { reason: error.message });
      batchItemFailures.push({ itemIdentifier: kinesis.sequenceNumber });
      break;
    }
  }
  measure(tools, {}, [
    { name: 'ErrorsReported', unit: 'Count', value: sent },
    { name: 'ErrorReportsRefused', unit: 'Count', value: refused + unreadable },
  ]);
  return { batchItemFailures };
}

/** Undefined where the record is none of CloudWatch Logs. */
function read(data: string): ReportedError[] | undefined {
  try {
    const batch = readLogBatch(Buffer.from(data, 'base64'));
    return batch ? errorsIn(masking.batch(batch)) : [];
  } catch {
    return undefined;
  }
}

/** Asked for with each error: they are few, and a new key is to be used at once. */
async function report(error: ReportedError): Promise<boolean> {
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: DSN_SECRET }));
  const { dsn } = secretSchema.parse(JSON.parse(SecretString ?? ''));
  return send(projectOf(dsn, SENTRY_HOST), error, { environment, region });
}
