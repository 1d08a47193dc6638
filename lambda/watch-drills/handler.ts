import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { instantSchema } from '../shared/step';
import { measure, telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { watch, type Watched } from './watching';

const tools = telemetry('watch-drills');
const settings = environmentSchema.parse(process.env);
const watching = {
  rds: tools.tracer.captureAWSv3Client(new RDSClient({})),
  s3: tools.tracer.captureAWSv3Client(new S3Client({})),
  states: tools.tracer.captureAWSv3Client(new SFNClient({})),
  server: settings.SERVER_NAME,
  bucket: settings.DRILLS_BUCKET,
  machine: settings.DRILL_MACHINE_ARN,
};

const eventSchema = z.object({ at: instantSchema });

/** Measures, every hour, what the alarms on recovery drills go by. */
export async function handler(event: unknown): Promise<Watched> {
  const { at } = eventSchema.parse(event);
  const watched = await watch(new Date(at), watching);
  tools.logger.info('drills looked at', { ...watched });
  measure(tools, {}, [
    { name: 'DrillServerHours', unit: 'None', value: watched.serverHours },
    { name: 'DaysSinceRecoveryDrill', unit: 'None', value: watched.days },
  ]);
  return watched;
}
