import { bannedEvent } from '../../../lambda/ban-addresses/ban-events';
import { eventSchema, EVENT_TYPES, normalise } from '../../../lambda/open-incident/normalise';
import { foundEvent } from '../../../lambda/quarantine-attachment/malware-events';
import type { Affects } from '../../../lambda/shared/incidents/incident';
import { EVENT_SAMPLES, NO_INCIDENTS } from './event-samples';

const names = { platform: 'cordon', environment: 'production' };
const everybody: Affects = { sites: [], servers: [], region: true };
const nobody: Affects = { sites: [], servers: [], region: false };
const shared: Affects = { ...nobody, servers: ['shared-1'] };
const ironbark: Affects = { ...nobody, sites: ['ironbark-estate'] };

function understood(sample: string, change: (detail: Record<string, unknown>) => void = () => undefined) {
  const event = structuredClone(EVENT_SAMPLES[sample])!;
  change(event.detail);
  return normalise(eventSchema.parse(event), names);
}

test.each<[string, string, string, string, string, Affects]>([
  [
    'guardduty-instance',
    'guardduty',
    'Trojan:EC2/DNSDataExfiltration',
    'Instance/i-0a1b2c3d4e5f60718',
    'high',
    everybody,
  ],
  [
    'guardduty-database',
    'guardduty',
    'CredentialAccess:RDS/AnomalousBehavior.SuccessfulBruteForce',
    'RDSDBInstance/cordon-production-shared-1',
    'critical',
    shared,
  ],
  [
    'guardduty-bucket',
    'guardduty',
    'Policy:S3/BucketAnonymousAccessGranted',
    'AccessKey/upload-ironbark',
    'high',
    ironbark,
  ],
  [
    'securityhub-control',
    'securityhub',
    'RDS.2',
    'arn:aws:rds:ap-southeast-2:111111111111:db:cordon-production-shared-1',
    'critical',
    shared,
  ],
  [
    'securityhub-inspector',
    'securityhub',
    'AWSInspector',
    'arn:aws:ec2:ap-southeast-2:111111111111:instance/i-0a1b2c3d4e5f60718',
    'high',
    everybody,
  ],
  ['access-analyzer', 'access-analyzer', 'AWS::S3::Bucket', 'arn:aws:s3:::upload-ironbark', 'high', everybody],
  [
    'config-rule',
    'config',
    'rds-snapshots-public-prohibited',
    'AWS::RDS::DBSnapshot/rds:snapshot-1',
    'high',
    everybody,
  ],
  ['cloudtrail-stopped', 'cloudtrail', 'cloudtrail:StopLogging', 'cordon-production-account', 'critical', everybody],
  [
    'cloudtrail-key',
    'cloudtrail',
    'kms:ScheduleKeyDeletion',
    'arn:aws:kms:ap-southeast-2:111111111111:key/1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f',
    'critical',
    everybody,
  ],
  [
    'cloudtrail-logs',
    'cloudtrail',
    'logs:DeleteLogGroup',
    '/aws/rds/instance/cordon-production-shared-1/postgresql',
    'high',
    everybody,
  ],
  [
    'cloudtrail-archive',
    'cloudtrail',
    's3:PutBucketPolicy',
    'cordon-production-archive-111111111111-ap-southeast-2',
    'high',
    everybody,
  ],
  [
    'cloudtrail-refused',
    'cloudtrail',
    'backup:DeleteRecoveryPoint',
    'arn:aws:rds:ap-southeast-2:111111111111:snapshot:awsbackup:job-1',
    'medium',
    everybody,
  ],
  [
    'backup-job',
    'backup',
    'Backup Job',
    'arn:aws:rds:ap-southeast-2:111111111111:db:cordon-production-shared-1',
    'medium',
    shared,
  ],
  [
    'copy-job',
    'backup',
    'Copy Job',
    'arn:aws:rds:ap-southeast-2:111111111111:db:cordon-production-shared-1',
    'medium',
    shared,
  ],
  [
    'restore-job',
    'backup',
    'Restore Job',
    'arn:aws:rds:ap-southeast-2:111111111111:snapshot:awsbackup:job-5a5c0e43',
    'medium',
    everybody,
  ],
  [
    'recovery-point',
    'backup',
    'Recovery Point',
    'arn:aws:rds:ap-southeast-2:111111111111:db:cordon-production-shared-1',
    'medium',
    shared,
  ],
  ['site-backup', 'sites', 'backup-failed', 'operation/backup', 'medium', ironbark],
  ['site-clone', 'sites', 'clone-failed', 'operation/clone', 'low', ironbark],
  ['address-banned', 'web', 'address-banned', '198.51.100.23', 'low', nobody],
  [
    'malware',
    'data',
    'malware-found',
    'ironbark-estate/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'high',
    ironbark,
  ],
  ['alarm-backups-missing', 'cloudwatch', 'site-backups-missing', 'sites-MissingBackups-1', 'high', everybody],
])('NW-11: understands %s', (sample, source, type, resource, severity, affects) => {
  const [finding, ...more] = understood(sample);
  expect(more).toEqual([]);
  expect(finding).toMatchObject({ source, type, resource, severity, affects });
  expect(finding?.title.length).toBeGreaterThan(10);
});

