import { Match, Template } from 'aws-cdk-lib/assertions';
import { MINUTES } from '../../lambda/grant-site-access/request';
import { sessionPolicy } from '../../lambda/grant-site-access/session-policy';
import { createApp } from '../../lib/platform/app';
import { Simulation } from '../audit/simulation';
import type { Decision } from '../audit/simulation';
import { accessStack } from './surroundings';

jest.setTimeout(120_000);

const stack = accessStack(createApp());
const template = Template.fromStack(stack);
const simulation = new Simulation(stack);
const ACCOUNT = '111111111111';
const REGION = 'ap-southeast-2';
const reader = simulation.roleDescribed('Reads the data of the one site that its session is tagged with');
const taker = simulation.roleDescribed('Gives support access to the data of one site for a while', 'sts:');

const bucket = (purpose: string) => `arn:aws:s3:::cordon-production-${purpose}-${ACCOUNT}-${REGION}`;
const key = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f`;
const KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }],
};
const UNTIL = new Date('2026-03-07T11:00:00Z');
const throughS3 = { 'kms:ViaService': `s3.${REGION}.amazonaws.com` };
const siteKey = (site: string) => ({ ...throughS3, 'kms:ResourceAliases': [`alias/cordon/production/site/${site}`] });

/** What a session for the site `acme` may do, granted until eleven. */
function decide(
  action: string,
  resource: string,
  { at = '2026-03-07T10:59:59Z', ...context }: Record<string, string | string[]> = {},
): Promise<Decision> {
  return simulation.decide({
    principal: `${reader.arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/ann@vinefield.example`,
    action,
    resource,
    context: { 'aws:PrincipalTag/site': 'acme', 'aws:CurrentTime': at, ...context },
    identityPolicies: reader.policies,
    sessionPolicy: sessionPolicy(UNTIL),
    resourcePolicy: action.startsWith('kms:') ? KEY_POLICY : undefined,
  });
}

describe('access to one site', () => {
  test.each<[string, string, Record<string, string | string[]>]>([
    ['s3:GetObject', `${bucket('attachments')}/acme/2026/photo.jpg`, {}],
    ['s3:GetObjectVersion', `${bucket('attachments')}/acme/2026/photo.jpg`, {}],
    ['s3:GetObject', `${bucket('exports')}/acme/e-1/acme-export.zip`, {}],
    ['s3:ListBucket', bucket('attachments'), { 's3:prefix': 'acme/2026/' }],
    ['kms:Decrypt', key, { ...throughS3, 'kms:EncryptionContext:aws:s3:arn': bucket('attachments') }],
    ['kms:Decrypt', key, siteKey('acme')],
  ])('ID-08: reads what belongs to the site: %s on %s, while it lasts', async (action, resource, context) => {
    expect(await decide(action, resource, context)).toBe('Allowed');
    for (const at of ['2026-03-07T11:00:00Z', '2026-03-07T11:00:01Z', '2026-12-01T00:00:00Z'])
      expect(await decide(action, resource, { ...context, at })).toBe('ImplicitlyDenied');
  });

  test.each<[string, string, Record<string, string | string[]>]>([
    ['s3:GetObject', `${bucket('attachments')}/bold/2026/photo.jpg`, {}],
    // A site whose id begins alike.
    ['s3:GetObject', `${bucket('attachments')}/acme-west/photo.jpg`, {}],
    ['s3:GetObject', `${bucket('exports')}/bold/e-1/bold-export.zip`, {}],
    ['s3:GetObject', `${bucket('site-backups')}/sites/acme/2026-03-07-1-night/database.dump`, {}],
    ['s3:GetObject', `${bucket('operations')}/catalogue/sites.json`, {}],
    ['s3:ListBucket', bucket('attachments'), {}],
    ['s3:ListBucket', bucket('attachments'), { 's3:prefix': 'bold/' }],
    ['s3:PutObject', `${bucket('attachments')}/acme/photo.jpg`, {}],
    ['s3:DeleteObject', `${bucket('attachments')}/acme/photo.jpg`, {}],
    ['kms:Decrypt', key, siteKey('bold')],
    ['kms:Decrypt', key, { 'kms:ResourceAliases': ['alias/cordon/production/site/acme'] }],
    ['kms:Decrypt', key, { ...throughS3, 'kms:EncryptionContext:aws:s3:arn': bucket('archive') }],
    ['kms:Decrypt', key, throughS3],
    ['kms:Encrypt', key, siteKey('acme')],
    [
      'secretsmanager:GetSecretValue',
      `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:cordon/production/site/acme/database-AbCdEf`,
      {},
    ],
    ['dynamodb:Query', `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/registry`, {}],
    ['sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/cordon-production-emergency`, {}],
  ])('ID-08: reaches nothing else: not %s on %s', async (action, resource, context) => {
    expect(await decide(action, resource, context)).toBe('ImplicitlyDenied');
  });

  test('ID-08: is none at all without a site', async () => {
    const context = { 'aws:PrincipalTag/site': '' };
    expect(await decide('s3:GetObject', `${bucket('attachments')}/acme/photo.jpg`, context)).toBe('ImplicitlyDenied');
  });
});

describe('the role that reads', () => {
  const asked = {
    'sts:SourceIdentity': 'ann@vinefield.example',
    'aws:RequestTag/site': 'acme',
    'aws:TagKeys': ['site'],
  };
  const take = async (context: Record<string, string | string[]>, who = taker.arn, action = 'sts:AssumeRole') =>
    simulation.decide({
      principal: who,
      action,
      resource: reader.arn,
      context,
      identityPolicies: who === taker.arn ? taker.policies : [EVERYTHING],
      resourcePolicy: reader.trust,
    });
  const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

  test('ID-08: is taken by the function that records it, for a site and on behalf of a person', async () => {
    expect(await take(asked)).toBe('Allowed');
    expect(await take({ 'aws:TagKeys': ['site'] }, taker.arn, 'sts:TagSession')).toBe('Allowed');
  });

  test.each(['sts:SourceIdentity', 'aws:RequestTag/site'])('ID-08: is not without %s', async (missing) => {
    const rest = Object.fromEntries(Object.entries(asked).filter(([name]) => name !== missing));
    expect(await take(rest)).not.toBe('Allowed');
  });

  test('ID-08: takes no other tag', async () => {
    expect(await take({ 'aws:TagKeys': ['site', 'mfa'] }, taker.arn, 'sts:TagSession')).not.toBe('Allowed');
  });

  test('ID-08: is taken by nobody else, whatever else they may do', async () => {
    for (const who of ['cordon-production-emergency', 'cordon-production-helpdesk'])
      expect(await take(asked, `arn:aws:iam::${ACCOUNT}:role/${who}`)).not.toBe('Allowed');
  });

  test('ID-07: gives an hour at the most', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Reads the data of the one site that its session is tagged with',
      MaxSessionDuration: 3600,
    });
    expect(MINUTES.most * 60).toBeLessThanOrEqual(3600);
  });
});

describe('the way to it', () => {
  test('ID-08: is an address at which IAM says who calls', () => {
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'AWS_IAM' });
    template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'cordon-production-grant-site-access' });
  });

  test('ID-08: on-call is told of each grant', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['cordon.sites'], 'detail-type': ['Site Access Granted'] },
      Targets: [
        Match.objectLike({
          InputTransformer: Match.objectLike({ InputTemplate: Match.stringLikeRegexp('#site-access-granted') }),
        }),
      ],
    });
  });
});
