import { SITE_BACKUP_LOCK_DAYS, VAULT_LOCK } from '../../../lib/backup/retention';
import { DELIVERY } from '../../../lib/config/delivery';
import { deploymentRoleArn, siteRotationRoleArn, staffRoleName, vaultArn } from '../../../lib/platform/names';
import { examplePolicies } from '../../support/policies/platform-policies';
import type { Guarded } from '../../support/policies/platform-policies';
import { administrator, asked, roleMay } from './calls';
import type { Actor, Call } from './calls';
import { environments, homeOf, placesOf, platform } from './places';

jest.setTimeout(60_000);

const { guarded, roles } = examplePolicies();
const places = environments.flatMap((environment) =>
  placesOf(environment).map((place) => ({ environment, place, where: `${environment.name}, ${place.region}` })),
);
const STRANGER = '999999999999';

/** Whoever could be thought to have a way: each has every right that an identity can have. */
function mighty({ account, region }: { account: string; region: string }): Record<string, Actor> {
  return {
    administrator: administrator(account),
    root: administrator(account, `arn:aws:iam::${account}:root`),
    deployment: administrator(account, deploymentRoleArn({ account, region })),
    'administrator of another account': administrator(STRANGER),
  };
}

const OURS = ['administrator', 'root', 'deployment'];

/** Names of those who may make a call. */
async function whoMay(actors: Record<string, Actor>, call: Call, at: { account: string; region: string }) {
  const found: string[] = [];
  for (const [name, actor] of Object.entries(actors)) {
    if ((await asked(actor, call, at)) === 'Allowed') found.push(name);
  }
  return found;
}

const purposeOf = ({ arn, account, environment }: Guarded) =>
  arn.replace(`arn:aws:s3:::${platform.name}-${environment}-`, '').split(`-${account}-`)[0]!;
const buckets = (...purposes: string[]) =>
  guarded
    .filter((one) => one.type === 'AWS::S3::BucketPolicy' && purposes.includes(purposeOf(one)))
    .map((bucket) => ({
      ...bucket,
      name: bucket.arn.split(':::')[1]!,
      forGood: ['production', DELIVERY].includes(bucket.environment),
    }));
const archives = buckets('archive', 'account-archive', 'delivery-archive');
const backups = buckets('site-backups');

function lockOf(name: string) {
  const bucket = examplePolicies().assembly.resources.find(
    ({ type, properties }) => type === 'AWS::S3::Bucket' && properties.BucketName === name,
  )!;
  const { ObjectLockEnabled: enabled, ObjectLockConfiguration, VersioningConfiguration } = bucket.properties;
  const { Rule } = ObjectLockConfiguration as { Rule: { DefaultRetention: { Mode: string; Days: number } } };
  return { enabled, ...Rule.DefaultRetention, versions: (VersioningConfiguration as { Status: string }).Status };
}

/** Where every such resource has to stand; else a proof about "each" would be one about none. */
test('there are records and backups in every region of every environment', () => {
  const at = (found: readonly Guarded[]) => [...new Set(found.map(({ stage }) => stage))].sort();
  const regions = places.map(({ environment, place }) => `${environment.name}-${place.region}`).sort();
  expect(at(buckets('archive'))).toEqual(regions);
  const accounts = [...environments.map(({ name }) => name), DELIVERY].map((name) => `${name}-account`);
  expect(at(buckets('account-archive'))).toEqual(accounts.sort());
  expect(at(buckets('delivery-archive'))).toEqual([`${DELIVERY}-account`]);
  expect(at(backups)).toEqual(regions);
  expect(at(guarded.filter(({ type }) => type === 'AWS::Backup::BackupVault'))).toEqual(regions);
});

const LOOSENING = [
  's3:DeleteBucket',
  's3:DeleteBucketPolicy',
  's3:PutBucketPolicy',
  's3:PutBucketObjectLockConfiguration',
  's3:PutBucketVersioning',
  's3:PutLifecycleConfiguration',
];

