import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { siteRotationRoleName } from '../../lib/platform/names';
import { destroys, operates } from '../../lib/sites/worker-rights';
import { home, sitesStack, testHome } from './surroundings';
import { melbourne, sydney } from '../support/place';
import { decide } from '../support/policies/decide';
import type { PolicyDocument, Statement } from '../support/policies/decide';

const where = { place: sydney, recovery: melbourne, copies: [testHome] };
const backups = `arn:aws:s3:::cordon-production-site-backups-111111111111-ap-southeast-2`;
const elsewhere = `arn:aws:s3:::cordon-production-site-backups-111111111111-ap-southeast-4`;
const attachments = `arn:aws:s3:::cordon-production-attachments-111111111111-ap-southeast-2`;
const copies = `arn:aws:s3:::cordon-test-site-backups-222222222222-ap-southeast-2`;
const key = 'arn:aws:kms:ap-southeast-2:111111111111:key/1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f';
const secret = 'arn:aws:secretsmanager:ap-southeast-2:111111111111:secret:cordon';

const worker = operates(where).map((statement) => statement.toStatementJson() as object);
const eraser = [...worker, ...destroys(where).map((statement) => statement.toStatementJson() as object)];

const delegating: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${sydney.account}:root` }, Action: 'kms:*', Resource: '*' },
  ],
};

async function may(
  statements: object[],
  action: string,
  resource: string,
  context: Record<string, string | string[]> = {},
) {
  const decision = await decide({
    principal: `arn:aws:iam::${sydney.account}:role/worker`,
    action,
    resource,
    account: sydney.account,
    context,
    identityPolicies: [{ Statement: statements as Statement[] }],
    // A key's policy leaves it to the account's own.
    ...(resource.startsWith('arn:aws:kms') ? { resourcePolicy: delegating } : {}),
  });
  return decision === 'Allowed';
}

const ofSite = { 'kms:ResourceAliases': ['alias/cordon/production/site/acme'] };

describe('the worker', () => {
  test.each([
    ['s3:PutObject', `${backups}/sites/acme/2026-03-07-1-night/manifest.json`],
    ['s3:PutObject', `${elsewhere}/sites/acme/2026-03-07-1-night/manifest.json`],
    ['s3:GetObject', `${attachments}/acme/photo.jpg`],
    ['s3:PutObject', `${copies}/sites/acme-test/2026-03-07-1-night-copy/manifest.json`],
    ['secretsmanager:GetSecretValue', `${secret}/production/site/acme/database-AbCdEf`],
    ['secretsmanager:GetSecretValue', `${secret}/production/server/shared-1-AbCdEf`],
  ])('may %s on %s', async (action, resource) => {
    await expect(may(worker, action, resource)).resolves.toBe(true);
  });

  test('D17: can delete nothing that it has stored, not even one version of it', async () => {
    for (const action of [
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:PutObjectRetention',
      's3:BypassGovernanceRetention',
    ])
      for (const bucket of [backups, elsewhere, attachments, copies])
        await expect(may(worker, action, `${bucket}/sites/acme/x`)).resolves.toBe(false);
  });

  test('TN-01: uses the keys of sites, by their alias, and no other key', async () => {
    await expect(may(worker, 'kms:GenerateDataKey', key, ofSite)).resolves.toBe(true);
    await expect(may(worker, 'kms:GenerateDataKey', key, { 'kms:ResourceAliases': ['alias/other'] })).resolves.toBe(
      false,
    );
    const test = { 'kms:ResourceAliases': ['alias/cordon/test/site/acme'] };
    await expect(may(worker, 'kms:Decrypt', key, test)).resolves.toBe(false);
  });

  test('uses the keys of buckets through S3 only', async () => {
    const context = { 'kms:ViaService': 's3.ap-southeast-2.amazonaws.com' };
    await expect(may(worker, 'kms:Decrypt', key, context)).resolves.toBe(true);
    await expect(
      may(worker, 'kms:Decrypt', key, { 'kms:ViaService': 'rds.ap-southeast-2.amazonaws.com' }),
    ).resolves.toBe(false);
  });

  test('shreds no key, and reads no secret of other environments', async () => {
    await expect(may(worker, 'kms:ScheduleKeyDeletion', key, ofSite)).resolves.toBe(false);
    await expect(may(worker, 'secretsmanager:DeleteSecret', `${secret}/production/site/acme/x`)).resolves.toBe(false);
    await expect(may(worker, 'secretsmanager:GetSecretValue', `${secret}/test/site/acme/x`)).resolves.toBe(false);
  });
});

describe('what erases', () => {
  test('shreds the keys of sites, and no other', async () => {
    await expect(may(eraser, 'kms:ScheduleKeyDeletion', key, ofSite)).resolves.toBe(true);
    await expect(may(eraser, 'kms:ScheduleKeyDeletion', key)).resolves.toBe(false);
  });

  test('deletes attachments, and leaves backups to the rotation', async () => {
    await expect(may(eraser, 's3:DeleteObjectVersion', `${attachments}/acme/photo.jpg`)).resolves.toBe(true);
    await expect(may(eraser, 's3:DeleteObject', `${backups}/sites/acme/x`)).resolves.toBe(false);
  });
});

test('D20: a worker of the test environment can read nothing of production', async () => {
  const statements = operates({ place: testHome, copies: [] }).map(
    (statement) => statement.toStatementJson() as object,
  );
  for (const resource of [`${backups}/sites/acme/x`, `${attachments}/acme/photo.jpg`])
    await expect(may(statements, 's3:GetObject', resource)).resolves.toBe(false);
  await expect(may(statements, 'kms:Decrypt', key, ofSite)).resolves.toBe(false);
});

test('D17: the rotation has the one role that the buckets let delete', () => {
  const template = Template.fromStack(sitesStack(createApp()));
  const roles = template.findResources('AWS::IAM::Role', { Properties: { RoleName: siteRotationRoleName(home) } });
  expect(Object.keys(roles)).toHaveLength(1);
});
