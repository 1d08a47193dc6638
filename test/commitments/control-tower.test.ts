import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnGuardValidator } from '@cdklabs/cdk-validator-cfnguard';
import type { IPolicyValidationContext, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { ControlTowerRules } from '../../lib/commitments/control-tower';
import { guardBinary, readFindings } from '../../lib/commitments/guard-engine';
import { STALE_RULES, controlTowerRules } from '../../lib/commitments/guard-rules';
import { createApp } from '../../lib/platform/app';
import type { Part } from './template';

jest.setTimeout(60_000);

/** Templates on disk, as synth hands them to a plugin. */
function contextOf(templates: Record<string, Record<string, Part>>): IPolicyValidationContext {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-guard-test-'));
  const stackTemplates = Object.entries(templates).map(([stackConstructPath, Resources]) => {
    const templatePath = join(folder, `${stackConstructPath.replace('/', '-')}.template.json`);
    writeFileSync(templatePath, JSON.stringify({ Resources }));
    const region = /-([a-z]+-[a-z]+-\d)/.exec(stackConstructPath)?.[1];
    return { stackConstructPath, templatePath, accountId: '111111111111', region };
  });
  const templatePaths = stackTemplates.map(({ templatePath }) => templatePath);
  return { stackTemplates, templatePaths, appConstruct: createApp() };
}

/** `<rule> <template> <logical id>` of each finding, whatever words an engine finds for it. */
function keys(report: PolicyValidationPluginReport, nameOf = (rule: string) => rule): string[] {
  const found = report.violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ templatePath, resourceLogicalId }) =>
      [nameOf(ruleName), templatePath, resourceLogicalId].join(' '),
    ),
  );
  return [...new Set(found)].sort();
}

function found(templates: Record<string, Record<string, Part>>): string[] {
  const report = new ControlTowerRules({ cache: 'none' }).validate(contextOf(templates));
  return report.violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ resourceLogicalId }) => `${ruleName} ${resourceLogicalId}`),
  );
}

const bucket = (Properties: Record<string, unknown> = {}): Part => ({ Type: 'AWS::S3::Bucket', Properties });
const server = (Properties: Record<string, unknown> = {}): Part => ({
  Type: 'AWS::RDS::DBInstance',
  Properties: { Engine: 'postgres', DBInstanceClass: 'db.m7g.large', ...Properties },
});

test('finds what the rules’ own plugin finds, at the same resources', () => {
  const context = contextOf({
    'production-eu-west-1/data': {
      Server: server(),
      Good: server({ StorageEncrypted: true, MultiAZ: true, PubliclyAccessible: false, DeletionProtection: true }),
      Bucket: bucket(),
      Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [] } } },
    },
    'production-eu-west-1/sites': {
      Queue: { Type: 'AWS::SQS::Queue' },
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { KeySchema: [] } },
      Log: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 400 } },
      Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { RoleArn: 'x' } },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'x' } },
    },
    'production-eu-west-1/web': {
      Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Type: 'application' } },
      Listener: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { Protocol: 'HTTP' } },
      Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { InstanceType: 't2.micro' } } },
      Group: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: { SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0', IpProtocol: '-1' }] },
      },
      Subnet: { Type: 'AWS::EC2::Subnet', Properties: { MapPublicIpOnLaunch: true } },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'x',
          PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
        },
      },
    },
    'production-eu-west-1/empty': {},
  });
  const ids = new Map(controlTowerRules().rules.map(({ id, name }) => [name, id]));
  const disabledRules = Object.keys(STALE_RULES).map((id) => id.toLowerCase().replaceAll('.', '-'));
  const theirs = new CfnGuardValidator({ disabledRules, maxBuffer: 1e8 }).validate(context);
  const ours = new ControlTowerRules({ cache: 'none' }).validate(context);
  expect(keys(ours).length).toBeGreaterThan(40);
  // Theirs repeats one finding without saying where.
  expect(keys(ours)).toEqual(keys(theirs, (name) => ids.get(name) ?? name).filter((key) => !key.endsWith(' ')));
});

