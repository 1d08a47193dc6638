import { ruleOf } from './describe-rules';
import { evidence, problems, stack } from './template';
import type { Part } from './template';

const BUILDS = {
  Check: 'npm test',
  Review: 'npm run review -- --base v1',
  Analyse: 'npm run check:code && npm run check:dependencies',
  Scan: 'zap-full-scan.py -t https://shop.example',
  Judge: 'npm run scan:judge -- --stop-at medium',
  Deploy: 'npm run release -- "$STEP" --app x --environment production --release y $REGION',
};
const projects = Object.fromEntries(
  Object.entries(BUILDS).map(([id, command]): [string, Part] => [
    id,
    {
      Type: 'AWS::CodeBuild::Project',
      Properties: { Source: { Type: 'CODEPIPELINE', BuildSpec: JSON.stringify({ command }) } },
    },
  ]),
);
const build = (id: keyof typeof BUILDS, RunOrder = 1, step?: string) => ({
  Name: step ?? id,
  ActionTypeId: { Category: 'Build' },
  RunOrder,
  Configuration: {
    ProjectName: { Ref: id },
    ...(step !== undefined && {
      EnvironmentVariables: JSON.stringify([
        { name: 'STEP', type: 'PLAINTEXT', value: step },
        { name: 'REGION', type: 'PLAINTEXT', value: '--region eu-central-1' },
      ]),
    }),
  },
});
const other = (Category: string, Name: string, RunOrder = 1, Configuration = {}) => ({
  Name,
  ActionTypeId: { Category },
  RunOrder,
  Configuration,
});
type Action = ReturnType<typeof build> | ReturnType<typeof other>;
const stage = (Name: string, ...Actions: Action[]) => ({ Name, Actions });
const good = {
  source: stage('Source', other('Source', 'Fetch')),
  verify: stage('Verify', build('Check'), build('Review'), build('Analyse')),
  scan: stage('Scan', build('Scan', 1), build('Judge', 2)),
  approve: stage(
    'Approve',
    other('Approval', 'operations', 1),
    other('Approval', 'security', 1),
    other('Invoke', 'TwoPeople', 2),
  ),
  release: {
    ...stage('Release', build('Deploy', 1, 'snapshot'), build('Deploy', 2, 'deploy'), build('Deploy', 3, 'confirm')),
    OnFailure: { Result: 'ROLLBACK' },
  },
};
const delivery = { path: 'delivery-account/delivery', account: '444444444444' };
const pipeline = (stages: Partial<typeof good>) =>
  stack(
    {
      ...projects,
      Pipeline: { Type: 'AWS::CodePipeline::Pipeline', Properties: { Stages: Object.values({ ...good, ...stages }) } },
    },
    delivery,
  );

const JUDGED = ['IR-06.ReleasesScanned', 'IR-08.ReleasesTakenBack', 'IR-11.TwoPeopleApprove', 'TN-14.ReleasesTold'];

test.each([...JUDGED, 'IR-08.ReleasesChecked'])('%s is satisfied by a pipeline that does all in its order', (id) => {
  expect(problems(ruleOf(id), pipeline({}))).toEqual([]);
  expect(evidence(ruleOf(id), pipeline({}))).not.toEqual([]);
});

test.each<[string, string, Partial<typeof good>, RegExp]>([
  ['IR-06.ReleasesScanned', 'no scan', { scan: stage('Scan', build('Judge', 2)) }, /without a scan by ZAP/],
  [
    'IR-06.ReleasesScanned',
    'a scan that nobody judges',
    { scan: stage('Scan', build('Scan')) },
    /without a scan by ZAP/,
  ],
  [
    'IR-08.ReleasesTakenBack',
    'a stage that stays broken',
    { release: { ...good.release, OnFailure: { Result: 'FAIL' } } },
    /is FAIL; ROLLBACK is needed/,
  ],
  [
    'IR-11.TwoPeopleApprove',
    'one approval',
    { approve: stage('Approve', other('Approval', 'operations'), other('Invoke', 'TwoPeople', 2)) },
    /without two approvals/,
  ],
  [
    'IR-11.TwoPeopleApprove',
    'a look before the approvals',
    {
      approve: stage('Approve', other('Approval', 'a', 2), other('Approval', 'b', 2), other('Invoke', 'TwoPeople', 1)),
    },
    /without two approvals/,
  ],
  [
    'TN-14.ReleasesTold',
    'no snapshots',
    { release: { ...good.release, Actions: good.release.Actions.slice(1) } },
    /without snapshots/,
  ],
  [
    'TN-14.ReleasesTold',
    'nobody who is told',
    { release: { ...good.release, Actions: good.release.Actions.slice(0, 2) } },
    /is told to nobody/,
  ],
])('%s finds %s', (id, _what, stages, finding) => {
  expect(problems(ruleOf(id), pipeline(stages)).join()).toMatch(finding);
});

test('IR-08.ReleasesChecked holds no pipeline for one that deploys before it checks', () => {
  const { source, verify, release, ...rest } = good;
  const late = stack(
    {
      ...projects,
      Pipeline: {
        Type: 'AWS::CodePipeline::Pipeline',
        Properties: { Stages: [source, release, verify, ...Object.values(rest)] },
      },
    },
    delivery,
  );
  expect(evidence(ruleOf('IR-08.ReleasesChecked'), late)).toEqual([]);
});

describe('IR-08.DeliveryConfined', () => {
  const rule = ruleOf('IR-08.DeliveryConfined');
  const builder = stack(
    { Build: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'cordon-deploy-to-production' } } },
    delivery,
  );
  const trusting = (Condition?: object) =>
    stack(
      {
        Deploy: {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: {
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'sts:AssumeRole',
                  Principal: { AWS: 'arn:aws:iam::444444444444:root' },
                  Condition,
                },
              ],
            },
          },
        },
      },
      { path: 'production-account/delivery-access' },
    );
  const ArnEquals = { 'aws:PrincipalArn': 'arn:aws:iam::444444444444:role/cordon-deploy-to-production' };
  const StringEquals = { 'sts:ExternalId': 'cordon-delivery-production' };

  test('is satisfied by a role that trusts the build for its environment, by an id', () => {
    expect(problems(rule, trusting({ ArnEquals, StringEquals }), builder)).toEqual([]);
    expect(evidence(rule, trusting({ ArnEquals, StringEquals }), builder)).toHaveLength(1);
  });

  test.each([
    ['the whole account', undefined, /trusts the whole account that delivers/],
    [
      'another role of it',
      { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::444444444444:role/admin' }, StringEquals },
      /trusts .*role\/admin/,
    ],
    ['the build without an id', { ArnEquals }, /asks for no external id/],
  ])('finds one that trusts %s', (_, condition, finding) => {
    expect(problems(rule, trusting(condition), builder).join()).toMatch(finding);
  });
});
