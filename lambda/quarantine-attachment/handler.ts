import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { RegionalClients } from '../../worker/aws/regional-clients';
import { Bucket } from '../../worker/storage/bucket';
import { putEvents } from '../shared/event-bus';
import { Registry } from '../shared/registry/registry';
import { SCAN_TAG } from '../shared/scan-verdict';
import { measure, telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { identify, quarantine, type Means, type Outcome } from './quarantine';
import { NOT_JUDGED, readScanEvent } from './scan-event';

const tools = telemetry('quarantine-attachment');
const environment = environmentSchema.parse(process.env);
const { AWS_REGION: region, REGISTRY_TABLE } = environment;
const aws = new RegionalClients();
const events = tools.tracer.captureAWSv3Client(new EventBridgeClient({}));
const dynamo = tools.tracer.captureAWSv3Client(new DynamoDBClient({}));
const means: Means = {
  attachments: new Bucket(aws.s3(region), region, environment.ATTACHMENTS_BUCKET),
  quarantine: new Bucket(aws.s3(region), region, environment.QUARANTINE_BUCKET),
  kms: aws.kms(region),
  platform: { platform: environment.PLATFORM, environment: environment.ENVIRONMENT },
  registry: REGISTRY_TABLE ? new Registry(DynamoDBDocumentClient.from(dynamo), REGISTRY_TABLE) : undefined,
  publish: (found) => putEvents(events, found),
};

/** Puts infected attachments away, and counts those that a scan could not judge (IR-10). */
export async function handler(event: unknown): Promise<{ readonly outcome: Outcome | 'clean' | 'not judged' }> {
  const scanned = readScanEvent(event);
  if (scanned.bucket !== environment.ATTACHMENTS_BUCKET)
    throw new Error(`A scan of ${scanned.bucket} is no matter of ours`);
  const { site, object } = identify(scanned.key);
  const { version, verdict } = scanned;
  const facts = { site, object, version, verdict };
  if (verdict === SCAN_TAG.clean) return { outcome: 'clean' };
  if (verdict !== SCAN_TAG.infected) {
    // On-call finds it by its version; its name stays out of the log.
    tools.logger.warn('an attachment could not be judged, and is not served', facts);
    measure(tools, {}, [{ name: NOT_JUDGED, unit: 'Count', value: 1 }]);
    return { outcome: 'not judged' };
  }
  const outcome = await quarantine(means, scanned);
  tools.logger.warn('infected attachment', { ...facts, outcome });
  if (outcome === 'quarantined') measure(tools, {}, [{ name: 'MalwareFound', unit: 'Count', value: 1 }]);
  return { outcome };
}
