import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Place } from '../config/platform';
import { allowAs } from '../platform/allow';
import { bucketName, databaseSecretName } from '../platform/names';
import type { BucketPurpose } from '../platform/names';

/** Where the worker works, and where what it makes may go. */
export interface WorkerPlace {
  readonly place: Place;
  /** Region of the second copy of backups (D19). @default - none, outside production */
  readonly recovery?: Place;
  /** Places in whichever environment that copies of the sites here live in (D20). */
  readonly copies: readonly Place[];
  /** ARN of what rotates the secrets of sites. @default - nothing rotates them */
  readonly rotationFunction?: string;
}

const READ = ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTagging', 's3:GetObjectVersionTagging'];
const WRITE = ['s3:PutObject', 's3:PutObjectTagging', 's3:AbortMultipartUpload'];
const LIST = ['s3:ListBucket', 's3:ListBucketVersions'];

/** Backs up, verifies, restores, copies, exports and onboards. It can't delete what it has stored (D17). */
export function operates(where: WorkerPlace): iam.PolicyStatement[] {
  const { place, copies, rotationFunction } = where;
  const own = regions(where);
  const kept = own.flatMap((region) => [bucketArn(region, 'site-backups'), bucketArn(region, 'attachments')]);
  const passed = [bucketArn(place, 'operations'), bucketArn(place, 'exports')];
  return [
    allowAs('Lists', LIST, [...kept, ...passed]),
    allowAs('ReadsAndWrites', [...READ, ...WRITE], objects([...kept, ...passed])),
    ...siteKeys(where),
    ...bucketKeys(where),
    ...siteSecrets(where),
    ...(copies.length > 0 ? fillsCopies(copies) : []),
    ...(rotationFunction ? [allowAs('StartsRotation', ['lambda:InvokeFunction'], [rotationFunction])] : []),
  ];
}

/** What only the erasure of a site, or its retirement, may do. */
export function destroys(where: WorkerPlace): iam.PolicyStatement[] {
  const own = regions(where);
  const buckets = [...own.map((region) => bucketArn(region, 'attachments')), bucketArn(where.place, 'exports')];
  return [
    allowAs('FindsUploads', ['s3:ListBucketMultipartUploads'], buckets),
    allowAs('DeletesObjects', ['s3:DeleteObject', 's3:DeleteObjectVersion'], objects(buckets)),
    allowAs('ShredsKeys', ['kms:ScheduleKeyDeletion'], own.map(keyArn), siteAlias(where.place)),
    allowAs(
      'DeletesSecrets',
      ['secretsmanager:DeleteSecret', 'secretsmanager:CancelRotateSecret'],
      own.map(siteSecretArn),
    ),
  ];
}

/** The keys of sites, known by their alias: none has a name before its site is onboarded (D21). */
function siteKeys(where: WorkerPlace): iam.PolicyStatement[] {
  const own = regions(where);
  const { platform, environment, account } = where.place;
  const aliases = own.map(({ region }) => `arn:aws:kms:${region}:${account}:alias/${platform}/${environment}/site/*`);
  return [
    allowAs(
      'UsesSiteKeys',
      ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      own.map(keyArn),
      siteAlias(where.place),
    ),
    allowAs('LooksAtKeys', ['kms:DescribeKey'], own.map(keyArn)),
    allowAs('MakesSiteKeys', ['kms:CreateKey', 'kms:TagResource'], ['*'], {
      StringEquals: { 'aws:RequestedRegion': own.map(({ region }) => region) },
      Null: { 'aws:RequestTag/site': 'false' },
    }),
    allowAs('NamesSiteKeys', ['kms:CreateAlias', 'kms:EnableKeyRotation'], own.map(keyArn), {
      Null: { 'aws:ResourceTag/site': 'false' },
    }),
    allowAs('NamesAliases', ['kms:CreateAlias'], aliases),
  ];
}

/** The buckets' own keys, through S3 and nothing else. Those of the other region have no name here. */
function bucketKeys(where: WorkerPlace): iam.PolicyStatement[] {
  const own = regions(where);
  return [
    allowAs('BucketKeys', ['kms:Decrypt', 'kms:GenerateDataKey'], own.map(keyArn), {
      StringEquals: { 'kms:ViaService': own.map(({ region }) => `s3.${region}.amazonaws.com`) },
    }),
  ];
}

function siteSecrets(where: WorkerPlace): iam.PolicyStatement[] {
  const own = regions(where);
  const servers = own.map((region) => secretArn(region, databaseSecretName(region, '*')));
  const calls = ['CreateSecret', 'DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'RotateSecret', 'TagResource'];
  return [
    allowAs(
      'SiteSecrets',
      calls.map((call) => `secretsmanager:${call}`),
      own.map(siteSecretArn),
    ),
    allowAs('ServerSecrets', ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], servers),
    allowAs('SecretKeys', ['kms:Decrypt', 'kms:GenerateDataKey'], own.map(keyArn), {
      StringEquals: { 'kms:ViaService': own.map(({ region }) => `secretsmanager.${region}.amazonaws.com`) },
    }),
  ];
}

/** Into the accounts of other environments it may write; nothing there can read here (D20). */
function fillsCopies(copies: readonly Place[]): iam.PolicyStatement[] {
  return [
    allowAs('WritesCopies', ['s3:GetObject', ...WRITE], objects(copies.map((copy) => bucketArn(copy, 'site-backups')))),
    allowAs(
      'ListsCopies',
      LIST,
      copies.map((copy) => bucketArn(copy, 'site-backups')),
    ),
    allowAs('EncryptsCopies', ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'], copies.map(keyArn)),
    // S3 asks for it to put the parts of an upload together; without S3 nothing can be decrypted.
    allowAs('StoresCopies', ['kms:Decrypt'], copies.map(keyArn), {
      StringEquals: { 'kms:ViaService': [...new Set(copies.map(({ region }) => `s3.${region}.amazonaws.com`))].sort() },
    }),
  ];
}

function regions({ place, recovery }: WorkerPlace): Place[] {
  return recovery ? [place, recovery] : [place];
}

function bucketArn(place: Place, purpose: BucketPurpose): string {
  return `arn:aws:s3:::${bucketName(place, purpose)}`;
}

function objects(buckets: readonly string[]): string[] {
  return buckets.map((bucket) => `${bucket}/*`);
}

function keyArn({ region, account }: Place): string {
  return `arn:aws:kms:${region}:${account}:key/*`;
}

function siteAlias({ platform, environment }: Place): Record<string, Record<string, string>> {
  return { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': `alias/${platform}/${environment}/site/*` } };
}

function siteSecretArn(place: Place): string {
  return secretArn(place, `${place.platform}/${place.environment}/site/*`);
}

function secretArn({ region, account }: Place, name: string): string {
  return `arn:aws:secretsmanager:${region}:${account}:secret:${name}`;
}