describe.each(archives)('the records in $name', ({ name, arn, account, region, forGood }) => {
  test.each(['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutObjectRetention', 's3:BypassGovernanceRetention'])(
    'LG-02: the policy lets nobody do %s, an administrator, root and a deployment included',
    async (action) => {
      const actors = mighty({ account, region });
      const record = `${arn}/cloudtrail/AWSLogs/${account}/a.json.gz`;
      expect(await whoMay(actors, { action: 's3:GetObject', resource: record }, { account, region })).toEqual(OURS);
      expect(await whoMay(actors, { action, resource: record }, { account, region })).toEqual([]);
    },
  );

  // S3 lets an account's root replace a bucket's policy whatever that says: against root stands the lock alone.
  test.each(LOOSENING)('LG-02: the policy lets only a deployment do %s', async (action) => {
    const call = { action, resource: arn };
    expect(await whoMay(mighty({ account, region }), call, { account, region })).toEqual(['deployment']);
  });

  test(`LG-02: ${forGood ? 'the lock stands against everybody, AWS included (compliance)' : 'the lock takes a right to bypass that the policy gives to nobody (governance)'}`, () => {
    const Mode = forGood ? 'COMPLIANCE' : 'GOVERNANCE';
    expect(lockOf(name)).toEqual({ enabled: true, Mode, Days: 400, versions: 'Enabled' });
  });
});

describe.each(places)('server backups in $where', ({ environment, place }) => {
  const vault = guarded.find(
    ({ type, account, region }) =>
      type === 'AWS::Backup::BackupVault' && account === place.account && region === place.region,
  )!;
  const resourcePolicy = vault.policy;
  const point = `arn:aws:backup:${place.region}:${place.account}:recovery-point:1`;

  test('DR-08: the policy lets nobody delete one, let it expire sooner, or delete the vault', async () => {
    const calls = [
      { action: 'backup:DeleteRecoveryPoint', resource: point, resourcePolicy },
      { action: 'backup:UpdateRecoveryPointLifecycle', resource: point, resourcePolicy },
      { action: 'backup:DisassociateRecoveryPoint', resource: point, resourcePolicy },
      { action: 'backup:DeleteBackupVault', resource: vaultArn(place) },
    ];
    for (const call of calls)
      expect({ call, may: await whoMay(mighty(place), call, place) }).toMatchObject({ may: [] });
    const control = { action: 'backup:DescribeRecoveryPoint', resource: point, resourcePolicy };
    expect(await whoMay(mighty(place), control, place)).toEqual(OURS);
  });

  test('DR-08: the policy lets only a deployment loosen the vault', async () => {
    for (const action of ['PutBackupVaultAccessPolicy', 'DeleteBackupVaultAccessPolicy'].concat(
      ...['PutBackupVaultLockConfiguration', 'DeleteBackupVaultLockConfiguration'],
    )) {
      const call = { action: `backup:${action}`, resource: vaultArn(place) };
      expect(await whoMay(mighty(place), call, place)).toEqual(['deployment']);
    }
  });

  const production = environment.name === 'production';
  test(`DR-08: the vault's lock ${production ? 'can be taken off by nobody, once three days have passed (compliance)' : 'keeps a recovery point for its shortest time (governance)'}`, () => {
    expect(vault.properties.LockConfiguration).toEqual({
      MinRetentionDays: VAULT_LOCK.minRetentionDays,
      MaxRetentionDays: VAULT_LOCK.maxRetentionDays,
      ...(production && { ChangeableForDays: VAULT_LOCK.changeableForDays }),
    });
  });
});

describe.each(places)('site backups in $where', ({ environment, place }) => {
  const { arn, name } = backups.find(({ account, region }) => account === place.account && region === place.region)!;
  const object = `${arn}/sites/acme/2026-11-22-night/database.dump`;
  const rotation = siteRotationRoleArn(homeOf(environment, place));
  const actors = {
    ...mighty(place),
    rotation: administrator(place.account, rotation),
    'rotation of another region': administrator(place.account, rotation.replace(/[a-z]+-[a-z]+-\d$/, 'sa-east-1')),
  };

  test.each(['s3:DeleteObject', 's3:DeleteObjectVersion'])(
    'DR-08: the policy lets only the rotation do %s',
    async (action) => {
      expect(await whoMay(actors, { action, resource: object }, place)).toEqual(['rotation']);
    },
  );

  test('DR-08: the policy lets nobody, the rotation included, bypass or shorten the lock that holds a version', async () => {
    expect(await whoMay(actors, { action: 's3:BypassGovernanceRetention', resource: object }, place)).toEqual([]);
    const lock = { enabled: true, Mode: 'GOVERNANCE', Days: SITE_BACKUP_LOCK_DAYS, versions: 'Enabled' };
    expect(lockOf(name)).toEqual(lock);
  });

  test.each(LOOSENING)('DR-08: the policy lets only a deployment do %s', async (action) => {
    expect(await whoMay(actors, { action, resource: arn }, place)).toEqual(['deployment']);
  });
});

