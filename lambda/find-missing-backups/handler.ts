import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { Registry } from '../shared/registry/registry';
import { instantSchema } from '../shared/step';
import { measure, telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { findMissing } from './watching';

const tools = telemetry('find-missing-backups');
const { REGISTRY_TABLE } = environmentSchema.parse(process.env);
const dynamo = tools.tracer.captureAWSv3Client(new DynamoDBClient({}));
const registry = new Registry(DynamoDBDocumentClient.from(dynamo), REGISTRY_TABLE);

const eventSchema = z.object({ at: instantSchema });

export interface Watched {
  readonly missing: number;
  readonly unproven: number;
  readonly watched: number;
}

/** Looks for sites without a recent backup or proof. It measures even that all is well: its silence is an alarm too. */
export async function handler(event: unknown): Promise<Watched> {
  const { at } = eventSchema.parse(event);
  const { missing, unproven, watched } = findMissing(await registry.sites(), new Date(at));
  const counts = { missing: missing.length, unproven: unproven.length, watched };
  if (missing.length + unproven.length > 0)
    tools.logger.warn('sites lack backups or proofs', { at, missing, unproven });
  else tools.logger.info('every site has a recent backup and proof', { at, watched });
  measure(tools, {}, [
    { name: 'MissingBackups', unit: 'Count', value: counts.missing },
    { name: 'UnprovenSites', unit: 'Count', value: counts.unproven },
    { name: 'SitesWatched', unit: 'Count', value: watched },
  ]);
  return counts;
}
