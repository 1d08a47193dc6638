import { Match, Template } from 'aws-cdk-lib/assertions';
import { ManagedRuleIdentifiers } from 'aws-cdk-lib/aws-config';
import type { Construct } from 'constructs';
import { AuditStack } from '../../lib/audit/audit-stack';
import type { Place } from '../../lib/config/platform';
import { MANAGED_RULES, managedRulesIn, ruleName } from '../../lib/guardrails/config-rules';
import { GuardrailsStack } from '../../lib/guardrails/guardrails-stack';
import { MonitoringStack } from '../../lib/monitoring/monitoring-stack';
import { createApp } from '../../lib/platform/app';
import { findings } from '../support/findings';
import { sydney } from '../support/place';
import { matchesEvent } from '../support/event-pattern';

interface Options {
  readonly mode?: 'create' | 'reuse';
  readonly globalTypes?: boolean;
  readonly place?: Place;
}

function guardrails(scope: Construct, { mode = 'create', globalTypes = true, place = sydney }: Options = {}) {
  const { onCall } = new MonitoringStack(scope, 'monitoring', {
    place,
    description: 'On-call',
    runbookUrl: 'https://git.vinefield.example/runbook.md',
    escalation: [{ email: 'oncall@vinefield.example' }],
  });
  const { logs } = new AuditStack(scope, 'audit', { place, description: 'Logs', onCall, lock: 'compliance' });
  return new GuardrailsStack(scope, 'guardrails', {
    place,
    description: 'Guardrails',
    mode,
    globalTypes,
    logs,
    onCall,
  });
}

const template = Template.fromStack(guardrails(createApp()));

interface PackRule {
  readonly Properties: { readonly ConfigRuleName: string; readonly Source: { readonly SourceIdentifier: string } };
}
function packOf(from: Template): PackRule[] {
  const [pack] = Object.values(from.findResources('AWS::Config::ConformancePack'));
  const { TemplateBody } = pack!.Properties as { TemplateBody: string };
  return Object.values((JSON.parse(TemplateBody) as { Resources: Record<string, PackRule> }).Resources);
}

test.each([
  'S3_DATA_EVENTS',
  'EBS_MALWARE_PROTECTION',
  'RDS_LOGIN_EVENTS',
  'LAMBDA_NETWORK_LOGS',
  'RUNTIME_MONITORING',
])('NW-10: detects threats by %s', (Name) => {
  template.hasResourceProperties('AWS::GuardDuty::Detector', {
    Enable: true,
    Features: Match.arrayWith([Match.objectLike({ Name, Status: 'ENABLED' })]),
  });
});

test('NW-11: measures the account against four standards, switched on one after another', () => {
  const standards = Object.entries(template.findResources('AWS::SecurityHub::Standard'));
  expect(
    standards.map(([, { Properties }]) => (Properties as { StandardsArn: string }).StandardsArn.split('/')[1]).sort(),
  ).toEqual(['aws-foundational-security-best-practices', 'cis-aws-foundations-benchmark', 'nist-800-53', 'pci-dss']);
  const chain = standards.map(([, { DependsOn }]) =>
    ([DependsOn].flat() as string[]).filter((id) => id.startsWith('SecurityStandards')),
  );
  expect(new Set(chain.flat()).size).toBe(standards.length);
});

test('records IAM, which has no region, in the main region only', () => {
  const recording = (globalTypes: boolean) => ({
    RecordingGroup: { AllSupported: true, IncludeGlobalResourceTypes: globalTypes },
  });
  template.hasResourceProperties('AWS::Config::ConfigurationRecorder', recording(true));
  const elsewhere = Template.fromStack(guardrails(createApp(), { globalTypes: false }));
  elsewhere.hasResourceProperties('AWS::Config::ConfigurationRecorder', recording(false));
  expect(packOf(elsewhere).map(({ Properties }) => Properties.ConfigRuleName)).not.toContain('iam-password-policy');
  expect(packOf(template).map(({ Properties }) => Properties.ConfigRuleName)).toContain('iam-password-policy');
});

test('has no default lock on the bucket of AWS Config, which then could not deliver', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketName: 'cordon-production-config-111111111111-ap-southeast-2',
    ObjectLockEnabled: Match.absent(),
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
    },
  });
});

