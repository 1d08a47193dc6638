import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { MonitoringStack } from '../../lib/monitoring/monitoring-stack';
import { findings } from '../support/findings';
import { sydney } from '../support/place';

const props = {
  place: sydney,
  description: 'On-call',
  runbookUrl: 'https://git.vinefield.example/runbook.md',
  escalation: [{ email: 'oncall@vinefield.example' }, { email: 'head@vinefield.example' }],
};

/** Who is told by the topic. */
function told(watches?: string): string[] {
  const template = Template.fromStack(new MonitoringStack(createApp(), 'monitoring', { ...props, watches }));
  return Object.values(template.findResources('AWS::SNS::Subscription')).map(
    ({ Properties }) => (Properties as { Endpoint: string }).Endpoint,
  );
}

test('the first level is told of every alarm at once; the next ones by the incident that it becomes (AV-09)', () => {
  expect(told()).toEqual(['oncall@vinefield.example']);
});

test('where the home region is watched from, every level is told, since the clocks of incidents may be gone with it', () => {
  expect(told('eu-central-1')).toEqual(props.escalation.map(({ email }) => email));
});

test('lets alarms and services of this account, and of no other, publish to it', () => {
  const template = Template.fromStack(new MonitoringStack(createApp(), 'monitoring', props));
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: Match.arrayWith(['backup.amazonaws.com', 'cloudwatch.amazonaws.com']) },
          Condition: { StringEquals: { 'aws:SourceAccount': sydney.account } },
        }),
      ]),
    },
  });
});

test('a recovery region wakes its own on-call when nothing is heard of the home region (AV-08, AV-09)', () => {
  const stack = new MonitoringStack(createApp(), 'monitoring', { ...props, watches: 'eu-central-1' });
  const template = Template.fromStack(stack);
  const [topic] = Object.keys(template.findResources('AWS::SNS::Topic'));
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Cordon/Monitoring',
    Dimensions: [{ Name: 'Region', Value: 'eu-central-1' }],
    TreatMissingData: 'breaching',
    AlarmActions: [{ Ref: topic }],
  });
});

test('passes every check', () => {
  expect(findings((stage) => new MonitoringStack(stage, 'monitoring', props))).toEqual([]);
});
