import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { Registry } from '../shared/registry/registry';
import { publish } from '../shared/site-events';
import { measure, telemetry } from '../shared/telemetry';
import { isLatest, readCatalogue } from '../shared/catalogue-file';
import { environmentSchema } from './environment';
import { startOnboarding } from './onboarding';
import { reconcile, type Reconciled } from './reconcile';

const tools = telemetry('reconcile-sites');
const { tracer, logger } = tools;
const {
  REGISTRY_TABLE,
  OPERATIONS_BUCKET: bucket,
  JOB_COMMON: common,
  ONBOARD_MACHINE_ARN: machine,
} = environmentSchema.parse(process.env);
const s3 = tracer.captureAWSv3Client(new S3Client({}));
const events = tracer.captureAWSv3Client(new EventBridgeClient({}));
const sfn = tracer.captureAWSv3Client(new SFNClient({}));
const dynamo = tracer.captureAWSv3Client(new DynamoDBClient({}));
const registry = new Registry(DynamoDBDocumentClient.from(dynamo), REGISTRY_TABLE);

/** A person may confirm that many sites depart; an event of S3 says nothing of that. */
const requestSchema = z.object({ confirmed: z.boolean().default(false) });

/** Brings the registry in line with the catalogue that is published, and has new sites onboarded. */
export async function handler(event: unknown): Promise<Reconciled> {
  const { confirmed } = requestSchema.parse(event ?? {});
  const { platform, environment, home } = common;
  const whose = { platform, environment, region: home.region };
  for (let again = false; ; again = true) {
    const { catalogue, version } = await readCatalogue(s3, bucket, whose);
    const reconciled = await reconcile(catalogue, {
      registry,
      startOnboarding: (site) => startOnboarding(sfn, machine, site),
      publish: (news) => publish(events, news),
      now: () => new Date(),
      confirmed: confirmed && !again,
    });
    logger.info('reconciled', { version, ...reconciled });
    measure(tools, {}, [
      { name: 'SitesOnboarding', unit: 'Count', value: reconciled.onboarded.length },
      { name: 'SitesDeparted', unit: 'Count', value: reconciled.departed.length },
    ]);
    // Another one may have been published, and reconciled at the same time: the last to write goes by the newest.
    if (await isLatest(s3, bucket, version)) return reconciled;
  }
}