test('lets AWS Config deliver for this account only', () => {
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Sid: 'Config',
          Condition: {
            StringEquals: { 'aws:SourceAccount': '111111111111', 's3:x-amz-acl': 'bucket-owner-full-control' },
          },
        }),
      ]),
    },
  });
});

test('makes the recorder after the role that the settings make sure of, the rules after recorder and channel', () => {
  const [recorder] = Object.values(template.findResources('AWS::Config::ConfigurationRecorder'));
  expect(recorder!.DependsOn).toEqual(
    expect.arrayContaining(Object.keys(template.findResources('Custom::AppliedSettings'))),
  );
  const [pack] = Object.values(template.findResources('AWS::Config::ConformancePack'));
  expect(pack!.DependsOn).toEqual(
    expect.arrayContaining([
      ...Object.keys(template.findResources('AWS::Config::ConfigurationRecorder')),
      ...Object.keys(template.findResources('AWS::Config::DeliveryChannel')),
    ]),
  );
});

test('judges by rules that AWS Config knows, each once', () => {
  const known = Object.values(ManagedRuleIdentifiers);
  for (const { identifier } of MANAGED_RULES) expect(known).toContain(identifier);
  expect(new Set(MANAGED_RULES.map(ruleName)).size).toBe(MANAGED_RULES.length);
});

test('asks for no rules on recovery points where AWS Config has none', () => {
  const inRegion = (region: string) => managedRulesIn(region, false).map(ruleName);
  expect(inRegion('ca-west-1')).not.toContain('backup-recovery-point-encrypted');
  expect(inRegion('ap-southeast-2')).toContain('backup-recovery-point-encrypted');
});

test('keeps the conformance pack within the size that AWS Config accepts', () => {
  const [pack] = Object.values(template.findResources('AWS::Config::ConformancePack'));
  expect((pack!.Properties as { TemplateBody: string }).TemplateBody.length).toBeLessThan(51_200);
});

test('looks for outsiders in every region, and for unused permissions in the main one', () => {
  template.hasResourceProperties('AWS::AccessAnalyzer::Analyzer', { Type: 'ACCOUNT' });
  template.hasResourceProperties('AWS::AccessAnalyzer::Analyzer', { Type: 'ACCOUNT_UNUSED_ACCESS' });
  const elsewhere = Template.fromStack(guardrails(createApp(), { globalTypes: false }));
  elsewhere.hasResourceProperties('AWS::AccessAnalyzer::Analyzer', { Type: 'ACCOUNT' });
  elsewhere.resourcePropertiesCountIs('AWS::AccessAnalyzer::Analyzer', { Type: 'ACCOUNT_UNUSED_ACCESS' }, 0);
});

