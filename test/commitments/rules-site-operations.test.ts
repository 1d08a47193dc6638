import { ruleOf } from './describe-rules';
import { att, evidence, lambda, machine, missing, ref, region, role } from './site-region';
import { problems, stack } from './template';
import type { Part } from './template';

describe.each([
  ['TN-01.SitesOnboarded', 'onboard'],
  ['TN-10.SitesExported', 'export'],
  ['TN-20.SitesErased', 'erase'],
  ['TN-21.PeopleExported', 'export-person'],
  ['TN-22.PeopleErased', 'erase-person'],
])('%s', (id, operation) => {
  test('is satisfied by a machine that plans it and runs the worker with the rights for it', () => {
    const good = region({ Machine: machine({ operation }), Other: machine({ operation: 'verify' }) });
    expect(missing(id, good)).toEqual([]);
    expect(evidence(id, good)).toEqual(['Machine']);
  });

  test('is missing where no machine plans it', () => {
    const [problem] = missing(id, region({ Machine: machine({ operation: 'verify' }) }));
    expect(problem).toMatch(`production-ap-southeast-2 lacks a state machine that plans '${operation}'`);
  });

  test('is missing where the worker may not do what it takes, or is none', () => {
    expect(missing(id, region({ Machine: machine({ operation }, { task: 'mild' }) }))).toHaveLength(1);
    expect(missing(id, region({ Machine: machine({ operation }, { task: 'unknown' }) }))).toHaveLength(1);
  });

  test('is not asked for where no sites live', () => {
    expect(missing(id, stack({}, { path: 'production-ap-southeast-4/recovery' }))).toEqual([]);
  });
});

test('TN-20.SitesErased is missing where nothing that it calls may delete backups', () => {
  const erase = machine({ operation: 'erase' }, { calls: 'Harmless' });
  const harmless = region({ Machine: erase }, role('Functions', 'states:StartExecution'));
  expect(missing('TN-20.SitesErased', harmless)).toHaveLength(1);
});

describe('what starts operations by itself', () => {
  const rule = (pattern: object, target: unknown, more: object = {}): Part => ({
    Type: 'AWS::Events::Rule',
    Properties: { State: 'ENABLED', EventPattern: pattern, Targets: [{ Arn: target, Id: 'T' }], ...more },
  });
  const created = (...key: unknown[]) => ({ 'detail-type': ['Object Created'], detail: { object: { key } } });
  const machines = {
    Onboard: machine({ operation: 'onboard' }),
    Restore: machine({ operation: 'restore' }),
    Refresh: machine({ wave: 'refresh' }),
    Backup: machine({ wave: 'backup' }),
  };
  const reconcile = lambda('Reconcile', 'Functions', { ONBOARD_MACHINE_ARN: ref('Onboard') });
  const released = { source: ['cordon.delivery'], 'detail-type': ['Release Deployed'] };
  const arrived = created({ wildcard: 'sites/*/*-copy/manifest.json' });

  test.each<[string, Part]>([
    ['TN-13.SitesAreData', rule(created('catalogue/sites.json'), att('Reconcile'))],
    ['TN-14.CopiesFollowReleases', rule(released, ref('Refresh'))],
    ['TN-15.CopiesArrive', rule(arrived, ref('Restore'))],
  ])('%s is satisfied by a rule that reaches the right machine', (id, good) => {
    expect(missing(id, region(machines, { ...reconcile, Rule: good }))).toEqual([]);
    expect(evidence(id, region(machines, { ...reconcile, Rule: good }))).toEqual(['Rule']);
  });

  test.each<[string, string, Part]>([
    ['TN-13.SitesAreData', 'of another object', rule(created('catalogue/other.json'), att('Reconcile'))],
    ['TN-13.SitesAreData', 'to a function that onboards nothing', rule(created('catalogue/sites.json'), att('Plan'))],
    ['TN-14.CopiesFollowReleases', 'to another wave', rule(released, ref('Backup'))],
    ['TN-14.CopiesFollowReleases', 'that is off', rule(released, ref('Refresh'), { State: 'DISABLED' })],
    ['TN-15.CopiesArrive', 'of all backups', rule(created({ wildcard: 'sites/*' }), ref('Restore'))],
    ['TN-15.CopiesArrive', 'to another operation', rule(arrived, ref('Onboard'))],
  ])('%s is missing with a rule %s', (id, _what, bad) => {
    expect(missing(id, region(machines, { ...reconcile, Rule: bad }))).toHaveLength(1);
  });
});

