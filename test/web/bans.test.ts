import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { policySchema } from '../../lambda/ban-addresses/policy';
import { createApp } from '../../lib/platform/app';
import { matchesFilter } from '../audit/filter-pattern';
import { Simulation } from '../audit/simulation';
import { matchesEvent } from '../support/event-pattern';
import { findings } from '../support/findings';
import { sydney } from '../support/place';
import { webStack } from './web-stack-fixture';

jest.setTimeout(60_000);

type Json = Readonly<Record<string, unknown>>;
const events = join(__dirname, '..', 'lambda', 'ban-addresses', 'events');
const read = (file: string) => JSON.parse(readFileSync(join(events, file), 'utf8')) as Record<string, Json>;

const app = createApp();
app.node.setContext('aws:cdk:bundling-stacks', []);
const stack = webStack(app);
const template = Template.fromStack(stack);
const [functionId, banFunction] = Object.entries(
  template.findResources('AWS::Lambda::Function', {
    Properties: { Description: 'Bans addresses for a while, and lifts bans' },
  }),
)[0] as [string, { Properties: { Environment: { Variables: Record<string, unknown> } } }];
const target = { 'Fn::GetAtt': [functionId, 'Arn'] };

test('passes every check', () => {
  const open = findings((stage) => webStack(stage)).filter((finding) => finding.includes('/Bans/'));
  expect(open).toEqual([]);
});

test('the bans can be brought back to any second, outlive their stack, and are forgotten when they are history', () => {
  template.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      Tags: Match.arrayWith([{ Key: 'cordon:backup', Value: 'daily' }]),
    },
  });
});

test('NW-05: the function hears of every failed login', () => {
  const rules = Object.values(
    template.findResources('AWS::Events::Rule', { Properties: { Targets: [{ Arn: target }] } }),
  );
  const patterns = rules.flatMap(
    ({ Properties }) => (Properties as { EventPattern?: Record<string, unknown> }).EventPattern ?? [],
  );
  const login = read('failed-login.json');
  expect(patterns.filter((pattern) => matchesEvent(pattern as Json, login))).toHaveLength(1);
  expect(patterns.filter((pattern) => matchesEvent(pattern as Json, { ...login, source: 'cordon.web' }))).toEqual([]);
});

test('NW-05: the function reads all that the firewall logs, but for the requests of whom is banned already', () => {
  const [filter] = Object.values(template.findResources('AWS::Logs::SubscriptionFilter')) as {
    Properties: { DestinationArn: unknown; FilterPattern: string };
  }[];
  expect(filter?.Properties.DestinationArn).toEqual(target);
  const passed = Object.entries(read('waf-records.json'))
    .filter(([, record]) => matchesFilter(filter?.Properties.FilterPattern ?? '', record))
    .map(([name]) => name);
  const all = Object.keys(read('waf-records.json'));
  expect(passed).toEqual(all.filter((name) => name !== 'blockedByBan'));
});

test('NW-05: every few minutes bans that are over are lifted', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(5 minutes)',
    State: 'ENABLED',
    Targets: [{ Arn: target, Input: '{"operation":"settle"}' }],
  });
});

test('NW-05: neither what the config allows is ever banned, nor our own way out to the internet', () => {
  const policy = policySchema.parse(JSON.parse(banFunction.Properties.Environment.Variables.BAN_POLICY as string));
  expect(policy.allowed).toEqual(['203.0.113.16/28', '2001:db8:51::/48', '198.51.100.7', '192.0.2.1', '192.0.2.2']);
  expect(policy).toMatchObject({ ipv6Length: 64, banMinutes: 60, longestBanMinutes: 10_080 });
});

describe('the function', () => {
  const simulation = new Simulation(stack);
  const role = simulation.roleOf(functionId);
  const decide = (action: string, resource: string, context = {}) =>
    simulation.decide({ principal: role.arn, action, resource, context, identityPolicies: role.policies });
  const list = (id: string) => `arn:aws:wafv2:${sydney.region}:${sydney.account}:regional/ipset/${id}/1a2b`;

  test('changes the two lists of bans, and no other', async () => {
    for (const id of ['FirewallBannedIpv4F7C47384', 'FirewallBannedIpv624E745A8'])
      expect(await decide('wafv2:UpdateIPSet', list(id))).toBe('Allowed');
    expect(await decide('wafv2:UpdateIPSet', list('Office'))).toBe('ImplicitlyDenied');
    expect(await decide('wafv2:DeleteIPSet', list('FirewallBannedIpv4F7C47384'))).toBe('ImplicitlyDenied');
  });

  // The simulator takes `events:source` for a list, which PutEvents does not have it as.
  test('tells of bans, and can’t speak for another room', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Sid: 'TellsOfBans',
            Effect: 'Allow',
            Action: 'events:PutEvents',
            Resource: `arn:aws:events:${sydney.region}:${sydney.account}:event-bus/default`,
            Condition: { StringEquals: { 'events:source': 'cordon.web' } },
          },
        ]),
      },
    });
  });
});

test.each([
  ['ban-list-nearly-full', { MetricName: 'FullestBanList', Threshold: 80, TreatMissingData: 'notBreaching' }],
  ['bans-overdue', { MetricName: 'BanOverdue', Threshold: 900, TreatMissingData: 'breaching' }],
])('AV-08: alarm %s reaches on-call and links to its section of the runbook', (runbook, properties) => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: Match.stringLikeRegexp(`What to do: https://\\S+#${runbook}$`),
    AlarmActions: [Match.stringLikeRegexp(':on-call$')],
    ...properties,
  });
});
