import { Duration, Tags } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Environment as AdvanceEnvironment } from '../../lambda/advance-privacy-requests/environment';
import type { Environment as ManageEnvironment } from '../../lambda/manage-privacy-request/environment';
import type { Party } from '../../lambda/shared/privacy/parties';
import { REQUEST_PREFIX, STEP_OPERATIONS } from '../../lambda/shared/privacy/request';
import { STATE_INDEX } from '../../lambda/shared/privacy/request-table';
import { OPERATION_TAG, REQUESTS_FUNCTION } from '../audit/staff-access';
import type { PrivacyConfig } from '../config/privacy-schema';
import { allow } from '../platform/allow';
import { bucketName } from '../platform/names';
import { PlatformFunction } from '../platform/platform-function';
import { acknowledgeWildcards } from '../platform/wildcards';
import { permit, readsRegistry, starts, writesFolder } from '../sites/function-rights';
import type { SiteStores } from '../sites/site-functions';
import type { SitesStack } from '../sites/sites-stack';
import type { RequestStore } from './request-store';

export interface RequestFunctionsProps {
  readonly requests: RequestStore;
  readonly stores: SiteStores;
  readonly machines: SitesStack['machines'];
  readonly privacy: PrivacyConfig;
  readonly parties: readonly Party[];
}

/** What people do with requests, and what brings them on by itself. Of customers' data they reach the exports alone. */
export class RequestFunctions extends Construct {
  public readonly manage: PlatformFunction;
  public readonly advance: PlatformFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RequestFunctionsProps,
  ) {
    super(scope, id);
    this.manage = this.addManage();
    this.advance = this.addAdvance();
  }

  private addManage(): PlatformFunction {
    const { requests, stores, privacy, parties } = this.props;
    const environment: ManageEnvironment = {
      REQUESTS_TABLE: requests.tableName,
      REGISTRY_TABLE: stores.registry.tableName,
      EXPORTS_BUCKET: stores.exports.bucketName,
      DEADLINE_DAYS: String(privacy.deadlineDays),
      SUB_PROCESSOR_DAYS: String(privacy.subProcessorDays),
      EXIT_WAITING_DAYS: String(privacy.exitWaitingDays),
      SUB_PROCESSORS: JSON.stringify(parties),
    };
    const manage = new PlatformFunction(this, 'Manage', {
      entry: 'manage-privacy-request',
      description: 'Opens requests about personal data, and notes what people do for them',
      logs: stores.logs,
      environment,
    });
    Tags.of(manage).add(OPERATION_TAG, REQUESTS_FUNCTION);
    permit(manage, [...this.usesRequests(), ...readsRegistry(stores)]);
    this.signsLinks(manage);
    return manage;
  }

  /**
   * Whoever signs a link must be allowed to read what it leads to: exports that requests have made, and no others. So
   * that a requester can be given one without anybody of staff having the right to read objects.
   */
  private signsLinks(manage: PlatformFunction): void {
    const { platform, environment, region, account } = this.props.stores.place;
    const exports = `arn:aws:s3:::${bucketName(this.props.stores.place, 'exports')}/*/${REQUEST_PREFIX}*`;
    const statements = [
      allow(['s3:GetObject'], [exports]),
      allow(['kms:Decrypt'], [`arn:aws:kms:${region}:${account}:key/*`], {
        StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` },
        'ForAnyValue:StringLike': { 'kms:ResourceAliases': `alias/${platform}/${environment}/site/*` },
      }),
    ];
    for (const statement of statements) manage.addToRolePolicy(statement);
    acknowledgeWildcards(
      manage.role as iam.Role,
      statements,
      'Exports are named when they are made, those of requests by the prefix; the keys of sites are made with the sites, and known by their alias.',
    );
  }

  private addAdvance(): PlatformFunction {
    const { requests, stores, machines, privacy } = this.props;
    const { place, operations, logs } = stores;
    const arns = STEP_OPERATIONS.map((operation) => [operation, machines[operation].stateMachineArn] as const);
    const environment: AdvanceEnvironment = {
      REQUESTS_TABLE: requests.tableName,
      REGISTRY_TABLE: stores.registry.tableName,
      OPERATIONS_BUCKET: operations.bucketName,
      ARCHIVE_BUCKET: bucketName(place, 'archive'),
      MACHINES: JSON.stringify(Object.fromEntries(arns)),
      REMIND_DAYS: String(privacy.remindDays),
      PLACE: `${place.platform} ${place.environment} ${place.region}`,
    };
    const advance = new PlatformFunction(this, 'Advance', {
      entry: 'advance-privacy-requests',
      description: 'Brings requests about personal data on, and tells on-call of late ones',
      logs,
      environment,
      timeout: Duration.minutes(10),
    });
    permit(advance, [
      ...this.usesRequests(),
      ...readsRegistry(stores),
      ...writesFolder(stores, 'people'),
      ...starts(
        stores,
        arns.map(([, arn]) => arn),
      ),
    ]);
    this.looksAtExecutions(advance);
    this.keepsReceipts(advance);
    return advance;
  }

  /** Of whichever machine, but only those that are named after a request: nothing else is named like that. */
  private looksAtExecutions(advance: PlatformFunction): void {
    const { region, account } = this.props.stores.place;
    const own = `arn:aws:states:${region}:${account}:execution:*:${REQUEST_PREFIX}*`;
    const statements = [allow(['states:DescribeExecution'], [own])];
    for (const statement of statements) advance.addToRolePolicy(statement);
    acknowledgeWildcards(
      advance.role as iam.Role,
      statements,
      'Executions are named when they are started; those of requests begin with the prefix, and no others do.',
    );
  }

  /** Writes receipts into the locked archive, where nobody can change or delete them, itself included. */
  private keepsReceipts(advance: PlatformFunction): void {
    const { place, logs } = this.props.stores;
    const statements = [
      allow(['s3:PutObject'], [`arn:aws:s3:::${bucketName(place, 'archive')}/privacy/*`]),
      allow(['kms:GenerateDataKey'], [logs.key.keyArn]),
    ];
    for (const statement of statements) advance.addToRolePolicy(statement);
    acknowledgeWildcards(
      advance.role as iam.Role,
      statements,
      'The folder of receipts in the archive; each is named by its request, and none can be read from here.',
    );
  }

  private usesRequests(): iam.PolicyStatement[] {
    const { requests } = this.props;
    const key = requests.encryptionKey?.keyArn ?? '';
    return [
      allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [requests.tableArn]),
      allow(['dynamodb:Query'], [`${requests.tableArn}/index/${STATE_INDEX.name}`]),
      allow(['kms:Decrypt', 'kms:GenerateDataKey'], [key]),
    ];
  }
}
