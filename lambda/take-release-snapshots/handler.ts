import { EC2Client } from '@aws-sdk/client-ec2';
import { RDSClient } from '@aws-sdk/client-rds';
import { z } from 'zod';
import { DatabaseSnapshots } from '../shared/release-snapshots/database-snapshots';
import { releaseSchema } from '../shared/release-snapshots/release-snapshot';
import { VolumeSnapshots, volumesTagged } from '../shared/release-snapshots/volume-snapshots';
import { measure, telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { advance, type Progress } from './taking';

const tools = telemetry('take-release-snapshots');
const settings = environmentSchema.parse(process.env);
const { RECOVERY_REGION: recoveryRegion, RECOVERY_KEY: key } = settings;
const owner = { platform: settings.PLATFORM, environment: settings.ENVIRONMENT };
const homeRegion = z.string().parse(process.env.AWS_REGION);

const rds = (region: string) => tools.tracer.captureAWSv3Client(new RDSClient({ region }));
const ec2 = (region: string) => tools.tracer.captureAWSv3Client(new EC2Client({ region }));
const homeVolumes = ec2(homeRegion);
const kinds = [
  {
    sources: () => Promise.resolve(settings.DATABASE_SERVERS),
    home: new DatabaseSnapshots(rds(homeRegion), owner),
    recovery: recoveryRegion === undefined ? undefined : new DatabaseSnapshots(rds(recoveryRegion), owner),
  },
  {
    sources: () => volumesTagged(homeVolumes, settings.VOLUME_TAGS),
    home: new VolumeSnapshots(homeVolumes, owner),
    recovery: recoveryRegion === undefined ? undefined : new VolumeSnapshots(ec2(recoveryRegion), owner),
  },
];

const eventSchema = z.object({ release: releaseSchema });

/** Takes the snapshots that a release may be undone with; called again until nothing is pending. */
export async function handler(event: unknown): Promise<Progress> {
  const { release } = eventSchema.parse(event);
  const progress = await advance(release, kinds, key === undefined ? undefined : { homeRegion, key });
  const { failed, ...counts } = progress;
  if (failed.length > 0) tools.logger.error('snapshots failed', { ...counts, failed });
  else tools.logger.info('snapshots advanced', counts);
  measure(tools, { operation: 'take-release-snapshots' }, [{ name: 'Failed', unit: 'Count', value: failed.length }]);
  return progress;
}
