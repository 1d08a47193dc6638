import { Match, Template } from 'aws-cdk-lib/assertions';
import { IDENTITY_EVENTS, IDENTITY_SOURCE } from '../../lambda/shared/identity/identity-events';
import { identityCommitments } from '../../lib/identity/commitments';
import { createApp } from '../../lib/platform/app';
import { matchesEvent } from '../support/event-pattern';
import { readFileSync } from 'node:fs';
import { identityStack } from './identity-stack-fixture';

jest.setTimeout(60_000);

const template = Template.fromStack(identityStack(createApp()));

test.each([
  ['FailedSignIns', 100, 'many-failed-sign-ins'],
  ['TokensRefused', 10, 'session-of-another-site'],
  ['FederatedSignInsRefused', 10, 'federated-sign-ins-refused'],
  ['UnreadableSignIns', 1, 'sign-in-log-unreadable'],
])('%s, %i of them in five minutes, ring an alarm', (MetricName, Threshold, section) => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'Cordon/Sites',
    MetricName,
    Threshold,
    Period: 300,
    Statistic: 'Sum',
    TreatMissingData: 'notBreaching',
    AlarmDescription: Match.stringLikeRegexp(`#${section}$`),
  });
});

test('a single session at another site than its own rings an alarm (TN-06)', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'RequestsDenied',
    Dimensions: [{ Name: 'reason', Value: 'other-site' }],
    Threshold: 1,
  });
});

test('what Cognito turns away is counted over all clients, whichever sites there are', () => {
  const alarms = Object.values(
    template.findResources('AWS::CloudWatch::Alarm', {
      Properties: { AlarmDescription: Match.stringLikeRegexp('#sign-ins-throttled$') },
    }),
  ) as { Properties: { Metrics: { Expression: unknown }[] } }[];
  // One alarm each: CloudWatch takes a single such query an alarm.
  expect(alarms).toHaveLength(3);
  const text = JSON.stringify(alarms.map(({ Properties }) => Properties.Metrics));
  for (const metric of ['SignInThrottles', 'TokenRefreshThrottles', 'FederationThrottles']) {
    expect(text).toContain(`SELECT SUM(${metric}) FROM SCHEMA(\\"AWS/Cognito\\", UserPool, UserPoolClient)`);
  }
});

describe('on-call hears', () => {
  const rules = Object.values(template.findResources('AWS::Events::Rule')) as {
    Properties: { EventPattern?: Record<string, unknown> };
  }[];
  const heard = (type: keyof typeof IDENTITY_EVENTS) =>
    rules.some(({ Properties: { EventPattern: pattern } }) => {
      return pattern !== undefined && matchesEvent(pattern, { source: IDENTITY_SOURCE, 'detail-type': type });
    });

  test.each(['Compromised Credentials', 'Sign-in Blocked', 'API Key Lapsing'] as const)('of each %s', (type) => {
    expect(heard(type)).toBe(true);
  });

  test('not of each failed sign-in, of which there are many every day', () => {
    expect(heard('Login Failed')).toBe(false);
    expect(heard('Federated Sign-in Refused')).toBe(false);
  });
});

test('what watches a promise is a section of the runbook', () => {
  const anchors = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replaceAll(/[^a-z0-9 -]/g, '').replaceAll(' ', '-'),
  ); // prettier-ignore
  for (const { id, watchedBy } of identityCommitments) {
    expect([id, watchedBy.filter((anchor) => !anchors.includes(anchor))]).toEqual([id, []]);
  }
});