describe('requests about personal data', () => {
  const operations = ['export', 'export-person', 'erase-person', 'retire', 'erase'];
  const machines = Object.fromEntries(operations.map((operation) => [operation, machine({ operation })]));
  const advance = (...names: string[]) => {
    const parts = names.flatMap((name, index) => [`${index ? '",' : '{'}"${operations[index]!}":"`, ref(name)]);
    return lambda('Advance', 'Functions', { MACHINES: { 'Fn::Join': ['', [...parts, '"}']] } });
  };

  test('TN-20.RequestsReachOperations is satisfied if each step starts the operation of its name', () => {
    const rule = ruleOf('TN-20.RequestsReachOperations');
    expect(problems(rule, region(machines, advance(...operations)))).toEqual([]);
    const swapped = ['erase', 'export-person', 'erase-person', 'retire', 'export'];
    expect(problems(rule, region(machines, advance(...swapped))).join()).toMatch(
      /starts erase for export, export for erase/,
    );
    expect(problems(rule, region(machines, advance('export'))).join()).toMatch(/nothing for erase/);
  });

  const schedule = (properties: object = {}): Part => ({
    Type: 'AWS::Scheduler::Schedule',
    Properties: { ScheduleExpression: 'cron(30 * * * ? *)', Target: { Arn: att('Advance') }, ...properties },
  });
  const requests = (Schedule: Part) => region(machines, { ...advance(...operations), Schedule });

  test('TN-20.RequestsAdvance is satisfied by an hourly schedule of what brings them on', () => {
    expect(missing('TN-20.RequestsAdvance', requests(schedule()))).toEqual([]);
    expect(missing('TN-20.RequestsAdvance', requests(schedule({ ScheduleExpression: 'rate(1 hour)' })))).toEqual([]);
  });

  test.each([
    ['once a day', { ScheduleExpression: 'cron(30 4 * * ? *)' }],
    ['off', { State: 'DISABLED' }],
    ['of another function', { Target: { Arn: att('Plan') } }],
  ])('TN-20.RequestsAdvance is missing with a schedule that is %s', (_what, change) => {
    expect(missing('TN-20.RequestsAdvance', requests(schedule(change)))).toHaveLength(1);
  });

  const alarm = (change: object = {}): Part => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      MetricName: 'PrivacyRequestsOverdue',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'breaching',
      ...change,
    },
  });

  test.each([
    [0, 'as it should be', {}],
    [1, 'too patient', { Threshold: 3 }],
    [1, 'silent where nobody counts', { TreatMissingData: 'notBreaching' }],
    [1, 'about something else', { MetricName: 'PrivacyRequestsDue' }],
  ])('TN-20.LateRequestsHeard misses %i alarm with one that is %s', (count, _what, change) => {
    expect(missing('TN-20.LateRequestsHeard', region({}, { Alarm: alarm(change) }))).toHaveLength(count);
  });
});

describe('what auditors are shown', () => {
  const plan = (ReportTemplate: string, Formats = ['CSV', 'JSON']): Part => ({
    Type: 'AWS::Backup::ReportPlan',
    Properties: { ReportSetting: { ReportTemplate }, ReportDeliveryChannel: { S3BucketName: 'reports', Formats } },
  });

  test.each([
    ['OR-10.JobReports', 'BACKUP_JOB_REPORT'],
    ['OR-10.ControlReports', 'CONTROL_COMPLIANCE_REPORT'],
  ])('%s is satisfied by a report plan of its kind alone', (id, template) => {
    expect(missing(id, region({}, { Plan1: plan(template) }))).toEqual([]);
    expect(missing(id, region({}, { Plan1: plan('RESTORE_JOB_REPORT') }))).toHaveLength(1);
    expect(missing(id, region({}, { Plan1: plan(template, ['CSV']) }))).toHaveLength(1);
  });

  test('TN-23.ReadsReported is satisfied by a query over the trail of data events alone', () => {
    const trail = (type: string): Part => ({
      Type: 'AWS::CloudTrail::Trail',
      Properties: {
        CloudWatchLogsLogGroupArn: att('Events'),
        EventSelectors: [{ DataResources: [{ Type: type }] }],
      },
    });
    const query = (LogGroupNames: unknown[], QueryString = 'stats count(*) by who'): Part => ({
      Type: 'AWS::Logs::QueryDefinition',
      Properties: { LogGroupNames, QueryString },
    });
    const Events = { Type: 'AWS::Logs::LogGroup' };
    const id = 'TN-23.ReadsReported';
    const at = (Query: Part, Trail = trail('AWS::S3::Object')) => region({}, { Events, Trail, Query });
    expect(missing(id, at(query([ref('Events')])))).toEqual([]);
    expect(missing(id, at(query([ref('Other')])))).toHaveLength(1);
    expect(missing(id, at(query([ref('Events')], 'fields @message')))).toHaveLength(1);
    expect(missing(id, at(query([ref('Events')]), trail('AWS::Lambda::Function')))).toHaveLength(1);
  });
});

describe('TN-18.NothingElseResolves', () => {
  const list = (...Domains: string[]): Part => ({
    Type: 'AWS::Route53Resolver::FirewallDomainList',
    Properties: { Domains },
  });
  const network = (last: object, group = 'Rules') => ({
    Vpc: { Type: 'AWS::EC2::VPC' },
    Allowed: list('*.ap-southeast-2.amazonaws.com'),
    Others: list('*'),
    Rules: {
      Type: 'AWS::Route53Resolver::FirewallRuleGroup',
      Properties: {
        FirewallRules: [
          { Priority: 2, Action: 'BLOCK', FirewallDomainListId: { 'Fn::GetAtt': ['Others', 'Id'] }, ...last },
          { Priority: 1, Action: 'ALLOW', FirewallDomainListId: { 'Fn::GetAtt': ['Allowed', 'Id'] } },
        ],
      },
    },
    Association: {
      Type: 'AWS::Route53Resolver::FirewallRuleGroupAssociation',
      Properties: { FirewallRuleGroupId: { 'Fn::GetAtt': [group, 'Id'] }, VpcId: ref('Vpc') },
    },
  });
  const id = 'TN-18.NothingElseResolves';

  test('is satisfied where the last rule blocks all names', () => {
    expect(missing(id, stack(network({})))).toEqual([]);
  });

  test.each([
    ['only tells of them', { Action: 'ALERT' }, 'Rules'],
    ['blocks some', { FirewallDomainListId: { 'Fn::GetAtt': ['Allowed', 'Id'] } }, 'Rules'],
    ['comes first', { Priority: 0 }, 'Rules'],
    ['guards no network', {}, 'Others'],
  ])('is missing where the last rule %s', (_what, last, group) => {
    expect(missing(id, stack(network(last, group)))).toHaveLength(1);
  });
});