describe('finds each of these mutants', () => {
  const good: Record<string, Part> = {
    Server: server({
      StorageEncrypted: true,
      KmsKeyId: 'key',
      MultiAZ: true,
      PubliclyAccessible: false,
      Port: '15432',
    }),
    Bucket: bucket({ VersioningConfiguration: { Status: 'Enabled' } }),
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: { KMSKeyId: 'key', EnableLogFileValidation: true, IsLogging: true, S3BucketName: 'x' },
    },
    Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'x', SecurityGroupIngress: [] } },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: 'f',
        Principal: 's3.amazonaws.com',
        SourceAccount: '111111111111',
      },
    },
  };
  const mutants: readonly (readonly [string, string, Record<string, unknown>])[] = [
    ['CT.RDS.PR.1', 'Server', { MultiAZ: false }],
    ['CT.RDS.PR.20', 'Server', { Port: '5432' }],
    ['CT.RDS.PR.23', 'Server', { PubliclyAccessible: true }],
    ['CT.RDS.PR.24', 'Server', { StorageEncrypted: false }],
    ['CT.RDS.PR.30', 'Server', { KmsKeyId: undefined }],
    ['CT.S3.PR.11', 'Bucket', { VersioningConfiguration: { Status: 'Suspended' } }],
    ['CT.CLOUDTRAIL.PR.1', 'Trail', { KMSKeyId: undefined }],
    ['CT.CLOUDTRAIL.PR.2', 'Trail', { EnableLogFileValidation: false }],
    [
      'CT.EC2.PR.4',
      'Group',
      { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, CidrIp: '0.0.0.0/0' }] },
    ],
    ['CT.LAMBDA.PR.2', 'Permission', { SourceAccount: undefined }],
  ];
  // All mutants are judged together: each is a stage of its own.
  const verdicts = new Map<string, string[]>();
  beforeAll(() => {
    const templates: Record<string, Record<string, Part>> = { 'good-eu-west-1/data': good };
    for (const [index, [rule, id, change]] of mutants.entries()) {
      const part = good[id]!;
      const mutant = { ...part, Properties: { ...part.Properties, ...change } };
      templates[`m${index}-eu-west-1/${rule}`] = { ...good, [id]: mutant };
    }
    const context = contextOf(templates);
    for (const key of keys(new ControlTowerRules({ cache: 'none' }).validate(context))) {
      const [rule, path, id] = key.split(' ');
      const stack = path!.split('/').pop()!;
      verdicts.set(stack, [...(verdicts.get(stack) ?? []), `${rule} ${id}`]);
    }
  });

  test.each(mutants.map(([rule, id], index) => [rule, id, index] as const))('%s at the %s', (rule, id, index) => {
    const finding = `${rule} ${id}`;
    expect(verdicts.get('good-eu-west-1-data.template.json')).not.toContain(finding);
    expect(verdicts.get(`m${index}-eu-west-1-${rule}.template.json`)).toContain(finding);
  });
});

test('takes a value of another stack for what it is: a string', () => {
  const log = (KmsKeyId: unknown): Part => ({
    Type: 'AWS::Logs::LogGroup',
    Properties: { RetentionInDays: 400, KmsKeyId },
  });
  const stack = (value: unknown) => found({ 'production-eu-west-1/web': { Log: log(value) } });
  expect(stack({ 'Fn::ImportValue': 'audit:Key' })).toEqual([]);
  expect(stack({ 'Fn::GetStackOutput': { StackName: 'audit', OutputName: 'Key' } })).toEqual([]);
  expect(stack({ 'Fn::GetAtt': ['NotThere', 'Arn'] })).toEqual(['CT.CLOUDWATCH.PR.3 Log']);
});

describe('of templates that differ only in place', () => {
  const data = (place: string): Record<string, Part> => ({
    Queue: { Type: 'AWS::SQS::Queue' },
    Bucket: bucket({ LoggingConfiguration: { DestinationBucketName: `logs-${place}` } }),
  });
  const twins = {
    'production-eu-west-1/data': data('production-eu-west-1'),
    'test-us-west-2/data': data('test-us-west-2'),
  };

  test('judges one, and reports its findings for each', () => {
    const cache = mkdtempSync(join(tmpdir(), 'cordon-verdicts-'));
    const report = new ControlTowerRules({ cache }).validate(contextOf(twins));
    expect(readdirSync(cache)).toHaveLength(1);
    const stages = keys(report).map((key) => key.replace(/\S*\/(\S+)-data\.template\.json/, '$1'));
    const of = (stage: string) => stages.filter((key) => key.includes(stage)).map((key) => key.replace(stage, ''));
    expect(of('production-eu-west-1').length).toBeGreaterThan(5);
    expect(of('test-us-west-2')).toEqual(of('production-eu-west-1'));
  });
});

