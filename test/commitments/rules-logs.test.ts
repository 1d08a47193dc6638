import { describeRules } from './describe-rules';
import type { Part } from './template';

const ref = (id: string) => ({ Ref: id });
const att = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const group: Part = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'application' } };
const archive: Part = { Type: 'AWS::S3::Bucket', Properties: { ObjectLockEnabled: true } };
const stores = { Group: group, Archive: archive, Plain: { Type: 'AWS::S3::Bucket' } };

describeRules([
  {
    rule: 'LG-05.LogsCentral',
    good: { Flows: { Type: 'AWS::EC2::FlowLog', Properties: { LogDestination: att('Archive') } }, ...stores },
    mutants: [
      ['a bucket without a lock', { LogDestination: att('Plain') }, /is no log group or archive of production/],
      ['a bucket of others', { LogDestination: 'arn:aws:s3:::theirs' }, /is no log group/],
    ],
  },
  {
    rule: 'LG-05.LogsCentral',
    good: {
      Function: { Type: 'AWS::Lambda::Function', Properties: { LoggingConfig: { LogGroup: ref('Group') } } },
      ...stores,
    },
    mutants: [
      ['a group that Lambda makes, for ever', { LoggingConfig: undefined }, /LoggingConfig.LogGroup is no log/],
    ],
  },
  {
    rule: 'LG-05.LogsCentral',
    good: {
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          LoggingConfiguration: {
            Level: 'ALL',
            Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: att('Group') } }],
          },
        },
      },
      ...stores,
    },
    mutants: [
      ['a machine that says nothing', { LoggingConfiguration: undefined }, /Destinations is no log group/],
      [
        'a machine that is told to be silent',
        {
          LoggingConfiguration: {
            Level: 'OFF',
            Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: att('Group') } }],
          },
        },
        /Destinations is no log group/,
      ],
    ],
  },
  {
    rule: 'LG-05.LogMetricsWatched',
    good: {
      Filter: {
        Type: 'AWS::Logs::MetricFilter',
        Properties: { MetricTransformations: [{ MetricName: 'Refused', MetricNamespace: 'cordon' }] },
      },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Refused', Namespace: 'cordon' } },
    },
    mutants: [
      [
        'a metric that nobody looks at',
        { MetricTransformations: [{ MetricName: 'Ignored', MetricNamespace: 'cordon' }] },
        /a metric without an alarm/,
      ],
      [
        'the metric of another namespace',
        { MetricTransformations: [{ MetricName: 'Refused', MetricNamespace: 'other' }] },
        /a metric without an alarm/,
      ],
    ],
  },
]);

const attributes = (change: Record<string, unknown> = {}) => ({
  LoadBalancerAttributes: Object.entries({
    'access_logs.s3.enabled': 'true',
    'access_logs.s3.bucket': ref('Logs'),
    'routing.http.xff_header_processing.mode': 'append',
    ...change,
  }).map(([Key, Value]) => ({ Key, Value })),
});
const kept = (days: number): Part => ({
  Type: 'AWS::S3::Bucket',
  Properties: { LifecycleConfiguration: { Rules: [{ ExpirationInDays: days }] } },
});

describeRules([
  {
    rule: 'LG-01.RequestsLogged',
    good: {
      Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: attributes() },
      Logs: kept(400),
      Short: kept(30),
    },
    mutants: [
      ['no log', attributes({ 'access_logs.s3.enabled': 'false' }), /no request is recorded/],
      ['a log of a month', attributes({ 'access_logs.s3.bucket': ref('Short') }), /keeps what it holds for 400 days/],
      ['a bucket of others', attributes({ 'access_logs.s3.bucket': 'theirs' }), /is no bucket of production/],
      [
        'visitors without an address',
        attributes({ 'routing.http.xff_header_processing.mode': 'remove' }),
        /takes the load balancer for the visitor/,
      ],
      ['nothing said', { LoadBalancerAttributes: undefined }, /no request is recorded/],
    ],
  },
]);

const SENDS = [
  'type="omfwd"',
  'port="6514"',
  'protocol="tcp"',
  'StreamDriverMode="1"',
  'StreamDriverAuthMode="x509/name"',
  'queue.saveOnShutdown="on"',
  'action.resumeRetryCount="-1"',
];
const server = (...lines: string[]) => ({
  LaunchTemplateData: { UserData: { 'Fn::Base64': ['#!/bin/bash', ...lines.map((line) => `  ${line}`)].join('\n') } },
});
const without = (setting: string) => server(...SENDS.filter((line) => line !== setting));

