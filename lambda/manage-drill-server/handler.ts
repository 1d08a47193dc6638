import { RDSClient } from '@aws-sdk/client-rds';
import { z } from 'zod';
import { telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { clearServer, makeServer, type ReadyServer } from './server';

const { logger, tracer } = telemetry('manage-drill-server');
const { SERVER: server } = environmentSchema.parse(process.env);
const rds = tracer.captureAWSv3Client(new RDSClient({}));

const eventSchema = z.object({ step: z.enum(['make', 'clear']) });

/** Makes the server of a recovery drill, or deletes it; fails with NotYet until that is done. */
export async function handler(event: unknown): Promise<ReadyServer | { readonly cleared: string }> {
  const { step } = eventSchema.parse(event);
  if (step === 'make') {
    const ready = await makeServer(rds, server);
    logger.info('server of the drill ready', { server: server.name, host: ready.host });
    return ready;
  }
  await clearServer(rds, server.name);
  logger.info('no server of a drill there', { server: server.name });
  return { cleared: server.name };
}
