import type { App, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { PlatformLogGroup } from '../../lib/audit/platform-log-group';
import { auditCommitments } from '../../lib/audit/commitments';
import type { Endpoint, Integration } from '../../lib/config/egress';
import { LogHub } from '../../lib/monitoring/log-hub';
import { LogShippingStack } from '../../lib/monitoring/log-shipping-stack';
import { createApp } from '../../lib/platform/app';
import { PlatformStack } from '../../lib/platform/platform-stack';
import { surroundings } from '../data/surroundings';
import { findings } from '../support/findings';
import { sydney } from '../support/place';

jest.setTimeout(120_000);

const endpoint = (party: string, host: string): Endpoint => ({ party, host, region: sydney.region });
const ALL = {
  elastic: endpoint('Elastic Cloud', 'logs.au.elastic.example'),
  datadog: endpoint('Datadog', 'intake.au.datadog.example'),
  sentry: endpoint('Sentry', 'ingest.au.sentry.example'),
};

class HubStack extends PlatformStack {
  public readonly hub: LogHub;

  constructor(scope: App | Stage, around: ReturnType<typeof surroundings>) {
    super(scope, 'hub', { place: sydney, description: 'Stream of shipped logs' });
    this.hub = new LogHub(this, 'Shipped', { place: sydney, key: around.logs.key, onCall: around.onCall });
    const { key } = around.logs;
    const { shipped } = this.hub;
    new PlatformLogGroup(this, 'Usage', { key, shipped, data: 'usage' });
    new PlatformLogGroup(this, 'Silent', { key, data: 'usage' });
    new PlatformLogGroup(this, 'Unmarked', { key, shipped });
    new PlatformLogGroup(this, 'Customer', { key, shipped, data: 'customer' });
  }
}

function shipping(scope: App | Stage, endpoints: Partial<Record<Integration, Endpoint>> = ALL) {
  // Bundling of the functions is no matter of these tests, and slow.
  scope.node.setContext('aws:cdk:bundling-stacks', []);
  const around = surroundings(scope, sydney);
  const hub = new HubStack(scope, around);
  const { network, onCall, logs } = around;
  const stack = new LogShippingStack(scope, 'shipping', {
    place: sydney,
    description: 'Shipping',
    endpoints,
    marked: ['email', 'full_name'],
    logs: { ...logs, shipped: hub.hub.shipped },
    network,
    onCall,
  });
  return { hub, stack };
}

const { hub, stack } = shipping(createApp());
const template = Template.fromStack(stack);
const hubTemplate = Template.fromStack(hub);

test('only a log group whose lines name nobody is shipped, and it is marked (TN-24, LG-09)', () => {
  hubTemplate.resourceCountIs('AWS::Logs::SubscriptionFilter', 1);
  const [filter] = Object.values(hubTemplate.findResources('AWS::Logs::SubscriptionFilter')) as {
    Properties: { LogGroupName: { Ref: string }; FilterPattern: string };
  }[];
  expect(filter?.Properties.FilterPattern).toBe('');
  const groups = hubTemplate.findResources('AWS::Logs::LogGroup', {
    Properties: { Tags: Match.arrayWith([{ Key: 'cordon:data', Value: 'usage' }]) },
  });
  expect(Object.keys(groups)).toEqual([filter?.Properties.LogGroupName.Ref]);
  expect(filter?.Properties.LogGroupName.Ref).toMatch(/^Usage/);
});

test('nobody but CloudWatch Logs of this account and region may write to the stream', () => {
  hubTemplate.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        Match.objectLike({
          Principal: { Service: 'logs.amazonaws.com' },
          Condition: {
            StringEquals: { 'aws:SourceAccount': sydney.account },
            ArnLike: { 'aws:SourceArn': `arn:aws:logs:${sydney.region}:${sydney.account}:*` },
          },
        }),
      ],
    },
  });
  hubTemplate.hasResourceProperties('AWS::Kinesis::Stream', { StreamEncryption: { EncryptionType: 'KMS' } });
});

