import type { Assembly, Properties, TemplateResource } from '../commitments/assembly';
import { textOf } from '../commitments/assembly';
import { RETENTION_METADATA, type DeclaredRetention } from './declared-retention';

/** How long a store keeps what it holds. */
export interface Retention {
  /** The longest that anything in it lives, in days. Undefined: as long as what `because` names. */
  readonly days?: number;
  /** The settings that say so, or what is declared. */
  readonly because: string;
}

type Reader = (properties: Properties) => Retention | undefined;

const SECONDS_OF_A_DAY = 86_400;
/** SQS keeps messages for four days where nothing else is said. */
const DEFAULT_MESSAGE_SECONDS = 345_600;

/** Every type of resource that keeps anything, and how its settings say for how long; most say nothing. */
const STORES: Readonly<Record<string, Reader>> = {
  'AWS::Backup::BackupPlan': backupPlan,
  'AWS::Backup::BackupVault': ({ LockConfiguration }) =>
    inDays((LockConfiguration as { MaxRetentionDays?: number } | undefined)?.MaxRetentionDays, 'LockConfiguration'),
  'AWS::Cognito::UserPool': () => undefined,
  'AWS::DynamoDB::GlobalTable': () => undefined,
  'AWS::DynamoDB::Table': () => undefined,
  'AWS::EC2::Volume': () => undefined,
  'AWS::EFS::FileSystem': () => undefined,
  'AWS::Kinesis::Stream': ({ RetentionPeriodHours }) =>
    inDays(((RetentionPeriodHours as number | undefined) ?? 24) / 24, 'RetentionPeriodHours'),
  'AWS::Logs::LogGroup': ({ RetentionInDays }) => inDays(RetentionInDays as number | undefined, 'RetentionInDays'),
  'AWS::OpenSearchService::Domain': () => undefined,
  'AWS::RDS::DBCluster': () => undefined,
  'AWS::RDS::DBInstance': () => undefined,
  'AWS::S3::Bucket': bucket,
  'AWS::SQS::Queue': ({ MessageRetentionPeriod }) =>
    inDays(
      ((MessageRetentionPeriod as number | undefined) ?? DEFAULT_MESSAGE_SECONDS) / SECONDS_OF_A_DAY,
      'MessageRetentionPeriod',
    ),
};

export const STORE_TYPES = Object.keys(STORES);

/** What is known of how long a resource keeps what it holds; undefined if nothing says so, or if it keeps nothing. */
export function retentionOf({ type, properties, metadata }: TemplateResource): Retention | undefined {
  const set = Object.hasOwn(STORES, type) ? STORES[type]?.(properties) : undefined;
  const declared = metadata[RETENTION_METADATA] as DeclaredRetention | undefined;
  if (set || !declared || !type.startsWith('AWS::RDS::')) return set ?? declared;
  const { BackupRetentionPeriod: days = 1 } = properties as { readonly BackupRetentionPeriod?: number };
  return { ...declared, because: `${declared.because}; RDS keeps its own backups for ${days} days` };
}

/** An entry of the register (TN-19). */
export interface RetentionEntry extends Partial<Retention> {
  /** Path of the stack, such as `production-eu-central-1/data`. */
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** Physical name, where the template gives one. */
  readonly name: string;
}

/** Every store of the platform, and how long it keeps what it holds, in the order of stacks and ids. */
export function retentionRegister({ resources }: Assembly): RetentionEntry[] {
  return resources
    .filter(({ type }) => STORE_TYPES.includes(type))
    .map((resource) => ({
      stack: resource.stack.location.path,
      logicalId: resource.logicalId,
      type: resource.type,
      name: nameOf(resource),
      ...retentionOf(resource),
    }))
    .sort((a, b) => compare(a.stack, b.stack) || compare(a.logicalId, b.logicalId));
}

