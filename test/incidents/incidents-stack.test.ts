import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { findings } from '../support/findings';
import { config, incidentsStack } from './surroundings';

jest.setTimeout(120_000);

const template = Template.fromStack(incidentsStack(createApp()));

interface Raw {
  readonly Properties: Record<string, unknown>;
}
const of = (type: string) => Object.values(template.findResources(type) as Record<string, Raw>);

test('passes every check', () => {
  const open = findings((stage) => void incidentsStack(stage)).filter((finding) => finding.includes('/incidents/'));
  expect(open).toEqual([]);
});

test('the table can be brought back to any second, is under backup and outlives its stack', () => {
  template.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Retain',
    Properties: {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      SSESpecification: Match.objectLike({ SSEEnabled: true, SSEType: 'KMS' }),
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      Tags: [{ Key: 'cordon:backup', Value: 'daily' }],
    },
  });
});

test('nothing may delete from the table, or change an item in place: its history only grows', () => {
  const actions = of('AWS::IAM::Policy').flatMap(({ Properties }) => {
    const { Statement } = Properties.PolicyDocument as { Statement: { Action: string | string[] }[] };
    return Statement.flatMap(({ Action }) => Action).filter((action) => action.startsWith('dynamodb:'));
  });
  expect([...new Set(actions)].sort()).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']);
});

describe('escalation (IR-03)', () => {
  test('has a topic for each level, encrypted, and a subscription of whoever that level is', () => {
    const topics = of('AWS::SNS::Topic').map(({ Properties }) => Properties.DisplayName);
    expect(topics).toEqual(config.escalation.map(({ name }) => `Cordon incidents: ${name}`));
    template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    const addresses = of('AWS::SNS::Subscription').map(({ Properties }) => Properties.Endpoint);
    expect(addresses).toEqual(config.escalation.map(({ email }) => email));
  });

  test('is refused with one level', () => {
    const escalation = config.escalation.slice(0, 1);
    expect(() => incidentsStack(createApp(), { escalation })).toThrow(/has 1 level; two or more are needed/);
  });

  test('gives every level its time, and the rest of the clocks as the config has them', () => {
    const policies = of('AWS::Lambda::Function').map(
      ({ Properties }) => (Properties.Environment as { Variables: Record<string, string> }).Variables.INCIDENT_POLICY,
    );
    expect(policies).toHaveLength(3);
    for (const policy of policies) {
      expect(JSON.parse(policy!)).toEqual({ ...config.incidents, levels: [15, 60, 240] });
    }
  });
});

describe('alarms', () => {
  const alarm = (metric: string, more: object) =>
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: metric, ...more });

  test.each([
    ['OldestUnacknowledgedMinutes', 'GreaterThanOrEqualToThreshold', 75],
    ['HoursToNoticeDeadline', 'LessThanOrEqualToThreshold', 12],
    ['NoticesOverdue', 'GreaterThanOrEqualToThreshold', 1],
    ['DisclosuresOverdue', 'GreaterThanOrEqualToThreshold', 1],
  ])('ring by %s at once', (metric, ComparisonOperator, Threshold) => {
    alarm(metric, { ComparisonOperator, Threshold, Period: 300, EvaluationPeriods: 1 });
  });

  test('ring when nobody has looked at the clocks for a quarter of an hour', () => {
    alarm('NoticesOverdue', {
      Statistic: 'SampleCount',
      Period: 900,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(5 minutes)' });
  });

  test('never open incidents themselves', () => {
    const sections = of('AWS::CloudWatch::Alarm').map(
      ({ Properties }) => /#([\w-]+)$/.exec(Properties.AlarmDescription as string)?.[1],
    );
    const [rule] = of('AWS::Events::Rule').filter(
      ({ Properties }) => Properties.Description === 'Alarms that are incidents',
    );
    const pattern = JSON.stringify(rule?.Properties.EventPattern);
    expect(sections).toContain('incident-unacknowledged');
    for (const section of sections) expect(pattern).not.toContain(`#${section}"`);
  });
});

test('the answers of the desk, which may name people, are in no log', () => {
  const logged = of('AWS::StepFunctions::StateMachine').map(
    ({ Properties }) => (Properties.LoggingConfiguration as { IncludeExecutionData: boolean }).IncludeExecutionData,
  );
  expect(logged.sort()).toEqual([false, true]);
});
