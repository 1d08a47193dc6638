import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { tell } from '../shared/incidents/incident-events';
import { IncidentStore } from '../shared/incidents/incident-store';
import { instantSchema } from '../shared/step';
import { measure, telemetry } from '../shared/telemetry';
import { advance, needsLook, type Advancing } from './advance';
import { environmentSchema } from './environment';
import { figuresOf } from './figures';

const tools = telemetry('watch-incidents');
const { INCIDENTS_TABLE, INCIDENT_POLICY: policy } = environmentSchema.parse(process.env);
const dynamo = tools.tracer.captureAWSv3Client(new DynamoDBClient({}));
const events = tools.tracer.captureAWSv3Client(new EventBridgeClient({}));
const store = new IncidentStore(DynamoDBDocumentClient.from(dynamo), INCIDENTS_TABLE);

/** One incident for its clock; without one, all that are not resolved, for the sweep. */
const eventSchema = z.object({ at: instantSchema, incident: z.string().optional() });

export interface Looked {
  /** When the clock must look again; null when it has nothing to wait for. */
  readonly next: string | null;
}

/** Tells whoever must be told by now: of one incident at its deadlines, and of all of them every few minutes. */
export async function handler(event: unknown): Promise<Looked> {
  const { at, incident } = eventSchema.parse(event);
  const now = new Date(at);
  const advancing: Advancing = { store, policy, now, tell: (about, deadline) => tell(events, about, deadline) };
  if (incident !== undefined) return { next: (await advance(incident, advancing)) ?? null };
  await sweep(advancing);
  return { next: null };
}

/** One incident that can't be looked at must not keep the others from being so; it fails the sweep at its end. */
async function sweep(advancing: Advancing): Promise<void> {
  const failures: unknown[] = [];
  const { now } = advancing;
  for (const { id } of (await store.unresolved()).filter((incident) => needsLook(incident, policy, now))) {
    await advance(id, advancing).catch((error: unknown) => {
      tools.logger.error('could not be looked at', { incident: id, reason: (error as Error).message });
      failures.push(error);
    });
  }
  const { open, overall } = figuresOf(await store.unresolved(), now);
  for (const { severity, measurement } of open) measure(tools, { severity }, [measurement]);
  measure(tools, {}, overall);
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} incidents could not be looked at`);
}
