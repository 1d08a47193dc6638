import { describeRules, ruleOf } from './describe-rules';
import { problems, stack } from './template';
import type { Part } from './template';

const endpoint = {
  EndpointConfiguration: { Name: 'Elastic', Url: 'https://logs.au.example/' },
  SecretsManagerConfiguration: { Enabled: true, SecretARN: { Ref: 'Secret' } },
  ProcessingConfiguration: {
    Enabled: true,
    Processors: [
      {
        Type: 'Lambda',
        Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: { 'Fn::GetAtt': ['Mask', 'Arn'] } }],
      },
    ],
  },
  RetryOptions: { DurationInSeconds: 7200 },
  S3Configuration: { EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: 'arn' } } },
};
const to = (change: object) => ({ HttpEndpointDestinationConfiguration: { ...endpoint, ...change } });
const at = (Url: unknown) => to({ EndpointConfiguration: { Url } });

const parts: Record<string, Part> = {
  Hub: { Type: 'AWS::Kinesis::Stream' },
  Mask: {
    Type: 'AWS::Lambda::Function',
    Properties: { Environment: { Variables: { PERSONAL_MEMBERS: '[]' } } },
  },
  Other: { Type: 'AWS::Lambda::Function' },
  Allowed: {
    Type: 'AWS::Route53Resolver::FirewallDomainList',
    Properties: { Domains: ['logs.au.example', 'errors.au.example'] },
  },
};
const delivery: Part = {
  Type: 'AWS::KinesisFirehose::DeliveryStream',
  Properties: {
    KinesisStreamSourceConfiguration: { KinesisStreamARN: { 'Fn::GetAtt': ['Hub', 'Arn'] } },
    ...to({}),
  },
};
const processed = (name: string) => ({
  Enabled: true,
  Processors: [
    {
      Type: 'Lambda',
      Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: { 'Fn::GetAtt': [name, 'Arn'] } }],
    },
  ],
});

describeRules([
  {
    rule: 'OR-06.RegisteredParties',
    good: { Delivery: delivery },
    mutants: [
      ['a delivery to nobody that we know', at('https://collector.brokers.example/'), /delivers to collector\.brokers/],
      ['one to a registered party of another residency', at('https://logs.us.example/'), /for ap-southeast-2/],
      ['one to somebody’s gateway at AWS', at('https://a.execute-api.ap-southeast-2.amazonaws.com/'), /execute-api/],
      ['one without TLS', at('http://logs.au.example/'), /http:\/\/logs/],
      ['one to a host that only a deployment knows', at({ Ref: 'Host' }), /Host/],
    ],
  },
  {
    rule: 'LG-09.LogsMaskedAndKept',
    good: { Delivery: delivery, ...parts },
    mutants: [
      ['lines as they are', to({ ProcessingConfiguration: undefined }), /does not mask/],
      ['a function that does not mask', to({ ProcessingConfiguration: processed('Other') }), /does not mask/],
      ['a key in the template', to({ EndpointConfiguration: { AccessKey: 'abc' } }), /leaves the key/],
      ['no key at all', to({ SecretsManagerConfiguration: undefined }), /leaves the key/],
      ['a try or two', to({ RetryOptions: { DurationInSeconds: 60 } }), /is 60; 3600 or more/],
      ['undelivered lines without our key', to({ S3Configuration: {} }), /without our key/],
    ],
  },
  {
    rule: 'TN-24.ShippedLogsNameNobody',
    good: {
      Subscription: {
        Type: 'AWS::Logs::SubscriptionFilter',
        Properties: { LogGroupName: { Ref: 'Usage' }, DestinationArn: { 'Fn::GetAtt': ['Hub', 'Arn'] } },
      },
      ...parts,
      Usage: { Type: 'AWS::Logs::LogGroup', Properties: { Tags: [{ Key: 'cordon:data', Value: 'usage' }] } },
      Records: { Type: 'AWS::Logs::LogGroup', Properties: { Tags: [{ Key: 'cordon:data', Value: 'customer' }] } },
    },
    mutants: [
      ['records of customers', { LogGroupName: { Ref: 'Records' } }, /no log group marked/],
      ['a group by its name', { LogGroupName: '/aws/lambda/other' }, /no log group marked/],
    ],
  },
]);

test('TN-24.ShippedLogsNameNobody finds a subscription to all groups of an account, and lets functions of ours read', () => {
  const rule = ruleOf('TN-24.ShippedLogsNameNobody');
  const policy = (PolicyType: string): Part => ({ Type: 'AWS::Logs::AccountPolicy', Properties: { PolicyType } });
  expect(problems(rule, stack({ All: policy('SUBSCRIPTION_FILTER_POLICY') })).join()).toMatch(/nobody has looked at/);
  expect(problems(rule, stack({ Masks: policy('DATA_PROTECTION_POLICY') }))).toEqual([]);
  const read: Part = {
    Type: 'AWS::Logs::SubscriptionFilter',
    Properties: { LogGroupName: 'any', DestinationArn: { 'Fn::GetAtt': ['Mask', 'Arn'] } },
  };
  expect(problems(rule, stack({ Read: read, ...parts }))).toEqual([]);
});

test('a delivery stream is encrypted as the stream that it reads from, which must have a key of ours (CR-06)', () => {
  const rule = ruleOf('CR-06.StoresEncrypted');
  expect(problems(rule, stack({ Delivery: delivery }))).toEqual([]);
  expect(problems(rule, stack({ Hub: { Type: 'AWS::Kinesis::Stream' } })).join()).toMatch(/KeyId is missing/);
  const direct = { ...delivery, Properties: to({}) };
  expect(problems(rule, stack({ Delivery: direct })).join()).toMatch(/KeyARN is missing/);
});