test('DR-08, LG-02: nobody can delete or switch off a key of ours, and so what it encrypts', async () => {
  const keys = guarded.filter(({ type }) => type === 'AWS::KMS::Key');
  for (const key of keys) {
    const { administrator: one, ...rest } = mighty(key);
    const control = { action: 'kms:DescribeKey', resource: key.arn };
    expect(await asked(one!, control, key)).toBe('Allowed');
    for (const action of ['kms:ScheduleKeyDeletion', 'kms:DisableKey']) {
      const may = await whoMay({ administrator: one!, ...rest }, { action, resource: key.arn }, key);
      expect({ key: key.stage, id: key.logicalId, action, may }).toMatchObject({ may: [] });
    }
  }
});

/** Calls that no policy of a resource can refuse, so that it matters who has the right at all. */
const HIDING = (account: string, region: string): Call[] => [
  ...['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'].map((call) => ({
    action: `cloudtrail:${call}`,
    resource: `arn:aws:cloudtrail:${region}:${account}:trail/any`,
  })),
  ...['DeleteLogGroup', 'PutRetentionPolicy'].map((call) => ({
    action: `logs:${call}`,
    resource: `arn:aws:logs:${region}:${account}:log-group:any`,
  })),
  { action: 'config:StopConfigurationRecorder', resource: '*' },
  { action: 'config:DeleteConfigurationRecorder', resource: '*' },
  { action: 'guardduty:DeleteDetector', resource: `arn:aws:guardduty:${region}:${account}:detector/any` },
  ...['CreateUser', 'CreateAccessKey'].map((call) => ({
    action: `iam:${call}`,
    resource: `arn:aws:iam::${account}:user/any`,
  })),
  ...['AttachRolePolicy', 'PutRolePolicy', 'DeleteRolePolicy', 'UpdateAssumeRolePolicy', 'CreateRole'].map((call) => ({
    action: `iam:${call}`,
    resource: `arn:aws:iam::${account}:role/any`,
  })),
  { action: 'iam:CreatePolicyVersion', resource: `arn:aws:iam::${account}:policy/any` },
];

// An administrator who is none of the platform's is kept from it by the organization alone: see organization.test.ts. Where
// its policy is not attached, on-call is told within minutes (LG-02), by test/audit/audit-stack.test.ts.
test('LG-02: no role of the platform, break-glass included, can end a trail, delete logs or change rights', async () => {
  const could: string[] = [];
  for (const role of roles) {
    for (const call of HIDING(role.account, role.region)) {
      if (await roleMay(role, call, role)) {
        could.push(`${role.label} may ${call.action}`);
      }
    }
  }
  expect(could).toEqual([]);
});

test('of those calls each is one that an administrator could make', async () => {
  const { account, mainRegion: region } = environments[0]!;
  for (const call of HIDING(account, region)) {
    expect([call.action, await asked(administrator(account), call, { account, region })]).toEqual([
      call.action,
      'Allowed',
    ]);
  }
});

test('only AWS Backup acts with rights that AWS alone has written down', () => {
  for (const { trust, label } of roles.filter(({ unread }) => unread.length > 0)) {
    const who = trust.Statement.map(({ Principal }) => Principal);
    expect([label, who]).toEqual([label, [{ Service: 'backup.amazonaws.com' }]]);
  }
});

test('no role but the emergency role may do whatever it likes to a bucket, a key or a secret', () => {
  const all = roles.filter(({ identityPolicies }) =>
    identityPolicies.some(({ Statement }) =>
      Statement.some(
        ({ Effect, Action, Resource }) =>
          Effect === 'Allow' &&
          [Action ?? []].flat().some((action) => /^(\*|(s3|kms|secretsmanager|iam|sts):\*)$/.test(String(action))) &&
          [Resource].flat().includes('*'),
      ),
    ),
  );
  const names = environments.map(({ name }) =>
    staffRoleName({ platform: platform.name, environment: name }, 'break-glass'),
  );
  expect(all.map(({ name }) => name).sort()).toEqual(names.sort());
});
