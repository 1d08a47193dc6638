import { BackupClient } from '@aws-sdk/client-backup';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RDSClient } from '@aws-sdk/client-rds';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Registry } from '../shared/registry/registry';
import { measure, telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { jobOf } from './event';
import { validate, type Validated } from './validation';

const tools = telemetry('validate-restore-test');
const settings = environmentSchema.parse(process.env);
const home = { region: settings.HOME_REGION };
const dynamo = tools.tracer.captureAWSv3Client(new DynamoDBClient(home));
const using = {
  backup: tools.tracer.captureAWSv3Client(new BackupClient({})),
  rds: tools.tracer.captureAWSv3Client(new RDSClient({})),
  secrets: tools.tracer.captureAWSv3Client(new SecretsManagerClient(home)),
  registry: new Registry(DynamoDBDocumentClient.from(dynamo), settings.REGISTRY_TABLE),
  servers: settings.SERVERS,
  engineMajor: settings.ENGINE_MAJOR,
  subnetGroup: settings.SUBNET_GROUP,
};

/** Told by EventBridge of each restore job that ends; judges those of drills. */
export async function handler(event: unknown): Promise<Validated | undefined> {
  const job = jobOf(event);
  const validated = job === undefined ? undefined : await validate(job, using);
  if (!validated) {
    tools.logger.info('no drill to judge', { job });
    return undefined;
  }
  const { status, kind, seconds } = validated;
  if (status === 'FAILED') tools.logger.error('a drill failed', { ...validated });
  else tools.logger.info('a drill was looked at', { ...validated });
  measure(tools, { resourceType: kind }, [
    { name: 'RestoreTestSeconds', unit: 'Seconds', value: seconds },
    { name: 'RestoreTestsFailed', unit: 'Count', value: status === 'FAILED' ? 1 : 0 },
  ]);
  return validated;
}
