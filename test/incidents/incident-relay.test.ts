import { Stack } from 'aws-cdk-lib';
import type { App, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IncidentRelayStack } from '../../lib/incidents/incident-relay-stack';
import { createApp } from '../../lib/platform/app';
import { EVENT_SAMPLES, NO_INCIDENTS } from '../lambda/open-incident/event-samples';
import { matchesEvent } from '../support/event-pattern';
import { findings } from '../support/findings';
import { melbourne, sydney } from '../support/place';
import { incidentsStack } from './surroundings';

jest.setTimeout(120_000);

function relay(scope: App | Stage): IncidentRelayStack {
  const { account, region } = melbourne;
  const outside = new Stack(scope, 'outside', { env: { account, region } });
  return new IncidentRelayStack(scope, 'incidents', {
    place: melbourne,
    home: sydney,
    description: 'Relay',
    onCall: {
      topic: sns.Topic.fromTopicArn(outside, 'Topic', `arn:aws:sns:${region}:${account}:on-call`),
      runbookUrl: 'https://git.vinefield.example/runbook.md',
    },
  });
}

const template = Template.fromStack(relay(createApp()));
const BUS = 'arn:aws:events:ap-southeast-2:111111111111:event-bus/cordon-production-incidents';

interface Rule {
  readonly Properties: {
    readonly EventPattern: Record<string, unknown>;
    readonly Targets: readonly { readonly Arn: unknown; readonly DeadLetterConfig?: unknown }[];
  };
}
const rules = Object.values(template.findResources('AWS::Events::Rule') as Record<string, Rule>);

test('passes every check', () => {
  expect(findings((stage) => void relay(stage)).filter((finding) => finding.includes('/incidents/'))).toEqual([]);
});

test.each(Object.keys(EVENT_SAMPLES).filter((name) => name !== 'cloudtrail-archive' && !NO_INCIDENTS.includes(name)))(
  'NW-10: %s of the recovery region reaches the incidents of the home region, or a queue that wakes somebody',
  (name) => {
    const matching = rules.filter(({ Properties }) => matchesEvent(Properties.EventPattern, EVENT_SAMPLES[name]));
    expect(matching.flatMap(({ Properties }) => Properties.Targets)).toEqual([
      expect.objectContaining({ Arn: BUS, DeadLetterConfig: expect.anything() as unknown }),
    ]);
  },
);

test('watches the archive of its own region', () => {
  const patterns = JSON.stringify(rules.map(({ Properties }) => Properties.EventPattern));
  expect(patterns).toContain('cordon-production-archive-111111111111-ap-southeast-4');
});

test('may put events on that bus, and do nothing else', () => {
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) =>
      (Properties as { PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] } }).PolicyDocument
        .Statement,
  );
  expect(statements).toEqual([{ Effect: 'Allow', Action: 'events:PutEvents', Resource: BUS }]);
});

test('the home region has that bus, and takes in all that comes on it from the account', () => {
  const home = Template.fromStack(incidentsStack(createApp()));
  home.hasResourceProperties('AWS::Events::EventBus', { Name: 'cordon-production-incidents' });
  const [bus] = Object.keys(home.findResources('AWS::Events::EventBus'));
  home.hasResourceProperties('AWS::Events::Rule', {
    EventBusName: { Ref: bus },
    EventPattern: { account: ['111111111111'] },
  });
});
