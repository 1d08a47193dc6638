import { copiesOf } from '../../../lib/platform/copies';
import { bucketName } from '../../../lib/platform/names';
import { siteWorkerRoleName } from '../../../lambda/shared/copy-source';
import { decide, mentions } from '../../support/policies/decide';
import type { PolicyDocument } from '../../support/policies/decide';
import { examplePolicies } from '../../support/policies/platform-policies';
import type { Guarded } from '../../support/policies/platform-policies';
import { administrator, asked, roleMay } from './calls';
import type { Actor, Call } from './calls';
import { environments, homeOf, placesOf, platform } from './places';
import { siteKey, siteSecret } from './site-resources';

jest.setTimeout(120_000);

const { guarded, roles, assembly } = examplePolicies();
const STRANGER = '999999999999';
const PRODUCTION = environments.find(({ config }) => config.hosts.includes('production'))!;

/** What could be done with each kind of resource. What its policy itself allows by name is tried as well. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  'AWS::Backup::BackupVault': ['backup:CopyIntoBackupVault', 'backup:DeleteBackupVault', 'backup:DescribeBackupVault'],
  'AWS::DynamoDB::Table': ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:PutResourcePolicy'],
  'AWS::IAM::Role': ['sts:AssumeRole'],
  'AWS::KMS::Key': ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:CreateGrant', 'kms:PutKeyPolicy', 'kms:ReEncryptTo'],
  'AWS::Lambda::Permission': ['lambda:InvokeFunction'],
  'AWS::Logs::ResourcePolicy': ['logs:PutLogEvents'],
  'AWS::S3::BucketPolicy': ['s3:ListBucket', 's3:PutBucketPolicy', 's3:GetObject', 's3:PutObject', 's3:DeleteObject'],
  'AWS::SNS::TopicPolicy': ['sns:Publish', 'sns:Subscribe'],
  'AWS::SQS::QueuePolicy': ['sqs:SendMessage', 'sqs:ReceiveMessage'],
  'AWS::SecretsManager::ResourcePolicy': ['secretsmanager:GetSecretValue', 'secretsmanager:PutResourcePolicy'],
};
/** Calls to a bucket that concern an object in it. */
const OF_OBJECTS = /^s3:(\w+Object\w*|AbortMultipartUpload)$/;

function callsTo({ type, arn, policy }: Guarded): Call[] {
  const known = CALLS[type];
  if (!known) throw new Error(`What can be done with ${type} is not known here`);
  const named = policy.Statement.filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => [Action ?? []].flat().map(String))
    .filter((action) => !action.includes('*') && !/^sts:(TagSession|SetSourceIdentity|AssumeRoleWith)/.test(action));
  return [...new Set([...known, ...named])].map((action) => ({
    action,
    resource: OF_OBJECTS.test(action) ? `${arn}/sites/acme/2026-11-22-night/database.dump` : resourceOf(type, arn),
    resourcePolicy: policy,
  }));
}

function resourceOf(type: string, arn: string): string {
  return type === 'AWS::Logs::ResourcePolicy' ? arn.replace(/\*$/, 'any:log-stream:any') : arn;
}

/** What somebody of another account may do with what belongs to an environment, told by its policies. */
async function reachable(actor: Actor, targets: readonly Guarded[]): Promise<string[]> {
  const found: string[] = [];
  for (const target of targets)
    for (const call of callsTo(target)) {
      // Another account's right alone is not enough.
      if (!mentions([target.policy], call.action)) continue;
      if ((await asked(actor, call, target)) === 'Allowed') found.push(`${call.action} on ${nameOf(target)}`);
    }
  return found.sort();
}

const nameOf = ({ type, arn, stage, logicalId }: Guarded) =>
  type === 'AWS::S3::BucketPolicy' ? arn.split(':::')[1]! : `${stage} ${logicalId.replace(/[0-9A-F]{8}$/, '')}`;
const ofEnvironment = (name: string) => guarded.filter(({ environment }) => environment === name);

const both = environments.flatMap((from) => environments.filter((to) => to !== from).map((to) => ({ from, to })));

test.each(both.map(({ from, to }) => ({ from, to, who: from.name, whom: to.name })))(
  'TN-07: an administrator of $who reaches nothing of $whom',
  async ({ from, to }) => {
    expect(await reachable(administrator(from.account), ofEnvironment(to.name))).toEqual([]);
  },
);