test('there is a sample of every type of event that is understood', () => {
  const types = Object.values(EVENT_SAMPLES).map((event) => event['detail-type']);
  expect(new Set(types)).toEqual(new Set(EVENT_TYPES));
});

test.each(NO_INCIDENTS)('%s is no incident', (sample) => {
  expect(understood(sample)).toEqual([]);
});

test('an alarm that falls is no incident', () => {
  expect(understood('alarm-backups-missing', (detail) => (detail.state = { value: 'OK' }))).toEqual([]);
});

test('does not repeat the words of a failed operation, which may quote a customer', () => {
  expect(JSON.stringify(understood('site-backup'))).not.toContain('tasting');
});

test.each([
  [9, 'critical'],
  [8.9, 'high'],
  [7, 'high'],
  [6.9, 'medium'],
  [3.9, 'low'],
])('takes GuardDuty’s severity of %d for %s', (severity, expected) => {
  expect(understood('guardduty-instance', (detail) => (detail.severity = severity))[0]?.severity).toBe(expected);
});

test('a finding of Security Hub that bears the tag of a site concerns that site alone', () => {
  const [finding] = understood('securityhub-inspector', (detail) => {
    const [first] = detail.findings as { Resources: { Tags?: object }[] }[];
    first!.Resources[0]!.Tags = { 'cordon:site': 'ironbark-estate' };
  });
  expect(finding?.affects).toEqual(ironbark);
});

test('a database server of another platform concerns everybody, rather than nobody', () => {
  const [finding] = understood('backup-job', (detail) => (detail.resourceArn = 'arn:aws:rds:x:1:db:other-shared-1'));
  expect(finding?.affects).toEqual(everybody);
});

test('refuses, by name, what it does not understand', () => {
  const odd = { ...EVENT_SAMPLES['backup-job'], 'detail-type': 'Something New' };
  expect(() => normalise(eventSchema.parse(odd), names)).toThrow(/'Something New'.*GuardDuty Finding/);
  expect(() => understood('guardduty-instance', (detail) => delete detail.type)).toThrow(/type/);
});

test('understands what our own functions really tell of a ban and of malware', () => {
  const at = '2026-11-26T03:00:00.000Z';
  const until = '2026-11-26T04:00:00.000Z';
  const ban = { address: '192.0.2.7/32', family: 'ipv4', reason: 'failed-login', count: 1, since: at, until } as const;
  const found = {
    object: 'f00d',
    version: 'v1',
    threats: ['EICAR'],
    foundAt: at,
    quarantined: 'ironbark-estate/f00d/v1',
  };
  const told = [bannedEvent(ban), foundEvent('ironbark-estate', found, 'quarantine')];
  const findings = told.flatMap(({ source, detailType, detail }) =>
    normalise(eventSchema.parse({ ...EVENT_SAMPLES.malware, source, 'detail-type': detailType, detail }), names),
  );
  expect(findings).toMatchObject([
    { type: 'address-banned', resource: '192.0.2.7/32', affects: nobody },
    { type: 'malware-found', resource: 'ironbark-estate/f00d', affects: ironbark },
  ]);
});
