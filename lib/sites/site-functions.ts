import { Duration } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { JobCommon } from '../../lambda/shared/step';
import type { RegionalLogs } from '../audit/regional-logs';
import { jobPlaceOf } from '../config/catalogue';
import type { Place } from '../config/platform';
import { PlatformFunction } from '../platform/platform-function';
import { permit, publishes, readsFolder, readsRegistry, writesFolder, writesRegistry } from './function-rights';
import type { ExportBucket, OperationsBucket } from './site-buckets';
import type { SiteRegistry } from './site-registry';

/** What all functions of site operations share. */
export interface SiteStores {
  readonly place: Place;
  readonly recovery?: Place;
  /** Account whose sites copies here are filled from; may encrypt to their keys. @default - none */
  readonly filledFrom?: string;
  /** ARN of what rotates the secrets of sites. @default - nothing rotates them */
  readonly rotationFunction?: string;
  readonly registry: SiteRegistry;
  readonly operations: OperationsBucket;
  readonly exports: ExportBucket;
  /** Key of the registry, the operations bucket and executions. */
  readonly key: kms.IKey;
  readonly logs: RegionalLogs;
}

/** The functions between the runs of the worker: they plan, record and watch; none sees a customer's data. */
export class SiteFunctions extends Construct {
  public readonly planWave: PlatformFunction;
  public readonly planOperation: PlatformFunction;
  public readonly recordResults: PlatformFunction;
  public readonly findMissing: PlatformFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly stores: SiteStores,
  ) {
    super(scope, id);
    this.planWave = this.add('PlanWave', 'plan-wave', 'Plans the sites of a time zone, server by server', {
      timeout: Duration.minutes(5),
      memory: 1024,
    });
    this.planOperation = this.add('PlanOperation', 'plan-operation', 'Plans one operation on one site');
    for (const planner of [this.planWave, this.planOperation]) {
      permit(planner, [...readsRegistry(stores), ...writesFolder(stores, 'jobs')]);
    }
    this.recordResults = this.add('RecordResults', 'record-results', 'Records what became of each site', {
      timeout: Duration.minutes(5),
      // Many servers of a wave end at about the same time.
      reservedConcurrency: 20,
    });
    permit(this.recordResults, [...writesRegistry(stores), ...readsFolder(stores, 'outcomes'), ...publishes(stores)]);
    this.findMissing = this.add('FindMissing', 'find-missing-backups', 'Finds sites without a recent backup or proof');
    permit(this.findMissing, readsRegistry(stores));
  }

  private add(
    id: string,
    entry: string,
    description: string,
    options: { timeout?: Duration; memory?: number; reservedConcurrency?: number } = {},
  ): PlatformFunction {
    const { logs } = this.stores;
    return new PlatformFunction(this, id, {
      entry,
      description,
      logs,
      logsData: 'usage',
      environment: environmentOf(this.stores),
      ...options,
    });
  }
}

/** What every function of site operations reads from its environment. */
export function environmentOf({
  place,
  recovery,
  filledFrom,
  rotationFunction,
  registry,
  operations,
  exports,
}: SiteStores): Record<string, string> {
  const common: JobCommon = {
    platform: place.platform,
    environment: place.environment,
    home: jobPlaceOf(place),
    ...(recovery && { recovery: jobPlaceOf(recovery) }),
    ...(filledFrom && { copiesFrom: filledFrom }),
    ...(rotationFunction && { rotationFunction }),
    exports: exports.bucketName,
  };
  return {
    REGISTRY_TABLE: registry.tableName,
    OPERATIONS_BUCKET: operations.bucketName,
    JOB_COMMON: JSON.stringify(common),
  };
}
