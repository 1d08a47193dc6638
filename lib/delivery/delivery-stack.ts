import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Environment as CheckApprovalsEnvironment } from '../../lambda/check-approvals/environment';
import { ARCHIVE_RETENTION, ArchiveBucket } from '../audit/archive-bucket';
import { acknowledgeUnlocked } from '../audit/log-delivery';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Platform } from '../config/platform';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import { ProtectedBucket } from '../encryption/protected-bucket';
import type { OnCall } from '../monitoring/on-call';
import { approverRoleName, pipelineName } from '../platform/names';
import { PlatformFunction } from '../platform/platform-function';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { APPROVAL_STAGE, Approvers } from './approvers';
import { DeliveryPipeline } from './delivery-pipeline';
import { SourceBundles } from './source-bundles';

export interface DeliveryStackProps extends PlatformStackProps {
  readonly platform: Platform;
  readonly logs: Pick<RegionalLogs, 'key' | 'accessLogs'>;
  readonly onCall: OnCall;
}

/** How the platform gets from its repository into the environments, and what is kept of that. */
export class DeliveryStack extends PlatformStack {
  constructor(scope: Construct, id: string, props: DeliveryStackProps) {
    super(scope, id, props);
    const { place, platform, logs, onCall } = props;
    const { delivery } = platform.config;
    const key = new CustomerManagedKey(this, 'Key', { description: 'Source code, assemblies and reports of builds' });
    const archive = new ArchiveBucket(this, 'Archive', {
      place,
      purpose: 'delivery-archive',
      key,
      accessLogs: logs.accessLogs,
      lock: 'compliance',
    });
    new SourceBundles(this, 'SourceBundles', { place, delivery, archive, key, logs, onCall });
    const assemblies = new ProtectedBucket(this, 'Assemblies', {
      place,
      purpose: 'assemblies',
      encryption: key,
      accessLogs: logs.accessLogs,
      // As long as a stage may be taken back to one.
      lifecycleRules: [{ id: 'expire-after-retention', expiration: ARCHIVE_RETENTION }],
      notReplicatedBecause: 'An assembly is made again from the source code, which is backed up.',
    });
    acknowledgeUnlocked(assemblies);
    const { samlProvider } = platform.config.staff;
    new DeliveryPipeline(this, 'Pipeline', {
      ...{ place, platform, assemblies, archive, key, logs, onCall },
      approvers: new Approvers(this, 'Approvers', { place, delivery, samlProvider, key }),
      checkApprovals: this.checkApprovals(props),
    });
  }

  /** CodePipeline lets one person approve twice; this looks who did (IR-11). */
  private checkApprovals({ place, platform, logs, onCall }: DeliveryStackProps): PlatformFunction {
    const { approvers } = platform.config.delivery;
    const roles = Object.fromEntries(approvers.map(({ group }) => [group, approverRoleName(place, group)]));
    const variables: CheckApprovalsEnvironment = {
      PIPELINE: pipelineName(place),
      STAGE: APPROVAL_STAGE,
      APPROVERS: JSON.stringify(roles),
    };
    const check = new PlatformFunction(this, 'CheckApprovals', {
      entry: 'check-approvals',
      description: 'Looks that two people of two groups have approved a release',
      logs,
      environment: variables,
      asynchronous: { onCall },
    });
    const pipeline = `arn:aws:codepipeline:${place.region}:${place.account}:${pipelineName(place)}`;
    const statements = [
      new iam.PolicyStatement({ actions: ['codepipeline:ListActionExecutions'], resources: [pipeline] }),
      new iam.PolicyStatement({
        actions: ['codepipeline:PutJobSuccessResult', 'codepipeline:PutJobFailureResult'],
        resources: ['*'],
      }),
    ];
    for (const statement of statements) check.addToRolePolicy(statement);
    return check;
  }
}
