import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { Alarm, UNKNOWN } from '../support/alarms/alarm';
import type { AlarmState, Measured } from '../support/alarms/alarm';
import { webStack } from '../web/web-stack-fixture';

const STEP_SECONDS = 300;
const app = createApp();
app.node.setContext('aws:cdk:bundling-stacks', []);
const template = Template.fromStack(webStack(app));
const alarms = template.findResources('AWS::CloudWatch::Alarm') as Record<
  string,
  { Properties: Record<string, unknown> }
>;
const composites = Object.entries(template.findResources('AWS::CloudWatch::CompositeAlarm'));

/** Ids of the alarms that must all be raised, or undefined for a rule that says something else. */
function conditions(rule: unknown): string[] | undefined {
  const parts = (rule as { 'Fn::Join': [string, (string | { 'Fn::GetAtt': [string, string] })[]] })['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : part['Fn::GetAtt'][0])).join('');
  if (!/^\(ALARM\("\w+"\)( AND ALARM\("\w+"\))+\)$/.test(text)) return undefined;
  return [...text.matchAll(/"(\w+)"/g)].map(([, id]) => id!);
}

/** States of a composite alarm, every five minutes, over traffic of 600 requests each of which a share fails. */
function states(id: string, failing: readonly number[]): AlarmState[] {
  const [, { Properties }] = composites.find(([logicalId]) => logicalId.includes(id))!;
  const parts = conditions(Properties.AlarmRule)!.map((part) => new Alarm({ properties: alarms[part]!.Properties }));
  const traffic = failing.map((share) => ({ RequestCount: 600, HTTPCode_Target_5XX_Count: 600 * share }));
  return traffic.map((_, now) => {
    const each = parts.map((part) => part.stateAfter(part.points([window(traffic, now, part.seconds)], true), UNKNOWN));
    return each.every((state) => state === 'ALARM') ? 'ALARM' : 'OK';
  });
}

/** What a metric shows of the period that ends now. */
function window(traffic: readonly Measured[], now: number, seconds: number): Measured {
  const length = seconds / STEP_SECONDS;
  const seen = traffic.slice(Math.max(0, now - length + 1), now + 1);
  const sum: Record<string, number> = {};
  for (const step of seen) for (const [name, value] of Object.entries(step)) sum[name] = (sum[name] ?? 0) + value;
  return sum;
}

const hours = (count: number, share: number) => Array.from({ length: count * 12 }, () => share);
/** Minutes from the beginning of the trouble until the alarm rises, and from its end until it falls. */
function minutes(id: string, length: number, share: number) {
  const before = 7 * 12;
  const found = states(id, [...hours(7, 0.0002), ...hours(length, share), ...hours(7, 0.0002)]);
  const rises = found.indexOf('ALARM');
  const end = before + length * 12;
  const falls = found.indexOf('OK', Math.max(rises, end));
  return {
    rises: rises === -1 ? undefined : (rises - before + 1) * 5,
    falls: rises === -1 ? undefined : (falls - end + 1) * 5,
  };
}

test('each alarm asks for two windows at once, and is quiet while the load balancer says more (AV-08)', () => {
  expect(composites.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([
    'TrafficAvailabilityFast',
    'TrafficAvailabilitySlow',
  ]);
  for (const [, { Properties }] of composites) {
    expect(conditions(Properties.AlarmRule)).toHaveLength(2);
    expect(JSON.stringify(Properties.ActionsSuppressor)).toContain('LoadBalancerErrors');
    expect(Properties.AlarmActions).toHaveLength(1);
    expect(Properties.OKActions).toHaveLength(1);
  }
});

test('an outage is told within five minutes, and is over soon after it is over (AV-08)', () => {
  expect(minutes('Fast', 1, 1)).toEqual({ rises: 5, falls: 5 });
});

test('one in twenty requests is told within half an hour', () => {
  expect(minutes('Fast', 2, 0.05)).toEqual({ rises: 20, falls: 5 });
});

test('a slow leak is told within hours by the slow alarm, not by the fast one', () => {
  expect(minutes('Fast', 8, 0.008)).toEqual({ rises: undefined, falls: undefined });
  expect(minutes('Slow', 8, 0.008)).toEqual({ rises: 270, falls: 10 });
});

test('errors within the objective wake nobody, however long', () => {
  for (const id of ['Fast', 'Slow']) expect(states(id, hours(48, 0.0009))).not.toContain('ALARM');
});

test('a few bad minutes, as of a release that is rolled back, wake nobody', () => {
  const blip = [...hours(7, 0), 0.04, 0.04, ...hours(7, 0)];
  for (const id of ['Fast', 'Slow']) expect(states(id, blip)).not.toContain('ALARM');
});
