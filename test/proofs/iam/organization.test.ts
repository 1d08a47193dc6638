import { organizationPolicy, POLICY_CHARACTERS } from '../../../lib/audit/organization-policy';
import { DELIVERY, deliveryPlace } from '../../../lib/config/delivery';
import { bucketName, deploymentRoleArn, trailName, vaultArn } from '../../../lib/platform/names';
import type { PolicyDocument } from '../../support/policies/decide';
import { examplePolicies } from '../../support/policies/platform-policies';
import { administrator, asked, roleMay } from './calls';
import type { Actor, Call } from './calls';
import { environments, placesOf, platform } from './places';

jest.setTimeout(60_000);

/** As it is attached: as text. */
const text = JSON.stringify(organizationPolicy(platform.name));
const policy = JSON.parse(text) as ReturnType<typeof organizationPolicy> & PolicyDocument;
const governed = (actor: Actor): Actor => ({ ...actor, organizationPolicy: policy });
const places = [
  ...environments
    .flatMap((environment) => placesOf(environment))
    .map((place) => ({ ...place, archive: 'archive' as const })),
  { ...deliveryPlace(platform), environment: DELIVERY, archive: 'delivery-archive' as const },
].map((place) => ({ ...place, where: `${place.environment}, ${place.region}` }));
type Somewhere = (typeof places)[number];

/** One call for each way to end the records, or what protects them and backups. */
function calls(place: Somewhere): Readonly<Record<string, Call>> {
  const { account, region } = place;
  const archive = `arn:aws:s3:::${bucketName(place, place.archive)}`;
  const backups = `arn:aws:s3:::${bucketName(place, 'site-backups')}`;
  const record = `${archive}/cloudtrail/AWSLogs/${account}/a.json.gz`;
  const point = `arn:aws:backup:${region}:${account}:recovery-point:1`;
  const vault = vaultArn(place);
  const group = `arn:aws:logs:${region}:${account}:log-group:any`;
  const resources: Readonly<Record<string, string>> = {
    'organizations:LeaveOrganization': '*',
    'account:CloseAccount': `arn:aws:account::${account}:account`,
    ...of(`arn:aws:cloudtrail:${region}:${account}:trail/${trailName(place, 'data-events')}`, 'cloudtrail', [
      ...['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors', 'PutInsightSelectors'],
    ]),
    ...of('*', 'config', ['StopConfigurationRecorder', 'DeleteConfigurationRecorder', 'DeleteDeliveryChannel']),
    ...of(`arn:aws:guardduty:${region}:${account}:detector/any`, 'guardduty', ['DeleteDetector', 'UpdateDetector']),
    'securityhub:DisableSecurityHub': `arn:aws:securityhub:${region}:${account}:hub/default`,
    ...of(group, 'logs', ['DeleteLogGroup', 'PutRetentionPolicy', 'DeleteRetentionPolicy', 'DisassociateKmsKey']),
    'logs:DeleteDataProtectionPolicy': group,
    'logs:DeleteLogStream': `${group}:log-stream:any`,
    ...of(record, 's3', ['DeleteObject', 'DeleteObjectVersion', 'PutObjectRetention', 'BypassGovernanceRetention']),
    ...of(archive, 's3', [
      ...['DeleteBucket', 'DeleteBucketPolicy', 'PutBucketPolicy', 'PutBucketVersioning'],
      ...['PutBucketObjectLockConfiguration', 'PutLifecycleConfiguration'],
    ]),
    ...of(point, 'backup', ['DeleteRecoveryPoint', 'DisassociateRecoveryPoint', 'UpdateRecoveryPointLifecycle']),
    ...of(vault, 'backup', [
      ...['DeleteBackupVault', 'DeleteBackupVaultAccessPolicy', 'PutBackupVaultAccessPolicy'],
      ...['DeleteBackupVaultLockConfiguration', 'PutBackupVaultLockConfiguration'],
    ]),
    ...of(deploymentRoleArn(place), 'iam', [
      ...['AttachRolePolicy', 'CreateRole', 'DeleteRole', 'DeleteRolePolicy', 'DetachRolePolicy', 'PutRolePolicy'],
      ...['DeleteRolePermissionsBoundary', 'PutRolePermissionsBoundary', 'UpdateAssumeRolePolicy'],
    ]),
  };
  const all = Object.entries(resources).map(([action, resource]) => [
    action,
    { action, resource, resourcePolicy: NONE },
  ]);
  return {
    ...(Object.fromEntries(all) as Record<string, Call>),
    'loosening of site backups': { action: 's3:PutBucketPolicy', resource: backups, resourcePolicy: NONE },
    'bypass of the lock of site backups': {
      action: 's3:BypassGovernanceRetention',
      resource: `${backups}/sites/acme/a`,
      resourcePolicy: NONE,
    },
  };
}

/** As if whoever calls had taken the resource's own policy away already. */
const NONE = { Statement: [] };

function of(resource: string, service: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`${service}:${name}`, resource]));
}

/** What a deployment must be able to do, or nothing of it could ever be changed. */
const DEPLOYED = /^(cloudtrail|config|guardduty|securityhub|logs):|^s3:(Delete|Put)Bucket|^s3:PutLife|^backup:\w+Vault/;

test.each(places)(
  'LG-02, DR-08: in $where no administrator, nor root, ends a trail or takes a lock off, by whatever policy of the account',
  async (place) => {
    const { account } = place;
    for (const arn of [`arn:aws:iam::${account}:role/administrator`, `arn:aws:iam::${account}:root`]) {
      const mighty = administrator(account, arn);
      for (const [name, call] of Object.entries(calls(place))) {
        expect([name, await asked(mighty, call, place)]).toEqual([name, 'Allowed']);
        expect([name, await asked(governed(mighty), call, place)]).toEqual([name, 'ExplicitlyDenied']);
      }
    }
  },
);

test.each(places)('in $where a deployment changes what was reviewed, and ends no record itself', async (place) => {
  const deployment = governed(administrator(place.account, deploymentRoleArn(place)));
  for (const [name, call] of Object.entries(calls(place))) {
    const expected = DEPLOYED.test(name) || name.startsWith('loosening') ? 'Allowed' : 'ExplicitlyDenied';
    expect([name, await asked(deployment, call, place)]).toEqual([name, expected]);
  }
});

test('every call that the policy denies was tried', () => {
  const tried = Object.values(calls(places[0]!)).map(({ action }) => action);
  for (const { Action } of policy.Statement)
    for (const pattern of Action) {
      expect([pattern, tried.some((action) => action.startsWith(pattern.replace('*', '')))]).toEqual([pattern, true]);
    }
});

test('it takes from no role of the platform anything that the role may do', async () => {
  const taken: string[] = [];
  for (const role of examplePolicies().roles) {
    const place = places.find(({ account, region }) => account === role.account && region === role.region);
    for (const call of Object.values(calls(place ?? { ...places[0]!, account: role.account, region: role.region }))) {
      if (await roleMay(role, call, role)) taken.push(`${role.label} may ${call.action}`);
    }
  }
  expect(taken).toEqual([]);
});

test('AWS Organizations takes it', () => {
  expect(text.length).toBeLessThanOrEqual(POLICY_CHARACTERS);
});
