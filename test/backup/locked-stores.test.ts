import { Template } from 'aws-cdk-lib/assertions';
import { YEARLY_TAG } from '../../lib/backup/site-backup-bucket';
import { createApp } from '../../lib/platform/app';
import { deploymentRoleArn, siteRotationRoleArn, vaultArn } from '../../lib/platform/names';
import { melbourne, sydney } from '../support/place';
import { administratorMay, withArn } from './simulation';
import { backupStack, recoveryStack } from './surroundings';

jest.setTimeout(30_000);

const OPERATOR = 'arn:aws:iam::111111111111:role/operator';
const ROTATION = siteRotationRoleArn(sydney);

const templates = {
  home: Template.fromStack(backupStack(createApp())),
  recovery: Template.fromStack(recoveryStack(createApp())),
};
const places = { home: sydney, recovery: melbourne };

describe.each(['home', 'recovery'] as const)('site backups in the %s region', (where) => {
  const template = templates[where];
  const place = places[where];
  const arn = `arn:aws:s3:::cordon-production-site-backups-111111111111-${place.region}`;
  const [id, bucket] = Object.entries(template.findResources('AWS::S3::Bucket')).find(([, { Properties }]) =>
    (Properties.BucketName as string).includes('site-backups'),
  )!;
  const [policy] = Object.values(
    template.findResources('AWS::S3::BucketPolicy', { Properties: { Bucket: { Ref: id } } }),
  ).map(({ Properties }) => withArn(Properties.PolicyDocument, arn));
  const may = (
    principal: string,
    action: string,
    resource = `${arn}/sites/acme/2026-11-22/database.dump`,
  ): Promise<boolean> =>
    administratorMay({
      principal,
      action,
      resource,
      policy,
      context: { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' },
    });

  test.each(['s3:DeleteObject', 's3:DeleteObjectVersion'])('only the rotation role may do %s (D17)', async (action) => {
    await expect(may(ROTATION, action)).resolves.toBe(true);
    await expect(may(OPERATOR, action)).resolves.toBe(false);
    await expect(may(deploymentRoleArn(place), action)).resolves.toBe(false);
    await expect(may(siteRotationRoleArn({ ...sydney, region: 'eu-central-1' }), action)).resolves.toBe(false);
  });

  test('nobody may bypass the lock, the rotation role included', async () => {
    await expect(may(ROTATION, 's3:BypassGovernanceRetention')).resolves.toBe(false);
    await expect(may(OPERATOR, 's3:BypassGovernanceRetention')).resolves.toBe(false);
  });

  test.each([
    's3:PutLifecycleConfiguration',
    's3:PutBucketVersioning',
    's3:PutBucketObjectLockConfiguration',
    's3:PutBucketPolicy',
    's3:DeleteBucketPolicy',
    's3:DeleteBucket',
  ])('only a deployment may do %s', async (action) => {
    await expect(may(deploymentRoleArn(place), action, arn)).resolves.toBe(true);
    await expect(may(OPERATOR, action, arn)).resolves.toBe(false);
    await expect(may(ROTATION, action, arn)).resolves.toBe(false);
  });

  test('writing and reading them takes no more than rights of one’s own', async () => {
    for (const action of ['s3:PutObject', 's3:GetObject', 's3:PutObjectTagging'])
      await expect(may(OPERATOR, action)).resolves.toBe(true);
  });

  test('every version is locked for five days, and is there for fourteen after its deletion (D17)', () => {
    expect(bucket.Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 5 } } },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    const rules = bucket.Properties.LifecycleConfiguration.Rules as Record<string, unknown>[];
    expect(rules).toContainEqual(expect.objectContaining({ NoncurrentVersionExpiration: { NoncurrentDays: 14 } }));
    expect(rules.filter(({ ExpirationInDays }) => ExpirationInDays)).toEqual([]);
  });

  test('yearly ones, and no others, move to an archive that still reads at once (BK-17)', () => {
    const rules = bucket.Properties.LifecycleConfiguration.Rules as Record<string, unknown>[];
    expect(rules.filter(({ Transitions }) => Transitions)).toEqual([
      expect.objectContaining({
        TagFilters: [{ Key: YEARLY_TAG.key, Value: YEARLY_TAG.value }],
        Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 30 }],
      }),
    ]);
  });
});

describe.each(['home', 'recovery'] as const)('server recovery points in the %s region', (where) => {
  const place = places[where];
  const other = where === 'home' ? melbourne : sydney;
  const [vault] = Object.values(templates[where].findResources('AWS::Backup::BackupVault'));
  const may = (
    principal: string,
    action: string,
    resource: string,
    context?: Record<string, string[]>,
  ): Promise<boolean> =>
    administratorMay({ principal, action, resource, policy: vault!.Properties.AccessPolicy, context });
  const recoveryPoint = `arn:aws:backup:${place.region}:111111111111:recovery-point:1EB3B5E7-9EB0-435A-A80B-108B488B0D45`;

  test.each(['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle', 'backup:DisassociateRecoveryPoint'])(
    'nobody may do %s, whatever their rights (DR-08)',
    async (action) => {
      for (const principal of [OPERATOR, deploymentRoleArn(place), ROTATION]) {
        await expect(may(principal, action, recoveryPoint)).resolves.toBe(false);
      }
      await expect(may(OPERATOR, 'backup:DescribeRecoveryPoint', recoveryPoint)).resolves.toBe(true);
    },
  );

  test.each(['backup:PutBackupVaultAccessPolicy', 'backup:DeleteBackupVaultLockConfiguration'])(
    'only a deployment may do %s',
    async (action) => {
      await expect(may(deploymentRoleArn(place), action, vaultArn(place))).resolves.toBe(true);
      await expect(may(OPERATOR, action, vaultArn(place))).resolves.toBe(false);
    },
  );

  test('copies go to the other region of the pair and nowhere else (TN-11)', async () => {
    const copyTo = (target: string): Promise<boolean> =>
      may(OPERATOR, 'backup:CopyFromBackupVault', recoveryPoint, { 'backup:CopyTargets': [target] });
    await expect(copyTo(vaultArn(other))).resolves.toBe(true);
    await expect(copyTo(vaultArn({ ...other, region: 'us-east-1' }))).resolves.toBe(false);
    await expect(copyTo(vaultArn({ ...other, account: '999999999999' }))).resolves.toBe(false);
  });

  test('the vault outlives its stack', () => {
    expect(vault).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});
