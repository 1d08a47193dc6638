import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { backupTimes } from '../../lib/sites/site-schedules';
import { home, site, sitesStack, testHome } from './surroundings';

interface Schedule {
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone: string;
  readonly KmsKeyArn?: unknown;
  readonly Target: {
    readonly Input: string;
    readonly DeadLetterConfig?: unknown;
    readonly RetryPolicy: { readonly MaximumEventAgeInSeconds: number; readonly MaximumRetryAttempts: number };
  };
}

function schedulesOf(template: Template): Schedule[] {
  const found = template.findResources('AWS::Scheduler::Schedule');
  return Object.values(found).map(({ Properties }) => Properties as Schedule);
}

const schedules = schedulesOf(Template.fromStack(sitesStack(createApp())));

test('BK-01, BK-12: nights at 04:00 and ordered afternoons at 16:00, in each time zone in use', () => {
  const backups = schedules.filter(({ Target }) => Target.Input.includes('"run"'));
  expect(backups.map((one) => [one.ScheduleExpressionTimezone, one.ScheduleExpression, one.Target.Input])).toEqual([
    [
      'Australia/Perth',
      'cron(0 4 * * ? *)',
      '{"at":"<aws.scheduler.scheduled-time>","timeZone":"Australia/Perth","run":"night"}',
    ],
    [
      'Australia/Perth',
      'cron(0 16 * * ? *)',
      '{"at":"<aws.scheduler.scheduled-time>","timeZone":"Australia/Perth","run":"afternoon"}',
    ],
    [
      'Australia/Sydney',
      'cron(0 4 * * ? *)',
      '{"at":"<aws.scheduler.scheduled-time>","timeZone":"Australia/Sydney","run":"night"}',
    ],
  ]);
});

test('DR-04: all sites are restored for a test once in each quarter', () => {
  expect(schedules.map(({ ScheduleExpression }) => ScheduleExpression)).toContain('cron(0 10 8 1,4,7,10 ? *)');
});

test('BK-26: missing backups are looked for every hour', () => {
  expect(schedules.map(({ ScheduleExpression }) => ScheduleExpression)).toContain('cron(30 * * * ? *)');
});

test('a start that fails is tried again for two hours, then kept where an alarm sees it', () => {
  for (const { Target, KmsKeyArn } of schedules) {
    expect(Target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 7200, MaximumRetryAttempts: 20 });
    expect(Target.DeadLetterConfig).toBeDefined();
    expect(KmsKeyArn).toBeDefined();
  }
});

test('an environment of copies has no schedules: nothing there is backed up', () => {
  expect(schedulesOf(Template.fromStack(sitesStack(createApp(), { place: testHome, recovery: undefined })))).toEqual(
    [],
  );
});

test('the template is the same for one site of a zone and for a thousand', () => {
  const many = Array.from({ length: 1000 }, (_, index) => site(`s${index}`, 'Australia/Sydney'));
  const json = (sites: typeof many) =>
    JSON.stringify(Template.fromStack(sitesStack(createApp(), { place: { ...home, sites } })).toJSON());
  expect(json(many)).toBe(json(many.slice(0, 1)));
});

test('zones and times are in order, whatever the order of sites', () => {
  const sites = [site('b', 'Europe/Paris', ['16:00', '04:00']), site('a', 'Africa/Cairo'), site('c', 'Europe/Paris')];
  const inOrder = [
    ['Africa/Cairo', ['04:00']],
    ['Europe/Paris', ['04:00', '16:00']],
  ];
  expect([...backupTimes(sites)]).toEqual(inOrder);
  expect([...backupTimes(sites.toReversed())]).toEqual(inOrder);
});
