import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { webStack } from './web-stack-fixture';

const template = Template.fromStack(webStack(createApp()));

test.each([
  ['certificate-expiry', { MetricName: 'DaysToExpiry', Threshold: 30, ComparisonOperator: 'LessThanThreshold' }],
  ['web-servers-unhealthy', { MetricName: 'UnHealthyHostCount', Threshold: 1, EvaluationPeriods: 10 }],
  ['load-balancer-rejects-connections', { MetricName: 'RejectedConnectionCount', Threshold: 1 }],
  ['load-balancer-errors', { MetricName: 'HTTPCode_ELB_5XX_Count', Threshold: 10 }],
  ['web-servers-slow', { MetricName: 'TargetResponseTime', ExtendedStatistic: 'p95', Threshold: 2 }],
  ['firewall-blocks-many-requests', { MetricName: 'BlockedRequests', Threshold: 10_000 }],
  ['web-server-errors', { Threshold: 5 }],
  ['web-servers-at-maximum', { Threshold: 1 }],
  [
    'web-server-silent',
    {
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'IF(SUM([signs, 0 * servers]) < 12 * servers - 6, 1, 0)' }),
        Match.objectLike({ MetricStat: Match.objectLike({ Period: 3600, Stat: 'Minimum' }) }),
      ]),
    },
  ],
])('AV-08: alarm %s reaches on-call and links to its section of the runbook', (runbook, properties) => {
  const topic = Match.stringLikeRegexp(':on-call$');
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: Match.stringLikeRegexp(`What to do: https://\\S+#${runbook}$`),
    AlarmActions: [topic],
    OKActions: [topic],
    ActionsEnabled: true,
    ...properties,
  });
});

test('AV-08: on-call hears at once of a server that does not start, and of a release that was given up', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.autoscaling'],
      'detail-type': Match.arrayWith(['EC2 Instance Launch Unsuccessful', 'EC2 Auto Scaling Instance Refresh Failed']),
    },
    Targets: [{ Arn: Match.stringLikeRegexp(':on-call$') }],
  });
});

test('a raised alarm stays raised when the expired certificate stops counting its days', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'DaysToExpiry',
    TreatMissingData: 'ignore',
  });
});
