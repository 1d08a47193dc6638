import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { CustomerManagedKey } from '../../lib/encryption/customer-managed-key';
import { MonitoringStack } from '../../lib/monitoring/monitoring-stack';
import type { Network } from '../../lib/network/network';
import { createApp } from '../../lib/platform/app';
import { PlatformFunction } from '../../lib/platform/platform-function';
import type { PlatformFunctionProps } from '../../lib/platform/platform-function';
import { findings } from '../support/findings';
import { sydney } from '../support/place';

const env = { account: sydney.account, region: sydney.region };

function functionStack(scope: Construct, more: (stack: Stack) => Partial<PlatformFunctionProps> = () => ({})): Stack {
  const stack = new Stack(scope, 'functions', { env, terminationProtection: true });
  const key = new CustomerManagedKey(stack, 'Key', { description: 'Logs' });
  key.allowLogs();
  new PlatformFunction(stack, 'Function', {
    entry: 'apply-account-settings',
    description: 'Applies settings',
    logs: { key },
    ...more(stack),
  });
  return stack;
}

const asynchronous = (stack: Stack) => ({
  asynchronous: {
    onCall: new MonitoringStack(stack.node.scope!, 'monitoring', {
      place: sydney,
      description: 'On-call',
      runbookUrl: 'https://git.vinefield.example/runbook.md',
      escalation: [],
    }).onCall,
  },
});

const inNetwork = (stack: Stack) => {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: [...sydney.zones],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
    privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1', 'rtb-0123456789abcdef2'],
  });
  const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0', { mutable: false });
  const network = {
    vpc,
    subnets: { application: { subnets: vpc.privateSubnets } },
    securityGroups: { operations: group },
  } as unknown as Network;
  return { network };
};

test('is one arm64 bundle on a current runtime, traced, encrypted and bounded', () => {
  Template.fromStack(functionStack(createApp())).hasResourceProperties('AWS::Lambda::Function', {
    Architectures: ['arm64'],
    Runtime: 'nodejs24.x',
    Layers: Match.absent(),
    TracingConfig: { Mode: 'Active' },
    KmsKeyArn: Match.anyValue(),
    ReservedConcurrentExecutions: 1,
    Timeout: 60,
    LoggingConfig: { LogGroup: Match.anyValue(), LogFormat: 'JSON' },
  });
});

test('TN-19, CR-06: logs into a group of its own that is encrypted and forgets', () => {
  Template.fromStack(functionStack(createApp())).hasResource('AWS::Logs::LogGroup', {
    DeletionPolicy: 'Retain',
    Properties: { RetentionInDays: 400, KmsKeyId: Match.anyValue() },
  });
});

test('has no policy of AWS’s on its role, in a network or not', () => {
  for (const more of [() => ({}), inNetwork])
    Template.fromStack(functionStack(createApp(), more)).hasResourceProperties('AWS::IAM::Role', {
      ManagedPolicyArns: Match.absent(),
    });
});

test('stands in the application subnets of a network that is given, where its code can’t make interfaces', () => {
  const template = Template.fromStack(functionStack(createApp(), inNetwork));
  template.hasResourceProperties('AWS::Lambda::Function', {
    VpcConfig: { SubnetIds: Match.arrayWith(['subnet-0123456789abcdef2']), SecurityGroupIds: ['sg-0123456789abcdef0'] },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Deny',
          Action: Match.arrayWith(['ec2:CreateNetworkInterface']),
          Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } },
        }),
      ]),
    },
  });
});

test('keeps events that it gave up on, and tells on-call, when it is invoked asynchronously', () => {
  const template = Template.fromStack(functionStack(createApp(), asynchronous));
  const [queue] = Object.keys(template.findResources('AWS::SQS::Queue'));
  template.hasResourceProperties('AWS::Lambda::Function', {
    DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': [queue, 'Arn'] } },
  });
  template.hasResourceProperties('AWS::SQS::Queue', { KmsMasterKeyId: Match.anyValue() });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] }),
        Match.objectLike({ Action: 'sqs:SendMessage' }),
      ]),
    },
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ApproximateNumberOfMessagesVisible',
    AlarmDescription: Match.stringLikeRegexp('#function-failed$'),
  });
});

test.each([
  ['called by another', () => ({})],
  ['invoked asynchronously', asynchronous],
  ['in a network', inNetwork],
])(
  'passes every check when it is %s',
  (_, more) => {
    expect(findings((stage) => functionStack(stage, more))).toEqual([]);
  },
  60_000,
);
