import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { ALARM_SEVERITIES } from '../../lambda/open-incident/severities';
import { createApp } from '../../lib/platform/app';
import { EVENT_SAMPLES, NO_INCIDENTS } from '../lambda/open-incident/event-samples';
import { exampleAssembly, stacksOf } from '../support/assembly';
import { matchesEvent } from '../support/event-pattern';
import { incidentsStack } from './surroundings';

jest.setTimeout(120_000);

interface Rule {
  readonly Properties: {
    readonly EventPattern?: Record<string, unknown>;
    readonly EventBusName?: unknown;
    readonly Targets: readonly unknown[];
  };
}
const template = Template.fromStack(incidentsStack(createApp()));
const rules = Object.values(template.findResources('AWS::Events::Rule') as Record<string, Rule>);
const intake = rules.filter(
  ({ Properties }) => JSON.stringify(Properties.Targets).includes('FunctionsOpen') && !Properties.EventBusName,
);

const takenIn = (event: object) =>
  intake.filter(({ Properties }) => matchesEvent(Properties.EventPattern ?? {}, event)).length;

test.each(Object.keys(EVENT_SAMPLES).filter((name) => !NO_INCIDENTS.includes(name)))(
  'NW-10, NW-11: %s is taken in, once',
  (name) => {
    expect(takenIn(EVENT_SAMPLES[name]!)).toBe(1);
  },
);

test.each(NO_INCIDENTS)('%s is left to on-call', (name) => {
  expect(takenIn(EVENT_SAMPLES[name]!)).toBe(0);
});

function changed(name: string, change: (detail: Record<string, unknown>) => void): object {
  const event = structuredClone(EVENT_SAMPLES[name]!);
  change(event.detail);
  return event;
}

test.each<[string, object]>([
  ['a threat below high severity', changed('guardduty-instance', (detail) => (detail.severity = 6.9))],
  [
    'a finding that somebody knows of',
    changed('securityhub-control', ({ findings }) => {
      (findings as { Workflow: { Status: string } }[])[0]!.Workflow.Status = 'NOTIFIED';
    }),
  ],
  [
    'what GuardDuty has reported itself',
    changed('securityhub-control', ({ findings }) => {
      (findings as { ProductName: string }[])[0]!.ProductName = 'GuardDuty';
    }),
  ],
  [
    'a rule that is kept again',
    changed('config-rule', (detail) => (detail.newEvaluationResult = { complianceType: 'COMPLIANT' })),
  ],
  [
    'a rule that wakes nobody',
    changed('config-rule', (detail) => (detail.configRuleName = 'ec2-imdsv2-check-conformance-pack-x')),
  ],
  [
    'a job that ended well',
    changed('backup-job', (detail) => Object.assign(detail, { state: 'COMPLETED', statusMessage: '' })),
  ],
  [
    'a policy on some other bucket',
    changed('cloudtrail-archive', (detail) => (detail.requestParameters = { bucketName: 'x' })),
  ],
  ['an alarm that falls', changed('alarm-backups-missing', (detail) => (detail.state = { value: 'OK' }))],
])('%s is not taken in', (_, event) => {
  expect(takenIn(event)).toBe(0);
});

test('every alarm that counts as grave is one that the platform has, and is in the runbook', () => {
  const runbook = readFileSync('docs/runbook.md', 'utf8');
  const texts = stacksOf(exampleAssembly()).map(({ template: of }) => JSON.stringify(of));
  for (const section of Object.keys(ALARM_SEVERITIES)) {
    const heading = new RegExp(`^## ${section.replaceAll('-', '[ -]')}$`, 'im');
    expect([section, heading.test(runbook), texts.some((text) => text.includes(`#${section}"`))]).toEqual([
      section,
      true,
      true,
    ]);
  }
});

test('AV-08: whatever wakes on-call as an event of the guardrails, records or backups is taken in as well', () => {
  const noticed = stacksOf(exampleAssembly())
    .filter(
      ({ stage, stack }) => stage === 'production-ap-southeast-2' && ['guardrails', 'audit', 'backup'].includes(stack),
    )
    .flatMap(({ template: { Resources } }) => Object.values(Resources))
    .filter(
      ({ Type, Properties }) => Type === 'AWS::Events::Rule' && JSON.stringify(Properties?.Targets).includes('OnCall'),
    )
    .map(({ Properties }) => JSON.stringify(Properties?.EventPattern));
  expect(noticed.length).toBeGreaterThan(8);
  const patterns = intake.map(({ Properties }) => JSON.stringify(Properties.EventPattern));
  const archive = /"bucketName":\[[^\]]*\]/;
  const settings = (pattern: string) => pattern.replace(archive, '');
  for (const pattern of noticed) expect(patterns.map(settings)).toContain(settings(pattern));
});