test.each(environments.map(({ name }) => name))(
  'TN-18: an administrator of an account that is not ours reaches nothing of %s',
  async (name) => {
    expect(await reachable(administrator(STRANGER), ofEnvironment(name))).toEqual([]);
  },
);

test('what is tried is what an administrator of the own account may do', async () => {
  for (const type of Object.keys(CALLS)) {
    const target = guarded.find((one) => one.type === type && one.environment === 'test');
    if (!target || type === 'AWS::IAM::Role') continue;
    const decisions = await Promise.all(
      callsTo(target).map(async (call) => [call.action, await asked(administrator(target.account), call, target)]),
    );
    expect([type, decisions.filter(([, decision]) => decision === 'Allowed').length > 0]).toEqual([type, true]);
  }
});

describe('the one way between environments is that of copies (D20)', () => {
  const copies = PRODUCTION.regions.flatMap((home) => copiesOf(platform, home).map((place) => ({ home, place })));
  const worker = (account: string, region: string) => {
    const name = siteWorkerRoleName({ platform: platform.name, environment: PRODUCTION.name, region }, 'operate');
    return administrator(account, `arn:aws:iam::${account}:role/${name}`);
  };

  test.each(environments.filter((one) => one !== PRODUCTION).map(({ name }) => name))(
    'TN-07: a worker of production may store and find copies in the buckets of %s, and nothing else there',
    async (name) => {
      const { account, mainRegion } = PRODUCTION;
      const found = await reachable(worker(account, mainRegion), ofEnvironment(name));
      const places = environments.find((one) => one.name === name)!.regions;
      const expected = places.flatMap((place) => {
        const bucket = bucketName(place, 'site-backups');
        const objects = ['AbortMultipartUpload', 'GetObject', 'ListBucket', 'PutObject', 'PutObjectTagging'];
        const keys = ['Decrypt', 'DescribeKey', 'GenerateDataKey'];
        return [
          ...objects.map((call) => `s3:${call} on ${bucket}`),
          ...keys.map((call) => `kms:${call} on ${name}-${place.region} SiteBackupsKey`),
        ];
      });
      expect(found).toEqual(expected.sort());
    },
  );

  test('TN-07: it leads out of production alone, and never back', () => {
    expect(copies.length).toBeGreaterThan(0);
    for (const environment of environments.filter((one) => one !== PRODUCTION))
      for (const home of environment.regions) expect(copiesOf(platform, home)).toEqual([]);
  });

  const sending = both.map(({ from, to }) => ({ from, to, who: from.name, whom: to.name }));
  test.each(sending)('TN-07: of the roles of $who, those that may write to $whom are its workers', async (row) => {
    const found = new Set<string>();
    for (const place of placesOf(row.to)) {
      const bucket = guarded.find(({ arn }) => arn === `arn:aws:s3:::${bucketName(place, 'site-backups')}`)!;
      const calls = callsTo(bucket);
      for (const role of roles.filter(({ environment }) => environment === row.from.name))
        for (const call of calls) {
          if (await roleMay(role, call, place)) found.add(`${role.label} to ${place.region}`);
        }
    }
    const expected = copies
      .filter(({ home, place }) => home.environment === row.from.name && place.environment === row.to.name)
      .map(({ home, place }) => `${home.environment}-${home.region}/sites WorkerOperateRole to ${place.region}`);
    expect([...found].sort()).toEqual(expected.sort());
  });

  test('TN-07: with the key of a copy, production encrypts, and decrypts only for S3', async () => {
    for (const { home, place } of copies) {
      const environment = environments.find(({ name }) => name === place.environment)!;
      const site = siteKey(environment, place, 'any-copy');
      const role = roles.find(({ label }) => label === `production-${home.region}/sites WorkerOperateRole`)!;
      const call = (action: string, context = {}): Call => ({
        ...site,
        action,
        context: { ...site.context, ...context },
      });
      const s3 = { 'kms:ViaService': `s3.${place.region}.amazonaws.com` };
      expect(await roleMay(role, call('kms:GenerateDataKey'), place)).toBe(true);
      expect(await roleMay(role, call('kms:Decrypt'), place)).toBe(false);
      expect(await roleMay(role, call('kms:Decrypt', s3), place)).toBe(true);
      expect(await asked(administrator(home.account), call('kms:GenerateDataKey'), place)).not.toBe('Allowed');
    }
  });

  test('TN-07: no other environment uses a key or a secret of a site of production', async () => {
    for (const place of placesOf(PRODUCTION)) {
      const site = homeOf(PRODUCTION, place).sites[0]!.id;
      for (const { account } of environments.filter((one) => one !== PRODUCTION)) {
        const key = siteKey(PRODUCTION, place, site);
        for (const actor of [administrator(account), worker(account, place.region)]) {
          for (const action of ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey']) {
            expect(await asked(actor, { ...key, action }, place)).toBe('ImplicitlyDenied');
          }
          const secret = { action: 'secretsmanager:GetSecretValue', resource: siteSecret(place, site) };
          expect(await asked(actor, secret, place)).toBe('ImplicitlyDenied');
        }
      }
    }
  });
});

