import type * as iam from 'aws-cdk-lib/aws-iam';
import { managesServer, proves } from '../../lib/recovery/drill-rights';
import { melbourne } from '../support/place';
import { decide, type Context, type PolicyDocument, type Statement } from '../support/policies/decide';

const account = melbourne.account;
const bucket = (purpose: string, region = melbourne.region) =>
  `arn:aws:s3:::cordon-production-${purpose}-${account}-${region}`;
const key = (region = melbourne.region) => `arn:aws:kms:${region}:${account}:key/1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f`;
const secret = (name: string, region = melbourne.region) =>
  `arn:aws:secretsmanager:${region}:${account}:secret:${name}`;
const server = (name: string) => `arn:aws:rds:${melbourne.region}:${account}:db:${name}`;
const DRILL = 'cordon-production-recovery-drill';

const delegating: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }],
};

async function may(statements: iam.PolicyStatement[], action: string, resource: string, context: Context = {}) {
  const decision = await decide({
    principal: `arn:aws:iam::${account}:role/drill`,
    action,
    resource,
    account,
    context,
    identityPolicies: [{ Statement: statements.map((one) => one.toStatementJson() as Statement) }],
    ...(resource.startsWith('arn:aws:kms') ? { resourcePolicy: delegating } : {}),
  });
  return decision === 'Allowed';
}

const ofSite = { 'kms:ResourceAliases': ['alias/cordon/production/site/acme'] };
const via = (service: string) => ({ 'kms:ViaService': `${service}.${melbourne.region}.amazonaws.com` });
const backup = 'sites/acme/2026-03-07-1-night/database.dump';

describe('the worker of a drill', () => {
  const worker = proves(melbourne);

  test.each<[string, string, Context]>([
    ['s3:ListBucket', bucket('site-backups'), {}],
    ['s3:GetObjectVersion', `${bucket('site-backups')}/${backup}`, {}],
    ['kms:Decrypt', key(), ofSite],
    ['secretsmanager:GetSecretValue', secret('cordon/production/site/acme/database-AbCdEf'), {}],
    ['s3:GetObject', `${bucket('drills')}/jobs/one/drill.json`, {}],
    ['s3:PutObject', `${bucket('drills')}/outcomes/one/drill-1-verify.jsonl`, {}],
    ['s3:PutObject', `${bucket('drills')}/leases/acme.json`, {}],
    ['kms:GenerateDataKey', key(), via('s3')],
  ])('may %s on %s', async (action, resource, context) => {
    await expect(may(worker, action, resource, context)).resolves.toBe(true);
  });

  test.each<[string, string, Context]>([
    // The backups, and all that is live.
    ['s3:PutObject', `${bucket('site-backups')}/${backup}`, {}],
    ['s3:PutObject', `${bucket('site-backups')}/leases/acme.json`, {}],
    ['s3:DeleteObject', `${bucket('site-backups')}/${backup}`, {}],
    ['s3:GetObject', `${bucket('attachments')}/acme/photo.jpg`, {}],
    ['s3:PutObject', `${bucket('attachments')}/acme/photo.jpg`, {}],
    ['secretsmanager:PutSecretValue', secret('cordon/production/site/acme/database-AbCdEf'), {}],
    ['secretsmanager:GetSecretValue', secret('cordon/production/server/shared-1-AbCdEf'), {}],
    ['kms:GenerateDataKey', key(), ofSite],
    // The region that a real loss would take.
    ['s3:GetObject', `${bucket('site-backups', 'ap-southeast-2')}/${backup}`, {}],
    ['s3:GetObject', `${bucket('operations', 'ap-southeast-2')}/catalogue/sites.json`, {}],
    ['kms:Decrypt', key('ap-southeast-2'), ofSite],
    ['secretsmanager:GetSecretValue', secret('cordon/production/site/acme/database-AbCdEf', 'ap-southeast-2'), {}],
  ])('may not %s on %s', async (action, resource, context) => {
    await expect(may(worker, action, resource, context)).resolves.toBe(false);
  });

  test('signs in to the server of the drill, and to no other that RDS keeps the password of', async () => {
    const read = (of: string) =>
      may(worker, 'secretsmanager:GetSecretValue', secret('rds!db-1a2b-AbCdEf'), {
        'aws:ResourceTag/aws:rds:primaryDBInstanceArn': server(of),
      });
    await expect(read(DRILL)).resolves.toBe(true);
    await expect(read('cordon-production-shared-1')).resolves.toBe(false);
  });
});

describe('what makes the server of a drill', () => {
  const maker = managesServer(melbourne, { subnetGroup: 'restored', parameterGroup: 'drill', key: key() });
  const wanted = { 'rds:PubliclyAccessible': 'false', 'rds:ManageMasterUserPassword': 'true' };
  const create = (name: string, how: Context) => may(maker, 'rds:CreateDBInstance', server(name), how);

  test('makes that one, private and with a password that nobody knows, and none else', async () => {
    await expect(create(DRILL, wanted)).resolves.toBe(true);
    await expect(create(DRILL, { ...wanted, 'rds:PubliclyAccessible': 'true' })).resolves.toBe(false);
    await expect(create(DRILL, { ...wanted, 'rds:ManageMasterUserPassword': 'false' })).resolves.toBe(false);
    await expect(create('cordon-production-other', wanted)).resolves.toBe(false);
  });

  test('deletes that one and no other, and changes none', async () => {
    await expect(may(maker, 'rds:DeleteDBInstance', server(DRILL))).resolves.toBe(true);
    await expect(may(maker, 'rds:DeleteDBInstance', server('cordon-production-shared-1'))).resolves.toBe(false);
    await expect(may(maker, 'rds:ModifyDBInstance', server(DRILL))).resolves.toBe(false);
  });

  test('passes the use of the key on to AWS alone', async () => {
    const grant = (forAws: string) =>
      may(maker, 'kms:CreateGrant', key(), { ...via('rds'), 'kms:GrantIsForAWSResource': forAws });
    await expect(grant('true')).resolves.toBe(true);
    await expect(grant('false')).resolves.toBe(false);
  });
});
