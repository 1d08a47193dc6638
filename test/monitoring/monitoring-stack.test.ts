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

test('tells both levels of the escalation', () => {
  const template = Template.fromStack(new MonitoringStack(createApp(), 'monitoring', props));
  for (const { email } of props.escalation)
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: email });
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

test('passes every check', () => {
  expect(findings((stage) => new MonitoringStack(stage, 'monitoring', props))).toEqual([]);
});