describe('AWS services', () => {
  const services = (policy: PolicyDocument) =>
    policy.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Principal }) => {
      const named = (Principal as { Service?: string | string[] } | undefined)?.Service ?? [];
      return [named].flat();
    });
  /** A service acts for a caller of any account, unless it is told for which one it may. A role can only be passed to it. */
  const deputies = guarded.filter(({ type }) => type !== 'AWS::IAM::Role');

  test('TN-07: none that is let in acts there for another account, but EventBridge to wake on-call', async () => {
    const found = new Set<string>();
    for (const target of deputies)
      for (const service of new Set(services(target.policy)))
        for (const { action, resource, resourcePolicy } of callsTo(target)) {
          const sourceArn = `arn:aws:logs:${target.region}:${STRANGER}:anything`;
          const surroundings = { 'aws:SourceAccount': STRANGER, 'aws:SourceArn': sourceArn };
          const { account } = target;
          const asks = { principal: service, action, resource, resourcePolicy, account, surroundings };
          if ((await decide(asks)) === 'Allowed') found.add(`${service} ${action} on ${whatIs(target)}`);
        }
    expect([...found].sort()).toEqual([
      // CDK lets log delivery decrypt what it delivers of encrypted state machines; it has nothing else of ours.
      'delivery.logs.amazonaws.com kms:Decrypt on key: Incidents: their records, clocks and notices',
      'delivery.logs.amazonaws.com kms:Decrypt on key: Recovery drills: jobs, results, executions',
      'delivery.logs.amazonaws.com kms:Decrypt on key: Site operations: the registry, jobs, executions',
      // CDK lets EventBridge publish, whoever's rule it is. What could come of it is a false alarm.
      'events.amazonaws.com kms:Decrypt on key: Incidents: their records, clocks and notices',
      'events.amazonaws.com kms:Decrypt on key: Notifications to on-call',
      'events.amazonaws.com kms:GenerateDataKey on key: Incidents: their records, clocks and notices',
      'events.amazonaws.com kms:GenerateDataKey on key: Notifications to on-call',
      ...[1, 2, 3].map((level) => `events.amazonaws.com sns:Publish on LevelsLevel${level}Policy`),
      'events.amazonaws.com sns:Publish on OnCallPolicy',
    ]);
  });

  function whatIs({ properties, logicalId }: Guarded): string {
    const { Description: description } = properties;
    return typeof description === 'string' ? `key: ${description}` : logicalId.replace(/[0-9A-F]{8}$/, '');
  }
});

test('everything with a policy of its own was looked at', () => {
  const policies = new Set(guarded.map(({ type }) => type));
  expect([...policies].sort()).toEqual(Object.keys(CALLS).sort());
  const others = assembly.resources.filter(
    ({ type, properties }) =>
      !policies.has(type) &&
      !['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::EC2::VPCEndpoint'].includes(type) &&
      Object.keys(properties)
        // What a log group masks is no business of who may read it.
        .filter((name) => /Policy(Document|Text)?$/.test(name) && name !== 'DataProtectionPolicy')
        .some((name) => isDocument(properties[name])),
  );
  expect(others.map(({ stack, logicalId }) => `${stack.location.path} ${logicalId}`)).toEqual([]);
});

function isDocument(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'Statement' in value;
}
