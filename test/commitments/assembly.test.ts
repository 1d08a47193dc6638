import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack, Stage, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Assembly, environmentOf, textOf } from '../../lib/commitments/assembly';
import { dummies, missingFacts, oversized, statefulIds } from '../../lib/commitments/invariants';
import { readReport } from '../../lib/commitments/report';
import { renderTable, summarize } from '../../lib/commitments/summary';
import { createApp } from '../../lib/platform/app';
import { synthesize } from './synthesize';
import { stack } from './template';
import type { Part } from './template';

const env = { account: '111111111111', region: 'ap-southeast-2' };

function twoStacks(): Assembly {
  const outdir = mkdtempSync(join(tmpdir(), 'cordon-assembly-test-'));
  const app = createApp({ outdir });
  const stage = new Stage(app, 'production-ap-southeast-2', { env });
  const key = new kms.Key(new Stack(stage, 'audit'), 'Key');
  new logs.LogGroup(new Stack(stage, 'web'), 'Log', { encryptionKey: key });
  app.synth();
  return Assembly.read(outdir);
}

test('reads every stack of every stage, with its place', () => {
  const { stacks } = twoStacks();
  expect(
    stacks.map(({ stage, environment, location }) => [stage, environment, location.path, location.region]),
  ).toEqual([
    ['production-ap-southeast-2', 'production', 'production-ap-southeast-2/audit', 'ap-southeast-2'],
    ['production-ap-southeast-2', 'production', 'production-ap-southeast-2/web', 'ap-southeast-2'],
  ]);
});

test('follows a reference into the stack that it leads to, however CDK has written it', () => {
  const assembly = twoStacks();
  const log = assembly.resources.find(({ type }) => type === 'AWS::Logs::LogGroup')!;
  const key = assembly.target(log.properties.KmsKeyId, log.stack);
  expect([key?.type, key?.stack.location.path]).toEqual(['AWS::KMS::Key', 'production-ap-southeast-2/audit']);
});

test.each([
  ['production-eu-central-1', 'eu-central-1', 'production'],
  ['production-account', 'eu-central-1', 'production'],
  ['pre-production-eu-central-1', 'eu-central-1', 'pre-production'],
])('the environment of stage %s is %s', (stage, region, environment) => {
  expect(environmentOf(stage, region)).toBe(environment);
});

test('says what can be known of a value that CloudFormation puts together', () => {
  expect(textOf({ 'Fn::Join': ['-', ['a', { Ref: 'B' }, 'c']] })).toBe('a-<{"Ref":"B"}>-c');
  expect(textOf({ 'Fn::Sub': 'arn:${AWS::Partition}:s3' })).toBe('arn:${AWS::Partition}:s3');
  expect(textOf(undefined)).toBe('');
});

describe('invariants', () => {
  const queues = (count: number): Record<string, Part> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`Queue${i}`, { Type: 'AWS::SQS::Queue' }]));
  const big = { Big: { Type: 'AWS::SQS::Queue', Properties: { Text: 'x'.repeat(800_000) } } };

  test('a stack may have 400 resources, and no more', () => {
    expect(oversized(new Assembly([stack(queues(400))]))).toEqual([]);
    expect(oversized(new Assembly([stack(queues(401))])).join()).toMatch(
      /production-ap-southeast-2\/data has 401 resources/,
    );
  });

  test('a stack may have 800 KB, and no more', () => {
    expect(oversized(new Assembly([stack(big)])).join()).toMatch(/bytes, more than 800000/);
  });

  test('a stack whose zones were looked up in vain is named', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'cordon-dummy-'));
    const app = createApp({ outdir });
    new ec2.Vpc(new Stack(new Stage(app, 'production-ap-southeast-2', { env }), 'network'), 'Vpc', { maxAzs: 2 });
    app.synth();
    expect(missingFacts(outdir)).toEqual(['availability-zones:account=111111111111:region=ap-southeast-2']);
    expect(dummies(Assembly.read(outdir))).toEqual(["production-ap-southeast-2/network contains 'dummy1a'"]);
    expect(missingFacts(synthesize(() => undefined).folder)).toEqual([]);
  });

  test('what holds data is listed by type and logical id', () => {
    const resources = {
      B: { Type: 'AWS::S3::Bucket' },
      A: { Type: 'AWS::S3::Bucket' },
      Q: { Type: 'AWS::SQS::Queue' },
    };
    expect(statefulIds(stack(resources))).toEqual(['AWS::S3::Bucket A', 'AWS::S3::Bucket B']);
  });
});

describe('the summary of a synth', () => {
  const { folder } = synthesize((data) => {
    const log = new logs.CfnLogGroup(data, 'Log');
    Validations.of(log).acknowledge({ id: 'Cordon::TN-19.LogRetention', reason: 'Holds the record of erasures.' });
    new Stack(data.node.scope, 'data-1');
  });

  test('counts resources, findings and acknowledgements of each stack, and not of one with a longer name', () => {
    const [data, other, ...rest] = summarize(folder);
    const { findings, acknowledged } = readReport(folder);
    expect(rest).toEqual([]);
    expect(data).toMatchObject({
      stage: 'production-ap-southeast-2',
      stack: 'data',
      resources: 1,
      acknowledged: acknowledged.length,
    });
    expect(data!.findings).toBe(findings.length);
    expect(data!.findings).toBeGreaterThan(1);
    expect(other).toMatchObject({ stack: 'data-1', resources: 0, findings: 0, acknowledged: 0 });
  });

  test('counts an engine that failed as a finding of the app', () => {
    const report = join(folder, 'validation-report.json');
    const before = readFileSync(report, 'utf8');
    const pluginReports = [
      { pluginName: 'Control Tower', conclusion: 'failure', violations: [], metadata: { error: 'cfn-guard is gone' } },
    ];
    writeFileSync(report, JSON.stringify({ pluginReports }));
    expect(readReport(folder).findings).toMatchObject([{ engine: 'Control Tower', description: 'cfn-guard is gone' }]);
    expect(summarize(folder).at(-1)).toMatchObject({ stage: 'app', findings: 1 });
    writeFileSync(report, before);
  });

  test('is a table with a total', () => {
    const rows = [
      { stage: 'production-eu', stack: 'data', resources: 12, kilobytes: 9, findings: 0, acknowledged: 3 },
      { stage: 'production-eu', stack: 'web', resources: 130, kilobytes: 110, findings: 2, acknowledged: 0 },
    ];
    expect(renderTable(rows)).toBe(
      [
        'Stage          Stack     Resources   KB  Findings  Acknowledged',
        '─────────────  ────────  ─────────  ───  ────────  ────────────',
        'production-eu  data             12    9         0             3',
        'production-eu  web             130  110         2             0',
        '─────────────  ────────  ─────────  ───  ────────  ────────────',
        'Total          2 stacks        142  119         2             3',
      ].join('\n'),
    );
  });
});
