import { Match, Template } from 'aws-cdk-lib/assertions';
import { addDelivery } from '../../lib/platform/delivery';
import { matchesEvent } from '../support/event-pattern';
import { findings } from '../support/findings';
import { deliveryStack, platform } from './stacks';

jest.setTimeout(120_000);

const template = Template.fromStack(deliveryStack());

test('nobody has to answer for anything in the account that delivers', () => {
  expect(findings((_, app) => addDelivery(app, platform))).toEqual([]);
});

test('BK-25: bundles of source code go where nobody can remove them for 400 days, every night', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketName: 'cordon-delivery-delivery-archive-444444444444-ap-southeast-2',
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 400 } } },
  });
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(0 3 * * ? *)',
    ScheduleExpressionTimezone: 'Australia/Sydney',
    Target: Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('SourceBundlesProject'), 'Arn'] } }),
  });
});

test('BK-25: on-call hears of a night that failed', () => {
  const [rule] = Object.values(
    template.findResources('AWS::Events::Rule', {
      Properties: { EventPattern: { 'detail-type': ['CodeBuild Build State Change'] } },
    }),
  );
  const pattern = (rule!.Properties as { EventPattern: { detail: { 'project-name': unknown } } }).EventPattern;
  const named = { ...pattern, detail: { ...pattern.detail, 'project-name': ['bundles'] } };
  const build = (status: string) => ({
    source: 'aws.codebuild',
    'detail-type': 'CodeBuild Build State Change',
    detail: { 'build-status': status, 'project-name': 'bundles' },
  });
  expect(matchesEvent(named, build('FAILED'))).toBe(true);
  expect(matchesEvent(named, build('TIMED_OUT'))).toBe(true);
  expect(matchesEvent(named, build('SUCCEEDED'))).toBe(false);
});

describe('the pipeline', () => {
  const [{ Properties }] = Object.values(template.findResources('AWS::CodePipeline::Pipeline')) as [
    {
      Properties: { Stages: { Name: string; Actions: { Name: string; RunOrder: number }[] }[]; ExecutionMode: string };
    },
  ];
  const stages = Properties.Stages.map(({ Name }) => Name);

  test('goes from where nobody works to where customers do, one region after the other', () => {
    expect(stages).toEqual([
      ...['Source', 'Verify', 'Assemble'],
      ...['development-account', 'development-ap-southeast-2'],
      ...['test-account', 'test-ap-southeast-2', 'test-us-west-2', 'test-eu-central-1'],
      ...['Scan', 'Approve'],
      ...['production-account', 'production-ap-southeast-2', 'production-us-west-2', 'production-eu-central-1'],
    ]);
  });

  test('IR-11: asks both groups at once, after it has shown what would change, and looks at who they were', () => {
    const approve = Properties.Stages.find(({ Name }) => Name === 'Approve')!;
    expect(approve.Actions.map(({ Name, RunOrder }) => [RunOrder, Name])).toEqual([
      [1, 'Compare'],
      [2, 'operations'],
      [2, 'security'],
      [3, 'TwoPeople'],
    ]);
  });

  test('lets a newer release overtake one that waits', () => {
    expect(Properties.ExecutionMode).toBe('SUPERSEDED');
  });

  test('IR-08: what a build runs is in the template, not in the source that it builds', () => {
    const projects = Object.values(template.findResources('AWS::CodeBuild::Project')) as {
      Properties: { Source: { BuildSpec?: unknown } };
    }[];
    expect(projects.length).toBeGreaterThan(0);
    for (const { Properties: project } of projects)
      expect(JSON.stringify(project.Source.BuildSpec)).toContain('phases');
  });

  test('on-call hears of a release that stopped', () => {
    const [rule] = Object.values(
      template.findResources('AWS::Events::Rule', {
        Properties: { EventPattern: { 'detail-type': ['CodePipeline Pipeline Execution State Change'] } },
      }),
    );
    const { EventPattern } = rule!.Properties as { EventPattern: Record<string, unknown> };
    const execution = (state: string, pipeline = 'cordon-delivery') => ({
      source: 'aws.codepipeline',
      'detail-type': 'CodePipeline Pipeline Execution State Change',
      detail: { pipeline, state },
    });
    expect(matchesEvent(EventPattern, execution('FAILED'))).toBe(true);
    expect(matchesEvent(EventPattern, execution('SUPERSEDED'))).toBe(false);
    expect(matchesEvent(EventPattern, execution('FAILED', 'other'))).toBe(false);
  });

  test('IR-06: ZAP scans a copy of a site, in an image that nobody can exchange, and with no right but its report', () => {
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Environment: { Image: Match.stringLikeRegexp('@sha256:[0-9a-f]{64}$'), PrivilegedMode: false },
      Source: { BuildSpec: Match.stringLikeRegexp('https://ironbark-test.au-test.vinefield.example') },
    });
  });
});
