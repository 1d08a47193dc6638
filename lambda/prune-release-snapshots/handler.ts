import { EC2Client } from '@aws-sdk/client-ec2';
import { RDSClient } from '@aws-sdk/client-rds';
import { DatabaseSnapshots } from '../shared/release-snapshots/database-snapshots';
import { VolumeSnapshots } from '../shared/release-snapshots/volume-snapshots';
import { measure, telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { prune, type Pruned } from './pruning';

const tools = telemetry('prune-release-snapshots');
const settings = environmentSchema.parse(process.env);
const owner = { platform: settings.PLATFORM, environment: settings.ENVIRONMENT };
const databases = (region?: string) =>
  new DatabaseSnapshots(tools.tracer.captureAWSv3Client(new RDSClient({ region })), owner);
const volumes = (region?: string) =>
  new VolumeSnapshots(tools.tracer.captureAWSv3Client(new EC2Client({ region })), owner);
const { RECOVERY_REGION: recoveryRegion } = settings;
const kinds = [databases, volumes].map((open) => ({
  home: open(),
  recovery: recoveryRegion === undefined ? undefined : open(recoveryRegion),
}));

/** Removes the snapshots of all but the newest releases. */
export async function handler(): Promise<Pruned> {
  const pruned = await prune(kinds, settings.KEEP_RELEASES);
  if (pruned.failed.length > 0) tools.logger.error('snapshots could not be removed', { ...pruned });
  else tools.logger.info('snapshots of old releases removed', { ...pruned });
  const failed = { name: 'Failed', unit: 'Count', value: pruned.failed.length } as const;
  measure(tools, { operation: 'prune-release-snapshots' }, [failed]);
  return pruned;
}
