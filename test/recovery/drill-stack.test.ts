import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { findings } from '../support/findings';
import { drillStack } from './drill-surroundings';

const template = Template.fromStack(drillStack(createApp()));

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string; readonly ErrorEquals: readonly string[] }[];
  readonly Retry?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly MaxAttempts: number;
    readonly IntervalSeconds: number;
    readonly BackoffRate?: number;
  }[];
  readonly TimeoutSeconds?: number;
  readonly Resource?: string;
  readonly Parameters?: { readonly Payload?: { readonly step?: string } };
}

function definitionOf(one: Template): { readonly States: Record<string, State>; readonly TimeoutSeconds: number } {
  const [machine] = Object.values(one.findResources('AWS::StepFunctions::StateMachine'));
  const parts = (machine!.Properties.DefinitionString as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : '…')).join('')) as never;
}
const { States: states, TimeoutSeconds } = definitionOf(template);
const tasks = Object.entries(states).filter(([, { Type }]) => Type === 'Task');

describe('the machine of a recovery drill (DR-04)', () => {
  test('goes from the server to its deletion, and judges at last', () => {
    const way: string[] = [];
    for (let name: string | undefined = 'Begin'; name !== undefined; name = states[name]!.Next) way.push(name);
    expect(way).toEqual([
      'Begin',
      'Clear what is left',
      'Make the server',
      'Plan',
      'Ready',
      'Restore and compare',
      'Record',
      'Delete the server',
      'Succeeded?',
    ]);
  });

  test('deletes the server, whatever fails before', () => {
    const caught = Object.fromEntries(
      tasks.map(([name, { Catch = [] }]) => [name, Catch.map((way) => [...way.ErrorEquals, way.Next].join(' '))]),
    );
    expect(caught).toEqual({
      'Clear what is left': ['States.ALL Record'],
      'Make the server': ['States.ALL Record'],
      Plan: ['States.ALL Record'],
      'Restore and compare': ['States.ALL Record'],
      Record: ['States.ALL Delete the server'],
      // Its failure is that of the drill.
      'Delete the server': [],
    });
  });

  test('never runs out of time before it: all of its states together take less', () => {
    const timeouts = Object.values(template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Timeout as number,
    );
    const functions = { server: Math.min(...timeouts), others: Math.max(...timeouts) };
    const longest = tasks.map(([, { TimeoutSeconds: own, Retry = [], Parameters }]) => {
      const each = own ?? (Parameters?.Payload?.step === undefined ? functions.others : functions.server);
      // Errors of the service itself pass within minutes.
      const [most = 0] = Retry.filter(({ ErrorEquals }) => !ErrorEquals[0]!.startsWith('Lambda.'))
        .map(({ MaxAttempts, IntervalSeconds, BackoffRate = 2 }) => {
          const waits = Array.from({ length: MaxAttempts }, (_, nth) => IntervalSeconds * BackoffRate ** nth);
          return waits.reduce((sum, wait) => sum + wait + each, 0);
        })
        .sort((a, b) => b - a);
      return each + most;
    });
    expect(longest.reduce((sum, seconds) => sum + seconds, 0)).toBeLessThan(TimeoutSeconds);
    // And the alarm on a server that is left does not ring while one is held.
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'DrillServerHours', Threshold: 26 });
    expect(TimeoutSeconds).toBeLessThan(26 * 3600);
  });
});

test('it is held every quarter, and looked after every hour, in the time zone of the home region (DR-04)', () => {
  const schedules = Object.values(template.findResources('AWS::Scheduler::Schedule'));
  expect(
    schedules.map(({ Properties }) => [
      String(Properties.ScheduleExpression),
      String(Properties.ScheduleExpressionTimezone),
    ]),
  ).toEqual([
    ['cron(0 10 22 1,4,7,10 ? *)', 'Australia/Sydney'],
    ['cron(30 * * * ? *)', 'Australia/Sydney'],
  ]);
});

test('its server has room for the largest that there is at home, and the parameters of live ones', () => {
  const [settings] = Object.values(template.findResources('AWS::Lambda::Function')).flatMap(
    ({ Properties }) => JSON.stringify(Properties.Environment.Variables.SERVER) ?? [],
  );
  expect(settings).toMatch(/storageGb\\*":500,\\*"maxStorageGb\\*":1000/);
  template.hasResourceProperties('AWS::RDS::DBParameterGroup', {
    Family: 'postgres18',
    Parameters: { 'rds.force_ssl': '1', password_encryption: 'scram-sha-256' },
  });
});

test('refers to the home region by name only, and names none of its resources (DR-02)', () => {
  expect(JSON.stringify(template.toJSON())).not.toMatch(/[-:]ap-southeast-2[-:"]/);
});

test('while the region is active nothing starts a drill, nor misses one; what holds data stays', () => {
  const active = Template.fromStack(drillStack(createApp(), true));
  for (const type of ['AWS::Scheduler::Schedule', 'AWS::CloudWatch::Alarm', 'AWS::Events::Rule']) {
    expect(active.findResources(type)).toEqual({});
  }
  for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Logs::LogGroup']) {
    expect(active.findResources(type)).toEqual(template.findResources(type));
  }
});

test('passes every check', () => {
  const lines = findings((stage) => drillStack(stage));
  const elsewhere = ['/outside', 'IAMNoInlinePolicy', '/recovery/'];
  expect(lines.filter((line) => !elsewhere.some((part) => line.includes(part)))).toEqual([]);
});
