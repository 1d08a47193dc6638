import { Match, Template } from 'aws-cdk-lib/assertions';
import { environmentSchema as advanceEnvironment } from '../../lambda/advance-privacy-requests/environment';
import { environmentSchema as manageEnvironment } from '../../lambda/manage-privacy-request/environment';
import { loadPlatform } from '../../lib/config/load';
import { createApp } from '../../lib/platform/app';
import { partiesOf } from '../../lib/privacy/parties';
import { findings } from '../support/findings';
import { privacyStack } from './surroundings';

jest.setTimeout(120_000);

const template = Template.fromStack(privacyStack(createApp()));

function variablesOf(description: RegExp): Record<string, unknown> {
  const all = template.findResources('AWS::Lambda::Function');
  const found = Object.values(all).find(({ Properties }) => description.test(String(Properties.Description)));
  return (found?.Properties as { Environment: { Variables: Record<string, unknown> } }).Environment.Variables;
}

/** Values as CloudFormation would fill them in. */
function filled(variables: Record<string, unknown>): Record<string, string> {
  const text = (value: unknown): string => {
    if (typeof value === 'string') return value;
    const join = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'];
    return join ? join[1].map(text).join(join[0]) : 'reference';
  };
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, text(value)]));
}

test('passes every check', () => {
  const open = findings((stage) => void privacyStack(stage)).filter(
    (finding) => !finding.includes('IAMNoInlinePolicy') && !/\/(outside-[^/]+|sites)[/ ]/.test(finding),
  );
  expect(open).toEqual([]);
});

test('the table of requests can be brought back, outlives its stack, and forgets what is closed (TN-19)', () => {
  template.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Retain',
    Properties: {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      SSESpecification: Match.objectLike({ SSEEnabled: true, SSEType: 'KMS' }),
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      Tags: [{ Key: 'cordon:backup', Value: 'daily' }],
      GlobalSecondaryIndexes: [Match.objectLike({ Projection: { ProjectionType: 'KEYS_ONLY' } })],
    },
  });
});

describe('functions find in their environment what their schemas ask for', () => {
  test('people open requests with the periods of the config, and the sub-processors of the residency (OR-06, D14)', () => {
    const { DEADLINE_DAYS, SUB_PROCESSORS } = manageEnvironment.parse(filled(variablesOf(/^Opens requests/)));
    expect(DEADLINE_DAYS).toBe(30);
    expect(SUB_PROCESSORS).toEqual([
      { name: 'Courier Mail', endpoints: { australia: 'smtp.au.courier-mail.example' } },
      { name: 'Helpdesk One', endpoints: { australia: 'au.helpdesk-one.example' } },
    ]);
  });

  test('requests are brought on by the site operations, and receipts go to the archive', () => {
    const { MACHINES, ARCHIVE_BUCKET } = advanceEnvironment.parse(filled(variablesOf(/^Brings requests/)));
    expect(Object.keys(MACHINES).sort()).toEqual(['erase', 'erase-person', 'export', 'export-person', 'retire']);
    expect(ARCHIVE_BUCKET).toBe('cordon-production-archive-111111111111-ap-southeast-2');
  });
});

test('requests are looked at every hour', () => {
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(30 * * * ? *)',
    ScheduleExpressionTimezone: 'Australia/Sydney',
    Target: Match.objectLike({ Input: '{"at":"<aws.scheduler.scheduled-time>"}', DeadLetterConfig: Match.anyValue() }),
  });
});

test('on-call hears of what is late, of what has failed, and of silence', () => {
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => Properties as Record<string, unknown>,
  );
  const behaviour = alarms
    .filter(({ MetricName }) => String(MetricName).startsWith('Privacy'))
    .map(({ MetricName, TreatMissingData }) => [MetricName, TreatMissingData]);
  expect(Object.fromEntries(behaviour)).toEqual({
    PrivacyRequestsOverdue: 'breaching',
    PrivacyRequestsDue: 'notBreaching',
    PrivacyStepsFailed: 'notBreaching',
    PrivacyTasksLate: 'notBreaching',
  });
});

test('a sub-processor that receives no data of customers, or none of the residency, has no part in requests', () => {
  const { config } = loadPlatform('config');
  const names = (residency: string) => partiesOf(config, new Set([residency])).map(({ name }) => name);
  expect(names('european-union')).toEqual(['Courier Mail', 'Helpdesk One']);
  expect(names('nowhere')).toEqual([]);
});