describeRules([
  {
    rule: 'LG-04.MessagesSent',
    good: { Server: { Type: 'AWS::EC2::LaunchTemplate', Properties: server(...SENDS) } },
    mutants: [
      ...SENDS.map((setting) => [`no ${setting}`, without(setting), /does not say/] as const),
      ['no user data', { LaunchTemplateData: {} }, /does not say type="omfwd", port="6514"/],
    ],
  },
  {
    rule: 'LG-04.MessagesSent',
    good: {
      LogServer: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: server('load="imtcp"', 'StreamDriver.Mode="1"', 'StreamDriver.AuthMode="x509/name"'),
      },
    },
    mutants: [['senders of nobody knows whom', server('load="imtcp"', 'StreamDriver.Mode="1"'), /does not say/]],
  },
  {
    rule: 'LG-04.LogServers',
    at: 'production-ap-southeast-2/sites',
    good: {
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: {
          Port: 6514,
          Protocol: 'TCP',
          LoadBalancerArn: ref('Address'),
          DefaultActions: [{ TargetGroupArn: ref('Servers') }],
        },
      },
      Address: balancer('internal', 'A', 'B', 'C'),
      Public: balancer('internet-facing', 'A', 'B', 'C'),
      Narrow: balancer('internal', 'A', 'B'),
      Servers: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { Port: 6514 } },
    },
    mutants: [
      ['another port', { Port: 514 }, /lacks log servers behind an internal load balancer/],
      ['datagrams', { Protocol: 'UDP' }, /lacks/],
      ['an address on the internet', { LoadBalancerArn: ref('Public') }, /lacks/],
      ['two zones', { LoadBalancerArn: ref('Narrow') }, /lacks/],
      ['nobody behind it', { DefaultActions: [] }, /lacks/],
    ],
  },
  {
    rule: 'LG-08.SignInsKept',
    at: 'production-ap-southeast-2/sites',
    good: {
      Delivery: { Type: 'AWS::Cognito::LogDeliveryConfiguration', Properties: delivers('Stream') },
      Stream: stream('kept'),
      Brief: stream('brief'),
      Kept: named('kept', 400),
      Short: named('brief', 90),
    },
    mutants: [
      ['another kind of event', delivers('Stream', { EventSource: 'userNotification' }), /lacks a delivery of the act/],
      ['errors only', delivers('Stream', { LogLevel: 'ERROR' }), /lacks/],
      ['a bucket of a quarter', delivers('Brief'), /lacks/],
      ['no delivery', { LogConfigurations: [] }, /lacks/],
    ],
  },
]);

function balancer(Scheme: string, ...zones: string[]): Part {
  return { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Scheme, Subnets: zones.map(ref) } };
}

function delivers(to: string, change: object = {}) {
  const configuration = { EventSource: 'userAuthEvents', LogLevel: 'INFO', ...change };
  return { LogConfigurations: [{ ...configuration, FirehoseConfiguration: { StreamArn: att(to) } }] };
}

function stream(bucket: string): Part {
  const ExtendedS3DestinationConfiguration = { BucketARN: `arn:aws:s3:::${bucket}` };
  return { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: { ExtendedS3DestinationConfiguration } };
}

function named(BucketName: string, days: number): Part {
  return { ...kept(days), Properties: { BucketName, ...kept(days).Properties } };
}

const RECORDS = {
  'LG-01.AccessRecordsChecked': { kind: 'access', members: ['time', 'site', 'user', 'operation', 'sourceIp'] },
  'LG-07.ChangeRecordsChecked': { kind: 'change', members: ['time', 'user', 'change'] },
};
const lacking = (members: readonly string[]) => ({
  FilterPattern: `{ ${members.map((member) => `($.${member} NOT EXISTS)`).join(' || ')} }`,
});

describeRules(
  Object.entries(RECORDS).map(([rule, { kind, members }]) => ({
    rule,
    at: 'production-ap-southeast-2/sites',
    good: {
      Lacking: {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          ...lacking(members),
          LogGroupName: ref('Records'),
          MetricTransformations: [{ MetricName: 'Lacking', MetricNamespace: 'cordon' }],
        },
      },
      Records: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: `/cordon/production/application/${kind}-records` },
      },
      Group: group,
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Lacking', Namespace: 'cordon' } },
    },
    mutants: [
      ...members.map(
        (member) =>
          [`records without ${member}`, lacking(members.filter((one) => one !== member)), /lacks a filter/] as const,
      ),
      ['another log', { LogGroupName: ref('Group') }, /lacks a filter/],
      [
        'a count that nobody hears of',
        { MetricTransformations: [{ MetricName: 'Ignored', MetricNamespace: 'cordon' }] },
        /lacks a filter/,
      ],
    ],
  })),
);