describe('notices', () => {
  const rules = Object.entries(template.findResources('AWS::Events::Rule')).map(([id, { Properties }]) => ({
    id,
    pattern: (Properties as { EventPattern: Record<string, unknown> }).EventPattern,
  }));
  const noticedBy = (event: object) =>
    rules
      .filter(({ pattern }) => matchesEvent(pattern, event))
      .map(({ id }) => /^FindingNotices([A-Z][a-z]+)/.exec(id)![1]);

  const guardDuty = (severity: number) => ({
    source: 'aws.guardduty',
    'detail-type': 'GuardDuty Finding',
    detail: { severity },
  });
  const securityHub = (finding: object) => ({
    source: 'aws.securityhub',
    'detail-type': 'Security Hub Findings - Imported',
    detail: {
      findings: [
        {
          ProductName: 'Security Hub',
          RecordState: 'ACTIVE',
          Severity: { Label: 'CRITICAL' },
          Workflow: { Status: 'NEW' },
          ...finding,
        },
      ],
    },
  });
  const analyzer = (status: string) => ({
    source: 'aws.access-analyzer',
    'detail-type': 'Access Analyzer Finding',
    detail: { status },
  });
  const config = (configRuleName: string, complianceType: string) => ({
    source: 'aws.config',
    'detail-type': 'Config Rules Compliance Change',
    detail: {
      messageType: 'ComplianceChangeNotification',
      configRuleName,
      newEvaluationResult: { complianceType },
    },
  });

  test.each([
    ['a threat of severity 7', guardDuty(7), 'Threats'],
    ['a threat of severity 8.9', guardDuty(8.9), 'Threats'],
    ['a new critical finding', securityHub({}), 'Security'],
    ['a new grave vulnerability', securityHub({ ProductName: 'Inspector', Severity: { Label: 'HIGH' } }), 'Security'],
    ['access from outside', analyzer('ACTIVE'), 'Outside'],
    ['a public snapshot', config('rds-snapshots-public-prohibited-conformance-pack-abc', 'NON_COMPLIANT'), 'Broken'],
    ['detection switched off', config('guardduty-enabled-centralized-conformance-pack-abc', 'NON_COMPLIANT'), 'Broken'],
  ])('NW-10, NW-11: tell on-call of %s', (_, event, notice) => {
    expect(noticedBy(event)).toEqual([notice]);
  });

  test.each([
    ['a threat of medium severity', guardDuty(6.9)],
    ['a finding of medium severity', securityHub({ Severity: { Label: 'MEDIUM' } })],
    ['a finding that somebody has seen', securityHub({ Workflow: { Status: 'NOTIFIED' } })],
    ['a finding that is archived', securityHub({ RecordState: 'ARCHIVED' })],
    ['a threat that GuardDuty has told already', securityHub({ ProductName: 'GuardDuty' })],
    ['access from outside that ended', analyzer('RESOLVED')],
    ['a rule that is kept again', config('rds-snapshots-public-prohibited-conformance-pack-abc', 'COMPLIANT')],
    ['a rule of less weight', config('elb-logging-enabled-conformance-pack-abc', 'NON_COMPLIANT')],
    ['the rule of somebody else', config('other', 'NON_COMPLIANT')],
  ])('leave on-call alone for %s', (_, event) => {
    expect(noticedBy(event)).toEqual([]);
  });
});

test('makes the region’s settings safe', () => {
  const [{ Properties }] = Object.values(template.findResources('Custom::AppliedSettings')) as [
    { Properties: { settings: string } },
  ];
  expect(JSON.parse(Properties.settings)).toMatchObject({
    scope: 'region',
    region: 'ap-southeast-2',
    backupResourceTypes: expect.arrayContaining(['RDS', 'EBS', 'S3', 'DynamoDB']),
    serviceLinkedRoles: ['config.amazonaws.com', 'config-conforms.amazonaws.com'],
  });
  template.hasResourceProperties('AWS::EC2::SnapshotBlockPublicAccess', { State: 'block-all-sharing' });
});

test('may delete network parts only that carry no tag of the platform', () => {
  const statements = Object.values(template.findResources('AWS::IAM::ManagedPolicy')).flatMap(
    ({ Properties }) =>
      (Properties as { PolicyDocument: { Statement: { Action: string | string[] }[] } }).PolicyDocument.Statement,
  );
  const deleting = statements.filter(({ Action }) =>
    [Action].flat().some((action) => /^ec2:(Delete|Detach)/.test(action)),
  );
  expect(deleting).toEqual([
    expect.objectContaining({ Condition: { Null: { 'aws:ResourceTag/cordon:environment': 'true' } } }),
  ]);
});

test('leaves what an account has already alone, and still tells of findings and applies settings', () => {
  const reused = Template.fromStack(guardrails(createApp(), { mode: 'reuse' }));
  for (const type of [
    'AWS::GuardDuty::Detector',
    'AWS::SecurityHub::Hub',
    'AWS::Config::ConfigurationRecorder',
    'AWS::Config::DeliveryChannel',
    'AWS::Config::ConformancePack',
    'AWS::AccessAnalyzer::Analyzer',
    'AWS::S3::Bucket',
  ])
    reused.resourceCountIs(type, 0);
  expect(Object.keys(reused.findResources('AWS::Events::Rule'))).toEqual(
    Object.keys(template.findResources('AWS::Events::Rule')),
  );
  reused.resourceCountIs('Custom::AppliedSettings', 1);
  reused.resourceCountIs('AWS::EC2::SnapshotBlockPublicAccess', 1);
});

test.each(['create', 'reuse'] as const)(
  'passes every check in mode %s',
  (mode) => {
    expect(findings((stage) => guardrails(stage, { mode }))).toEqual([]);
  },
  60_000,
);
