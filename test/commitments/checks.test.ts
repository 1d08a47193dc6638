import { Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { readReport } from '../../lib/commitments/report';
import { commitmentProps, commitmentRules } from '../../lib/commitments/rules';
import { loadPlatform } from '../../lib/config/load';
import { synthesize } from './synthesize';

test('the rules are these', () => {
  const rules = commitmentRules({ residencies: {} });
  expect(rules.map(({ id }) => id).sort()).toEqual([
    'AV-01.DatabaseStandby',
    'AV-01.ServersSpanZones',
    'AV-03.RegionAnswers',
    'AV-05.RedundantStorage',
    'AV-07.Databases',
    'AV-07.Objects',
    'AV-07.Volumes',
    'AV-08.AlarmWakesSomeone',
    'AV-08.CopiesWatched',
    'AV-08.DatabasesWatched',
    'AV-08.EntranceWatched',
    'AV-08.FunctionsWatched',
    'AV-08.LogsWatched',
    'AV-08.RootWatched',
    'AV-08.ServerBackupsWatched',
    'AV-08.SiteBackupsWatched',
    'AV-09.TopicsHeard',
    'BK-01.BackupTimeZone',
    'BK-01.NightlyBackups',
    'BK-01.ScheduleTimeZone',
    'BK-02.ServersInPlans',
    'BK-03.BackupWaves',
    'BK-04.SlotPlans',
    'BK-06.OneRulePerPlan',
    'BK-11.SiteBackupsKept',
    'BK-13.ReplicasElsewhere',
    'BK-20.CopiesInResidency',
    'BK-25.SourceBundled',
    'BK-26.FailuresNoticed',
    'BK-26.ScheduleRetries',
    'CR-01.CertificateKey',
    'CR-02.HttpRedirects',
    'CR-02.StrictTransport',
    'CR-02.TlsPolicy',
    'CR-03.EndpointsByTls',
    'CR-03.StoresByTls',
    'CR-04.DatabaseTls',
    'CR-05.VolumesEncrypted',
    'CR-06.LogKey',
    'CR-06.StoresEncrypted',
    'CR-08.PasswordHashes',
    'CR-09.NoPlainSecrets',
    'CR-09.ProviderSecret',
    'CR-10.KeysOfAws',
    'DR-01.RestoreInTime',
    'DR-02.BackupsElsewhere',
    'DR-02.SubnetsElsewhere',
    'DR-03.AnyRegion',
    'DR-04.DrillName',
    'DR-04.DrillServerGoes',
    'DR-04.DrillSubnets',
    'DR-04.QuarterlyDrills',
    'DR-04.QuarterlyServerTests',
    'DR-04.RecoveryDrilled',
    'DR-07.NightlyTests',
    'DR-08.LifecycleWithinLock',
    'DR-08.VaultLocked',
    'DR-10.SpansZones',
    'DR-10.WayOutInZone',
    'ID-01.NoUsers',
    'ID-02.AccountPasswords',
    'ID-02.UserPool',
    'ID-03.SecondFactor',
    'ID-04.GeneratedSecret',
    'ID-04.PasswordRotates',
    'ID-06.FacebookOffered',
    'ID-06.GoogleOffered',
    'ID-06.LinkedInOffered',
    'ID-07.StaffConfined',
    'ID-08.SiteSessions',
    'ID-08.StaffData',
    'IR-01.IncidentClocks',
    'IR-05.SecurityTxtServed',
    'IR-06.ReleasesScanned',
    'IR-06.ScansScheduled',
    'IR-08.DeliveryConfined',
    'IR-08.ReleasesChecked',
    'IR-08.ReleasesTakenBack',
    'IR-10.AttachmentsScanned',
    'IR-10.InfectedPutAway',
    'IR-11.TwoPeopleApprove',
    'LG-01.AccessRecordsChecked',
    'LG-01.RequestsLogged',
    'LG-02.ArchiveLocked',
    'LG-02.LockedBucketVersioned',
    'LG-02.TrailProtected',
    'LG-03.CredentialsRedacted',
    'LG-03.DatabaseLogSilent',
    'LG-03.RecordsMasked',
    'LG-04.AccountTrail',
    'LG-04.LogServers',
    'LG-04.MessagesSent',
    'LG-05.LogMetricsWatched',
    'LG-05.LogsCentral',
    'LG-06.DataEvents',
    'LG-06.DatabaseAudit',
    'LG-06.SessionsRecorded',
    'LG-07.ChangeRecordsChecked',
    'LG-08.SignInsKept',
    'LG-09.ElasticReceivesLogs',
    'LG-09.LogsMaskedAndKept',
    'LG-10.ErrorsReported',
    'LG-11.DatadogReceivesLogs',
    'NW-01.NetworksApart',
    'NW-01.OwnNetwork',
    'NW-02.GroupsWorn',
    'NW-02.PortTable',
    'NW-03.PublicSurface',
    'NW-04.SshByKey',
    'NW-05.BannedKeptOut',
    'NW-05.BansEnd',
    'NW-05.FailedLoginsHeard',
    'NW-05.ServersBan',
    'NW-06.AttacksTurnedAway',
    'NW-06.FirewallBeforeEntries',
    'NW-06.FirewallLogName',
    'NW-06.FlaggedRequestsHeard',
    'NW-07.VpnConfined',
    'NW-07.VpnThere',
    'NW-10.FlowsRecorded',
    'NW-10.RelayedBecomeIncidents',
    'NW-10.ThreatDetectionFeatures',
    'NW-10.ThreatsBecomeIncidents',
    'NW-10.ThreatsWakeSomeone',
    'NW-11.StandardsMeasured',
    'NW-11.WeaknessesBecomeIncidents',
    'NW-11.WeaknessesWakeSomeone',
    'OR-06.RegisteredParties',
    'OR-10.ControlReports',
    'OR-10.JobReports',
    'TN-01.NoSharedDatabase',
    'TN-01.SitesOnboarded',
    'TN-02.SitesApart',
    'TN-03.SiteTagged',
    'TN-06.SiteClients',
    'TN-07.EnvironmentsApart',
    'TN-08.RoomForPackages',
    'TN-09.DataOutlivesStack',
    'TN-10.SitesExported',
    'TN-11.RegionsInResidency',
    'TN-13.SitesAreData',
    'TN-14.CopiesFollowReleases',
    'TN-14.ReleasesTold',
    'TN-15.CopiesArrive',
    'TN-16.LatestCode',
    'TN-17.DedicatedServer',
    'TN-18.NoStrangers',
    'TN-18.NothingElseResolves',
    'TN-19.LogRetention',
    'TN-19.RetentionStated',
    'TN-20.LateRequestsHeard',
    'TN-20.RequestDeadline',
    'TN-20.RequestsAdvance',
    'TN-20.RequestsReachOperations',
    'TN-20.SitesErased',
    'TN-21.PeopleExported',
    'TN-22.PeopleErased',
    'TN-22.RecoveryPointsEnd',
    'TN-23.ReadsReported',
    'TN-24.ShippedLogsNameNobody',
  ]);
});

test('every rule is named after a promise that it keeps', () => {
  for (const { id, keeps } of commitmentRules({ residencies: {} })) {
    expect(id).toMatch(/^[A-Z]{2}-\d{2}\.[A-Z][A-Za-z]+$/);
    expect(keeps).toContain(id.split('.')[0]);
  }
});

test('what holds in production holds where live sites are, whatever the environment is called', () => {
  const { config } = loadPlatform('config');
  const { production: live, ...others } = config.environments;
  expect(commitmentProps(config).production).toEqual(['production']);
  expect(commitmentProps({ ...config, environments: { ...others, live: live! } }).production).toEqual(['live']);
});

test('a broken promise fails the synth and is reported at its construct, with what to do', () => {
  const { folder, error } = synthesize((stack) => new logs.CfnLogGroup(stack, 'Log'));
  expect(error).toContain("Acknowledge with 'Cordon::TN-19.LogRetention'");
  const found = readReport(folder).findings.filter(({ rule }) => rule === 'TN-19.LogRetention');
  expect(found).toEqual([
    {
      engine: 'Cordon',
      rule: 'TN-19.LogRetention',
      severity: 'error',
      description: 'RetentionInDays is missing, so its entries are kept for ever; use PlatformLogGroup.',
      constructPath: 'production-ap-southeast-2/data/Log',
    },
  ]);
});

test('what an escape hatch breaks is found, too', () => {
  const { folder } = synthesize((stack) => {
    const log = new logs.CfnLogGroup(stack, 'Log', { retentionInDays: 400 });
    log.addPropertyDeletionOverride('RetentionInDays');
  });
  expect(readReport(folder).findings.map(({ rule }) => rule)).toContain('TN-19.LogRetention');
});

test('an acknowledged finding passes, with its reason in the report', () => {
  const { folder } = synthesize((stack) => {
    const log = new logs.CfnLogGroup(stack, 'Log');
    Validations.of(log).acknowledge({ id: 'Cordon::TN-19.LogRetention', reason: 'Holds the record of erasures.' });
  });
  const { findings, acknowledged } = readReport(folder);
  expect(findings.map(({ rule }) => rule)).not.toContain('TN-19.LogRetention');
  expect(acknowledged).toContainEqual(
    expect.objectContaining({
      acknowledgedId: 'Cordon::TN-19.LogRetention',
      reason: 'Holds the record of erasures.',
      acknowledgedAt: 'production-ap-southeast-2/data/Log',
    }),
  );
});

test('a warning fails the synth even beside something acknowledged', () => {
  // A custom network ACL is a warning of AwsSolutions; the bucket's missing log is an error.
  const { folder, error } = synthesize((stack) => {
    const bucket = new s3.CfnBucket(stack, 'Bucket');
    Validations.of(bucket).acknowledge({ id: 'AwsSolutions::AwsSolutions-S1', reason: 'Receives the logs of others.' });
    new ec2.CfnNetworkAcl(stack, 'Acl', { vpcId: 'vpc-1' });
  });
  expect(error).toContain('AwsSolutions-VPC3');
  const warning = readReport(folder).findings.find(({ rule }) => rule === 'AwsSolutions-VPC3');
  expect(warning?.severity).toBe('error');
});

test('a policy that a grant has written is acknowledged for the whole app, and nothing else is', () => {
  const { folder } = synthesize((stack) => {
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::cordon/*'] }));
  });
  const { findings, acknowledged } = readReport(folder);
  const rules = [...new Set(acknowledged.map(({ rule }) => rule))];
  expect(rules.sort()).toEqual(['NIST.800.53.R5-IAMNoInlinePolicy', 'PCI.DSS.321-IAMNoInlinePolicy']);
  expect(findings.map(({ rule }) => rule)).toEqual(['AwsSolutions-IAM5[Resource::arn:aws:s3:::cordon/*]']);
});