describe('remembers its verdicts', () => {
  const templates = { 'production-eu-west-1/data': { Bucket: bucket() } };

  test('and says the same a second time, without the engine', () => {
    const cache = mkdtempSync(join(tmpdir(), 'cordon-verdicts-'));
    const context = contextOf(templates);
    const first = new ControlTowerRules({ cache }).validate(context);
    // An engine that always fails would report every rule as not evaluated.
    const second = new ControlTowerRules({ cache, binary: '/bin/false' }).validate(context);
    expect(keys(second)).toEqual(keys(first));
  });

  test('of this template only', () => {
    const cache = mkdtempSync(join(tmpdir(), 'cordon-verdicts-'));
    new ControlTowerRules({ cache }).validate(contextOf(templates));
    const Properties = { VersioningConfiguration: { Status: 'Enabled' } };
    const changed = new ControlTowerRules({ cache }).validate(
      contextOf({ 'production-eu-west-1/data': { Bucket: bucket(Properties) } }),
    );
    expect(changed.violations.map(({ ruleName }) => ruleName)).not.toContain('CT.S3.PR.11');
    expect(readdirSync(cache)).toHaveLength(2);
  });

  test('or judges anew where it can’t write them', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'cordon-verdicts-')), 'file');
    writeFileSync(file, '');
    const context = contextOf(templates);
    const report = new ControlTowerRules({ cache: join(file, 'cache') }).validate(context);
    expect(keys(report)).toEqual(keys(new ControlTowerRules({ cache: 'none' }).validate(context)));
  });

  test('but not a file that was cut short', () => {
    const cache = mkdtempSync(join(tmpdir(), 'cordon-verdicts-'));
    const context = contextOf(templates);
    const first = new ControlTowerRules({ cache }).validate(context);
    const [file] = readdirSync(cache).map((name) => join(cache, name));
    writeFileSync(file!, readFileSync(file!, 'utf8').slice(0, 20));
    expect(keys(new ControlTowerRules({ cache }).validate(context))).toEqual(keys(first));
  });
});

describe('a rule that could not be evaluated is a finding', () => {
  const templates = { 'production-eu-west-1/data': { Queue: { Type: 'AWS::SQS::Queue' } } };

  test('when the engine fails', () => {
    const cache = mkdtempSync(join(tmpdir(), 'cordon-verdicts-'));
    const report = new ControlTowerRules({ cache, binary: '/bin/false' }).validate(contextOf(templates));
    expect(report.success).toBe(false);
    expect(report.violations.map(({ ruleName }) => ruleName)).toEqual(['CT.SQS.PR.1', 'CT.SQS.PR.2']);
    expect(report.violations[0]!.description).toMatch(/could not be evaluated/);
    expect(report.violations[0]!.violatingResources[0]!.constructPath).toBe('production-eu-west-1/data');
    expect(readdirSync(cache)).toEqual([]);
  });

  test('when the engine leaves it out of its report', () => {
    const rules = controlTowerRules().rules.filter(({ id }) => id.startsWith('CT.SQS.'));
    const stdout = JSON.stringify([{ not_compliant: [], not_applicable: [], compliant: [rules[0]!.name] }]);
    const output = { status: 0, stdout, stderr: 'Parse error in rule file' };
    const [finding, ...others] = readFindings(output, { template: { Resources: {} }, rules });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: rules[1]!.id,
      description: expect.stringContaining('Parse error in rule file'),
    });
  });

  test('when there is no engine for this machine, in one sentence', () => {
    const report = new ControlTowerRules({ binary: '' }).validate(contextOf(templates));
    expect(report.success).toBe(false);
    expect(report.violations).toHaveLength(1);
    expect(report.violations[0]!.description).toMatch(
      /^The Control Tower rules were not checked, .*synthesize on Linux or macOS.*\.$/,
    );
    expect(guardBinary('win32', 'x64')).toBeUndefined();
    expect(guardBinary('linux', 'arm64')).toContain('aarch64');
  });
});
