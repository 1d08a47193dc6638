import { setTimeout } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { incidentRecord, POLICY } from '../lambda/incidents/incident-records';
import { IncidentWorld } from '../lambda/incidents/incident-world';
import { deployFunction } from '../lambda/support/deployed-function';
import { EventQueue } from '../lambda/support/event-queue';
import { siteRecord } from '../lambda/support/site-records';
import { incidentsStack } from './surroundings';

jest.setTimeout(120_000);

let world: IncidentWorld;
beforeAll(async () => {
  world = await IncidentWorld.start();
});
afterAll(() => world?.stop());

const templates = Template.fromStack(incidentsStack(createApp())).findResources('AWS::StepFunctions::StateMachine');
const client = () => new SFNClient(world.operations.aws.client());

/** Makes a state machine as it would be deployed, with a deployed function in the place of its own. */
async function machine(name: string, state: string, functionArn: string): Promise<string> {
  const definitions = Object.values(templates).map(({ Properties }) => {
    const { DefinitionString } = Properties as { DefinitionString: { 'Fn::Join': [string, unknown[]] } };
    const [, parts] = DefinitionString['Fn::Join'];
    const resolved = parts.map((part) => {
      if (typeof part === 'string') return part;
      return JSON.stringify(part).includes('AWS::Partition') ? 'aws' : functionArn;
    });
    return resolved.join('');
  });
  const { stateMachineArn = '' } = await client().send(
    new CreateStateMachineCommand({
      name,
      definition: definitions.find((text) => text.includes(`"${state}"`)),
      roleArn: `arn:aws:iam::${world.operations.aws.account}:role/${name}`,
    }),
  );
  return stateMachineArn;
}

/** Runs it to its end. */
async function execute(stateMachineArn: string, input: object) {
  const start = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
  const { executionArn } = await client().send(start);
  for (;;) {
    const execution = await client().send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    await setTimeout(200);
  }
}

test('IR-03: the clock as it is deployed looks, waits for the next deadline, looks again, and ends when none is left', async () => {
  const { aws } = world.operations;
  const queue = await EventQueue.listen(aws, { source: ['cordon.incidents'] });
  const environment = { INCIDENTS_TABLE: 'incidents', INCIDENT_POLICY: JSON.stringify(POLICY) };
  const functionArn = await deployFunction(aws, 'watch-incidents', environment);
  const clock = await machine('real-clock', 'Anything left?', functionArn);
  // All levels have had their time in some seconds from now.
  const [total, seconds] = [315 * 60_000, 8000];
  const escalatesFrom = new Date(Date.now() - total + seconds).toISOString();
  const incident = incidentRecord({ escalatesFrom });
  await world.store.open({ incident, entries: [] });

  expect((await execute(clock, { incident: incident.id })).status).toBe('SUCCEEDED');

  const notices = (await queue.take()).map(({ detail }) => detail.notice);
  expect(notices).toEqual(['level-1.1', 'level-2.1', 'level-3.1', 'everyone.1']);
  const told = Object.values((await world.store.incident(incident.id))?.told ?? {}).map(({ at }) => at ?? '');
  const passed = Date.parse(escalatesFrom) + total;
  expect(told.sort().map((at) => Date.parse(at) >= passed)).toEqual([false, false, false, true]);
});

test('IR-01: the desk as it is deployed declares a breach, drafts its notices, and names the execution in the history', async () => {
  const { aws } = world.operations;
  await world.operations.know(
    siteRecord('acme', { job: { record: { customer: 'acme-wines', noticeContact: 'dpo@acme.example' } } }),
  );
  const variables = ['INCIDENTS_TABLE', 'REGISTRY_TABLE', 'CLOCK_MACHINE_ARN', 'INCIDENT_POLICY'];
  const environment = [...variables, 'COMPANY', 'PRIVACY_CONTACT'].map(
    (name) => [name, process.env[name] ?? ''] as const,
  );
  const functionArn = await deployFunction(aws, 'manage-incident', Object.fromEntries(environment));
  const desk = await machine('real-desk', 'Answer', functionArn);
  const incident = 'inc-20261126-00000000000d';
  await world.store.open({ incident: incidentRecord({ id: incident, resource: 'desk' }), entries: [] });
  const words = Object.fromEntries(
    ['what', 'data', 'when', 'measures', 'advice'].map((name) => [name, `The words on ${name}.`]),
  );

  const request = { action: 'declare-breach', incident, by: 'ann@vinefield.example', ...words };
  const { status, output, name } = await execute(desk, request);

  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output ?? '')).toMatchObject({
    breach: { customers: 1 },
    customers: [{ customer: 'acme-wines', contact: 'dpo@acme.example' }],
  });
  expect((await world.store.notice(incident, 'acme-wines'))?.text).toContain('The words on measures.');
  expect((await world.store.history(incident)).map(({ detail }) => detail)).toEqual([name]);
  expect(await world.clocks(incident)).toEqual([`${incident}-breach-1`]);
});
