import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Environment } from '../../lambda/grant-site-access/environment';
import { SITE_TAG } from '../../lambda/grant-site-access/session-policy';
import { EVENT_SOURCE, EVENT_TYPES } from '../../lambda/shared/site-events';
import type { Place } from '../config/platform';
import { PlatformNotice } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import { allowAs } from '../platform/allow';
import { bucketName, siteAccessFunctionName } from '../platform/names';
import { PlatformFunction } from '../platform/platform-function';
import { lacks } from '../platform/region-gaps';
import { acknowledgeWildcards } from '../platform/wildcards';
import { permit, publishes, writesRegistry } from '../sites/function-rights';
import type { SiteStores } from '../sites/site-functions';

export interface SiteAccessProps {
  readonly place: Place;
  readonly stores: SiteStores;
  readonly onCall: OnCall;
}

/** The site that a session is for. */
const SITE = `\${aws:PrincipalTag/${SITE_TAG}}`;

/**
 * How support gets to see one site's data for a while (ID-08). A person calls the function's address with site and
 * reason; it records the grant, tells on-call, and answers with credentials of a role that nobody else can take. They
 * read that one site's files and end within the hour.
 */
export class SiteAccess extends Construct {
  constructor(scope: Construct, id: string, { place, stores, onCall }: SiteAccessProps) {
    super(scope, id);
    const granting = new PlatformFunction(this, 'Grant', {
      functionName: siteAccessFunctionName(place),
      entry: 'grant-site-access',
      description: 'Gives support access to the data of one site for a while',
      logs: stores.logs,
    });
    const reader = readerFor(this, granting.role as iam.IRole, place);
    const environment: Environment = { REGISTRY_TABLE: stores.registry.tableName, READER_ROLE_ARN: reader.roleArn };
    for (const [name, value] of Object.entries(environment)) granting.addEnvironment(name, value);
    permit(granting, [
      ...writesRegistry(stores),
      ...publishes(stores),
      new iam.PolicyStatement({
        actions: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
        resources: [reader.roleArn],
      }),
    ]);
    if (!lacks(place.region, 'function URLs')) {
      new lambda.FunctionUrl(this, 'Address', { function: granting, authType: lambda.FunctionUrlAuthType.AWS_IAM });
    }
    new PlatformNotice(this, 'Granted', {
      onCall,
      runbook: 'site-access-granted',
      meaning: 'Somebody of support has taken access to the data of one site.',
      eventPattern: { source: [EVENT_SOURCE], detailType: [EVENT_TYPES.accessGranted] },
    });
  }
}

/** Only the function takes it: for a session with the tag of a site, and no other tag, that bears the person's name. */
function readerFor(scope: Construct, taker: iam.IRole, place: Place): iam.Role {
  const principal = new iam.ArnPrincipal(taker.roleArn);
  const reader = new iam.Role(scope, 'Reader', {
    description: 'Reads the data of the one site that its session is tagged with',
    assumedBy: principal.withConditions({
      StringLike: { 'sts:SourceIdentity': '?*', [`aws:RequestTag/${SITE_TAG}`]: '?*' },
    }),
    maxSessionDuration: Duration.hours(1),
  });
  reader.assumeRolePolicy?.addStatements(
    new iam.PolicyStatement({
      principals: [principal],
      actions: ['sts:TagSession', 'sts:SetSourceIdentity'],
      conditions: { 'ForAllValues:StringEquals': { 'aws:TagKeys': [SITE_TAG] } },
    }),
  );
  readsOneSite(reader, place);
  return reader;
}

/**
 * Attachments and exports: all that a site holds, since support may have an export made. No backup, which the worker
 * alone can read, and no password of a database, by which one could write.
 */
function readsOneSite(reader: iam.Role, place: Place): void {
  const { platform, environment, region, account } = place;
  const buckets = (['attachments', 'exports'] as const).map((purpose) => `arn:aws:s3:::${bucketName(place, purpose)}`);
  const keys = `arn:aws:kms:${region}:${account}:key/*`;
  const throughS3 = { 'kms:ViaService': `s3.${region}.amazonaws.com` };
  const statements = [
    allowAs(
      'Files',
      ['s3:GetObject', 's3:GetObjectVersion'],
      buckets.map((bucket) => `${bucket}/${SITE}/*`),
    ),
    allowAs('FileNames', ['s3:ListBucket'], buckets, { StringLike: { 's3:prefix': `${SITE}/*` } }),
    // Attachments are encrypted under the bucket's key, which has no name here but for what it encrypts.
    allowAs('KeyOfAttachments', ['kms:Decrypt'], [keys], {
      StringEquals: { ...throughS3, 'kms:EncryptionContext:aws:s3:arn': buckets[0] },
    }),
    allowAs('KeyOfSite', ['kms:Decrypt'], [keys], {
      StringEquals: throughS3,
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': `alias/${platform}/${environment}/site/${SITE}` },
    }),
  ];
  for (const statement of statements) reader.addToPolicy(statement);
  acknowledgeWildcards(
    reader,
    statements,
    'Sites and their keys come and go: the tag of the session says which folder is meant, and the conditions which key.',
  );
}