/** The register for people: a row for each kind of store, with the stacks that have one. */
export function renderRegister(entries: readonly RetentionEntry[]): string {
  const rows = new Map<string, { readonly entry: RetentionEntry; readonly places: string[] }>();
  for (const entry of entries) {
    const [place = '', stack = ''] = entry.stack.split('/');
    const key = JSON.stringify([stack, entry.logicalId, entry.days, entry.because]);
    const row = rows.get(key) ?? { entry, places: [] };
    row.places.push(place);
    rows.set(key, row);
  }
  const lines = [...rows.values()].map(({ entry, places }) => {
    const { stack, logicalId, type, days, because = 'nothing is stated' } = entry;
    const kept = days === undefined ? 'see why' : `${days} days`;
    return `| ${stack.split('/')[1]} | ${logicalId} | ${type.replace('AWS::', '')} | ${kept} | ${because} | ${places.length} |`;
  });
  return [
    '| stack | store | type | kept at the most | because of | places |',
    '|---|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}

function inDays(days: number | undefined, property: string): Retention | undefined {
  return days === undefined ? undefined : { days, because: `its ${property}` };
}

interface PlanRule {
  readonly Lifecycle?: { readonly DeleteAfterDays?: number };
  readonly CopyActions?: readonly { readonly Lifecycle?: { readonly DeleteAfterDays?: number } }[];
}

/** The longest of what its rules make, copies included; one without an end has none. */
function backupPlan({ BackupPlan }: Properties): Retention | undefined {
  const { BackupPlanRule = [] } = (BackupPlan ?? {}) as { BackupPlanRule?: readonly PlanRule[] };
  const days = BackupPlanRule.flatMap(({ Lifecycle, CopyActions = [] }) => [
    Lifecycle?.DeleteAfterDays,
    ...CopyActions.map((copy) => copy.Lifecycle?.DeleteAfterDays),
  ]);
  if (days.length === 0 || days.includes(undefined)) return undefined;
  return { days: Math.max(...(days as number[])), because: 'DeleteAfterDays of its rules' };
}

interface LifecycleRule {
  readonly Status?: string;
  readonly Prefix?: string;
  readonly TagFilters?: readonly unknown[];
  readonly ObjectSizeGreaterThan?: unknown;
  readonly ObjectSizeLessThan?: unknown;
  readonly ExpirationInDays?: number;
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays?: number };
}

/** Only rules about all objects count; a deleted version lives on for as long as its rule says. */
function bucket({ LifecycleConfiguration, VersioningConfiguration }: Properties): Retention | undefined {
  const { Rules = [] } = (LifecycleConfiguration ?? {}) as { Rules?: readonly LifecycleRule[] };
  const all = Rules.filter(
    ({ Status, Prefix = '', TagFilters = [], ObjectSizeGreaterThan, ObjectSizeLessThan }) =>
      Status === 'Enabled' &&
      Prefix === '' &&
      TagFilters.length === 0 &&
      ObjectSizeGreaterThan === undefined &&
      ObjectSizeLessThan === undefined,
  );
  const shortest = (of: (rule: LifecycleRule) => number | undefined) =>
    Math.min(...all.map((rule) => of(rule) ?? Infinity));
  const current = shortest(({ ExpirationInDays }) => ExpirationInDays);
  const versioned = VersioningConfiguration !== undefined;
  const older = versioned ? shortest((rule) => rule.NoncurrentVersionExpiration?.NoncurrentDays) : 0;
  if (current + older === Infinity) return undefined;
  const because = versioned
    ? `${current} days until it is deleted, ${older} more as a deleted version`
    : 'its lifecycle';
  return { days: current + older, because };
}

/** Properties that physical names stand in. */
const NAMES = ['BucketName', 'LogGroupName', 'TableName', 'BackupVaultName', 'DBInstanceIdentifier', 'QueueName'];

function nameOf({ properties }: TemplateResource): string {
  const name = NAMES.map((property) => properties[property]).find((value) => value !== undefined);
  return textOf(name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
