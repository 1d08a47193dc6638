import { Assembly } from '../../lib/commitments/assembly';
import type { TemplateResource } from '../../lib/commitments/assembly';
import { judgeAll } from '../../lib/commitments/rule';
import type { Judgement } from '../../lib/commitments/rule';
import { commitmentRules } from '../../lib/commitments/rules';
import { loadPlatform } from '../../lib/config/load';
import { exampleAssembly } from '../support/assembly';

jest.setTimeout(120_000);

const { residencies } = loadPlatform('config').config;
const rules = commitmentRules({ residencies });

// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
type Raw = any;

/** For each rule, what breaks any resource that keeps it; `false` where a resource has nothing to break. */
const MUTATIONS: Readonly<Record<string, readonly ((properties: Raw, type: string) => unknown)[]>> = {
  'AV-01.ServersSpanZones': [(p) => (p.VPCZoneIdentifier.length = 1), (p) => (p.MinSize = '1')],
  'AV-08.AlarmWakesSomeone': [
    (p) => delete p.AlarmActions,
    (p) => (p.ActionsEnabled = false),
    (p) => (p.AlarmDescription = 'Something is wrong'),
  ],
  'BK-01.BackupTimeZone': [(p) => delete p.BackupPlan.BackupPlanRule[0].ScheduleExpressionTimezone],
  'BK-01.ScheduleTimeZone': [(p) => delete p.ScheduleExpressionTimezone],
  'BK-06.OneRulePerPlan': [(p) => p.BackupPlan.BackupPlanRule.push(p.BackupPlan.BackupPlanRule[0])],
  'BK-20.CopiesInResidency': [
    (p) =>
      (p.BackupPlan.BackupPlanRule[0].CopyActions = [
        { DestinationBackupVaultArn: 'arn:aws:backup:sa-east-1:111111111111:backup-vault:x' },
      ]),
  ],
  'BK-26.ScheduleRetries': [(p) => delete p.Target.DeadLetterConfig, (p) => delete p.Target.RetryPolicy],
  'CR-02.HttpRedirects': [(p) => ((p.DefaultActions ?? p.Actions)[0].Type = 'forward')],
  'CR-02.TlsPolicy': [(p) => (p.SslPolicy = 'ELBSecurityPolicy-TLS-1-1-2017-01')],
  'CR-04.DatabaseTls': [
    (p, type) => (type.endsWith('Group') ? delete p.Parameters['rds.force_ssl'] : delete p.DBParameterGroupName),
  ],
  'CR-06.LogKey': [(p) => delete p.KmsKeyId],
  'CR-09.ProviderSecret': [(p) => (p.ProviderDetails.client_secret = 'in-plain-sight')],
  'DR-04.DrillName': [
    (p, type) => (p[type.endsWith('Plan') ? 'RestoreTestingPlanName' : 'RestoreTestingSelectionName'] = 'a-b'),
  ],
  'DR-04.DrillSubnets': [(p) => delete p.RestoreMetadataOverrides.dbsubnetgroupname],
  'DR-08.LifecycleWithinLock': [
    (p) => (p.BackupPlan.BackupPlanRule[0].Lifecycle.DeleteAfterDays = 1),
    (p) => (p.BackupPlan.BackupPlanRule[0].Lifecycle.DeleteAfterDays = 1000),
    ({
      BackupPlan: {
        BackupPlanRule: [rule],
      },
    }) => rule.CopyActions?.length > 0 && delete rule.CopyActions[0].Lifecycle,
  ],
  'DR-08.VaultLocked': [(p) => delete p.LockConfiguration],
  'IR-01.IncidentClocks': [
    ...(['breachNoticeHours', 'disclosureConfirmHours', 'disclosureDays'] as const).map(
      (clock) => (p: Raw) => mutateJson(p.Environment.Variables, (policy) => (policy[clock] = 1000)),
    ),
    (p) => mutateJson(p.Environment.Variables, (policy) => (policy.levels.length = 1)),
  ],
  'ID-02.UserPool': [
    (p) => (p.MfaConfiguration = 'OPTIONAL'),
    (p) => p.EnabledMfas.push('SMS_MFA'),
    (p) => (p.AdminCreateUserConfig.AllowAdminCreateUserOnly = false),
    (p) => (p.Policies.PasswordPolicy.MinimumLength = 8),
    (p) => (p.Policies.PasswordPolicy.RequireSymbols = false),
    (p) => delete p.Policies.PasswordPolicy.TemporaryPasswordValidityDays,
    (p) => (p.UserPoolAddOns.AdvancedSecurityMode = 'AUDIT'),
    (p) => delete p.LambdaConfig.PreSignUp,
    (p) => delete p.LambdaConfig.PreTokenGenerationConfig,
  ],
  'IR-10.AttachmentsScanned': [
    (p, type) => type.endsWith('Bucket') && delete p.NotificationConfiguration,
    (p, type) => type.endsWith('Plan') && (p.Actions.Tagging.Status = 'DISABLED'),
    (p, type) => type.endsWith('Plan') && (p.ProtectedResource.S3Bucket.ObjectPrefixes = ['acme/']),
    ...['OnlyCleanAttachmentsAreRead', 'OnlyTheScanTags'].map(
      (sid) => (p: Raw, type: string) =>
        type.endsWith('BucketPolicy') &&
        (p.PolicyDocument.Statement = p.PolicyDocument.Statement.filter(({ Sid }: { Sid?: string }) => Sid !== sid)),
    ),
  ],
  'LG-02.LockedBucketVersioned': [(p) => (p.VersioningConfiguration.Status = 'Suspended')],
  'LG-03.RecordsMasked': [(p) => delete p.DataProtectionPolicy],
  'LG-06.SessionsRecorded': [
    (p) => delete p.Content.inputs.kmsKeyId,
    (p) => (p.Content.inputs.cloudWatchStreamingEnabled = false),
    (p) => (p.Content.inputs.cloudWatchEncryptionEnabled = false),
    (p) => (p.Content.inputs.maxSessionDuration = '1440'),
  ],
  'NW-02.PortTable': [
    (p, type) =>
      type.endsWith('SecurityGroup')
        ? (p.SecurityGroupIngress = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }])
        : (p.FromPort = 3389),
    (p, type) => !type.endsWith('SecurityGroup') && (p.IpProtocol = '-1'),
  ],
  'NW-04.SshByKey': [
    (p) => (p.LaunchTemplateData.KeyName = 'ours'),
    (p) => (p.LaunchTemplateData.UserData = { 'Fn::Base64': '#!/bin/bash' }),
  ],
  'NW-06.FirewallLogName': [(p) => (p.LogDestinationConfigs = ['arn:aws:logs:eu-west-1:1:log-group:firewall'])],
  'NW-07.VpnConfined': [
    (p, type) =>
      type.endsWith('Rule') ? (p.TargetNetworkCidr = '0.0.0.0/0') : (p.ConnectionLogOptions.Enabled = false),
    (p, type) => (type.endsWith('Rule') ? (p.AuthorizeAllGroups = true) : (p.SplitTunnel = false)),
    (p, type) => !type.endsWith('Rule') && (p.SessionTimeoutHours = 24),
    (p, type) => !type.endsWith('Rule') && (p.SecurityGroupIds = ['sg-1']),
    (p, type) => !type.endsWith('Rule') && (p.AuthenticationOptions = [{ Type: 'directory-service-authentication' }]),
  ],
  'NW-10.ThreatDetectionFeatures': [(p) => (p.Enable = false), (p) => p.Features.shift()],
  'TN-18.NoStrangers': [
    (p, type) => {
      if (type === 'AWS::Lambda::Permission')
        return Object.assign(p, { Principal: '*', SourceArn: undefined, SourceAccount: undefined });
      const document =
        p.KeyPolicy ??
        p.PolicyDocument ??
        p.AssumeRolePolicyDocument ??
        p.AccessPolicy ??
        p.ResourcePolicy ??
        p.Statement;
      if (typeof document !== 'object') return false;
      const statements = document.Statement ?? document;
      return (
        Array.isArray(statements) && statements.push({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' })
      );
    },
  ],
  'TN-19.LogRetention': [(p) => delete p.RetentionInDays],
};

function mutateJson(variables: Raw, mutate: (policy: Raw) => unknown): void {
  const policy = JSON.parse(variables.INCIDENT_POLICY as string);
  mutate(policy);
  variables.INCIDENT_POLICY = JSON.stringify(policy);
}

/** Nothing in the platform is of a kind that these forbid, or waits for. */
const MAY_FIND_NOTHING = ['ID-01.NoUsers', 'NW-01.NetworksApart', 'TN-06.SiteClients'];

let assembly: Assembly;
let judgements: Judgement[];
beforeAll(() => {
  assembly = Assembly.read(exampleAssembly().directory);
  judgements = judgeAll(assembly, rules);
});

test('the example platform keeps every promise', () => {
  const broken = judgements.flatMap(({ rule, resource, verdict }) =>
    verdict.findings.map(
      ({ property, problem }) =>
        `${rule.id} ${resource.stack.location.path} ${resource.logicalId} ${property} ${problem}`,
    ),
  );
  expect(broken).toEqual([]);
});

test('every rule has something to judge, unless it is there to forbid', () => {
  const used = new Set(judgements.map(({ rule }) => rule.id));
  const idle = rules.map(({ id }) => id).filter((id) => !used.has(id) && !MAY_FIND_NOTHING.includes(id));
  expect(idle).toEqual([]);
});

test.each(rules.map(({ id }) => id).filter((id) => MUTATIONS[id]))('%s finds every mutant of the platform', (id) => {
  const rule = rules.find((candidate) => candidate.id === id)!;
  for (const { resource } of judgements.filter((judgement) => judgement.rule === rule)) {
    for (const mutate of MUTATIONS[id]!) {
      const mutant: TemplateResource = { ...resource, properties: structuredClone(resource.properties) };
      if (mutate(mutant.properties, resource.type) === false) continue;
      const findings = rule.judge(mutant, assembly)?.findings ?? [];
      expect([resource.stack.location.path, resource.logicalId, String(mutate), findings.length > 0]).toEqual([
        resource.stack.location.path,
        resource.logicalId,
        String(mutate),
        true,
      ]);
    }
  }
});

test('TN-09.DataOutlivesStack finds every store of data that would go with its stack', () => {
  const rule = rules.find((candidate) => candidate.id === 'TN-09.DataOutlivesStack')!;
  const stores = judgements.filter((judgement) => judgement.rule === rule);
  expect(stores.length).toBeGreaterThan(100);
  for (const { resource } of stores) {
    expect(rule.judge({ ...resource, deletionPolicy: 'Delete' }, assembly)?.findings).toHaveLength(1);
    expect(rule.judge({ ...resource, updateReplacePolicy: undefined }, assembly)?.findings).toHaveLength(1);
  }
});

test('TN-19.RetentionStated finds every store whose retention is stated no more', () => {
  const rule = rules.find((candidate) => candidate.id === 'TN-19.RetentionStated')!;
  const stores = judgements.filter((judgement) => judgement.rule === rule);
  const types = new Set(stores.map(({ resource }) => resource.type));
  expect([...types].sort()).toEqual(
    expect.arrayContaining(['AWS::DynamoDB::Table', 'AWS::RDS::DBInstance', 'AWS::S3::Bucket']),
  );
  // A queue and a stream forget even if nobody says so.
  for (const { resource } of stores.filter(({ resource: { type } }) => !/Queue|Stream/.test(type))) {
    const mutant = { ...resource, metadata: {}, properties: {} };
    expect(rule.judge(mutant, assembly)?.findings).toHaveLength(1);
  }
});

test('every rule that judges the platform has a mutant here', () => {
  const without = rules.map(({ id }) => id).filter((id) => !MUTATIONS[id]);
  expect(without).toEqual([
    'TN-09.DataOutlivesStack',
    'NW-01.NetworksApart',
    'ID-01.NoUsers',
    'TN-19.RetentionStated',
    'TN-06.SiteClients',
  ]);
});
