import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startClock } from '../shared/incidents/clock';
import { EVERY_SITE, type Affects } from '../shared/incidents/incident';
import { IncidentStore } from '../shared/incidents/incident-store';
import { Registry } from '../shared/registry/registry';
import { telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { eventSchema, normalise } from './normalise';
import { take } from './take';

const tools = telemetry('open-incident');
const environment = environmentSchema.parse(process.env);
const dynamo = DynamoDBDocumentClient.from(tools.tracer.captureAWSv3Client(new DynamoDBClient({})));
const stepFunctions = tools.tracer.captureAWSv3Client(new SFNClient({}));
const store = new IncidentStore(dynamo, environment.INCIDENTS_TABLE);
const registry = new Registry(dynamo, environment.REGISTRY_TABLE);

/** Makes an incident of an event, or counts it to the one that is open, and starts its clock. */
export async function handler(received: unknown): Promise<readonly string[]> {
  const event = eventSchema.parse(received);
  const names = { platform: environment.PLATFORM, environment: environment.ENVIRONMENT };
  const incidents: string[] = [];
  for (const [index, finding] of normalise(event, names).entries()) {
    const id = `${event.id}.${index}`;
    const now = new Date();
    const known = { ...finding, affects: await whatIsKnown(finding.affects) };
    const occasion = { event: id, now, newId: idOf(id, now), policy: environment.INCIDENT_POLICY };
    const { incident, repeated } = await store.takeIn(id, known, (existing) => take(known, existing, occasion));
    // Also of a repeated event: the first attempt may have ended here. What wakes nobody needs no clock.
    if (incident.severity !== 'low') {
      await startClock(stepFunctions, environment.CLOCK_MACHINE_ARN, incident.id, `round-${incident.round}`);
    }
    const { severity, source, type, count } = incident;
    tools.logger.info('taken in', { incident: incident.id, severity, source, type, count, repeated });
    incidents.push(incident.id);
  }
  return incidents;
}

/** A site or server that the registry does not know is a name that we have misread: then all may be affected. */
async function whatIsKnown(affects: Affects): Promise<Affects> {
  const servers = affects.servers.length > 0 ? (await registry.servers()).map(({ id }) => id) : [];
  const sites = await Promise.all(affects.sites.map((id) => registry.site(id)));
  const known = affects.servers.every((id) => servers.includes(id)) && !sites.includes(undefined);
  return known ? affects : EVERY_SITE;
}

function idOf(event: string, now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '');
  return `inc-${day}-${createHash('sha256').update(event).digest('hex').slice(0, 12)}`;
}
