import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startClock } from '../shared/incidents/clock';
import { IncidentStore } from '../shared/incidents/incident-store';
import { Registry } from '../shared/registry/registry';
import { telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { Manager } from './manager';
import { eventSchema } from './request';

const tools = telemetry('manage-incident');
const environment = environmentSchema.parse(process.env);
const dynamo = DynamoDBDocumentClient.from(tools.tracer.captureAWSv3Client(new DynamoDBClient({})));
const stepFunctions = tools.tracer.captureAWSv3Client(new SFNClient({}));
const manager = new Manager({
  store: new IncidentStore(dynamo, environment.INCIDENTS_TABLE),
  registry: new Registry(dynamo, environment.REGISTRY_TABLE),
  policy: environment.INCIDENT_POLICY,
  company: environment.COMPANY,
  privacyContact: environment.PRIVACY_CONTACT,
  startClock: (incident, reason) => startClock(stepFunctions, environment.CLOCK_MACHINE_ARN, incident, reason),
});

/** Answers what a person asks of incidents through the state machine. */
export async function handler(event: unknown): Promise<unknown> {
  const { request, at, execution } = eventSchema.parse(event);
  const answer = await manager.answer(request, { at, execution });
  tools.logger.info('done', { action: request.action, execution });
  return answer;
}