test.each([
  ['Elastic Cloud', 'https://logs.au.elastic.example/', 'elastic/'],
  ['Datadog', 'https://intake.au.datadog.example/v1/input', 'datadog/'],
])(
  '%s receives logs: masked, with a key from Secrets Manager, what it does not take aside (LG-09, LG-11)',
  (Name, Url, Prefix) => {
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      DeliveryStreamType: 'KinesisStreamAsSource',
      HttpEndpointDestinationConfiguration: {
        EndpointConfiguration: { Name, Url, AccessKey: Match.absent() },
        SecretsManagerConfiguration: { Enabled: true, SecretARN: { Ref: Match.anyValue() } },
        RequestConfiguration: Match.objectLike({ ContentEncoding: 'GZIP' }),
        RetryOptions: { DurationInSeconds: 7200 },
        S3BackupMode: 'FailedDataOnly',
        S3Configuration: Match.objectLike({
          Prefix,
          EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: Match.anyValue() } },
        }),
        ProcessingConfiguration: {
          Enabled: true,
          Processors: [
            {
              Type: 'Lambda',
              Parameters: Match.arrayWith([
                {
                  ParameterName: 'LambdaArn',
                  ParameterValue: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Mask'), 'Arn'] },
                },
              ]),
            },
          ],
        },
      },
    });
  },
);

test('each party’s stream reads its own key and none of the others', () => {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')) as [
    string,
    { Properties: { PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] } } },
  ][];
  const secrets = policies.flatMap(([id, { Properties }]) =>
    Properties.PolicyDocument.Statement.filter(({ Action }) =>
      [Action].flat().includes('secretsmanager:GetSecretValue'),
    ).map(({ Resource }) => [id.slice(0, 4), (Resource as { Ref: string }).Ref.slice(0, 4)]),
  );
  expect(secrets.sort()).toEqual([
    ['Data', 'Data'],
    ['Elas', 'Elas'],
    ['Erro', 'Erro'],
  ]);
});

test('errors are reported by a function in the VPC, from where only registered hosts can be called (LG-10)', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Description: 'Reports the errors that logs tell of',
    VpcConfig: Match.objectLike({ SubnetIds: Match.anyValue() }),
    Environment: {
      Variables: Match.objectLike({
        SENTRY_HOST: 'ingest.au.sentry.example',
        PERSONAL_MEMBERS: '["email","full_name"]',
      }),
    },
  });
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MaximumRecordAgeInSeconds: 21_600,
    MaximumRetryAttempts: -1,
    DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
  });
});

test.each(Object.keys(ALL) as Integration[])('a party that is not integrated receives nothing: %s', (service) => {
  const others = Object.fromEntries(Object.entries(ALL).filter(([name]) => name !== service));
  const text = JSON.stringify(Template.fromStack(shipping(createApp(), others).stack).toJSON());
  expect(text).not.toContain(ALL[service].host);
  for (const other of Object.values(others)) expect(text).toContain(other.host);
});

test('on-call hears of every way in which shipping fails, with a section of the runbook (LG-09, LG-10, LG-11)', () => {
  const anchors = [template, hubTemplate].flatMap((one) =>
    (Object.values(one.findResources('AWS::CloudWatch::Alarm')) as { Properties: { AlarmDescription: string } }[]).map(
      ({ Properties }) => Properties.AlarmDescription.split('#').pop(),
    ),
  );
  const watched = auditCommitments
    .filter(({ id }) => ['LG-09', 'LG-10', 'LG-11'].includes(id))
    .flatMap(({ watchedBy }) => watchedBy);
  expect([...new Set(anchors)].sort()).toEqual([...new Set(watched)].sort());
});

test('passes every check', () => {
  expect(findings((stage) => shipping(stage))).toEqual([]);
});
