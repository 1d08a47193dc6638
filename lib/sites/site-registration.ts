import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CATALOGUE_KEY } from '../../lambda/shared/catalogue';
import type { OnCall } from '../monitoring/on-call';
import { acknowledgeInvocation } from '../platform/invoking-rule';
import { PlatformFunction } from '../platform/platform-function';
import { looksAt, permit, publishes, readsFolder, starts, writesRegistry } from './function-rights';
import type { PlatformStateMachine } from './platform-state-machine';
import { environmentOf, type SiteStores } from './site-functions';

export interface SiteRegistrationProps {
  readonly stores: SiteStores;
  /** Machine that onboards a site. */
  readonly onboard: PlatformStateMachine;
  readonly onCall: OnCall;
}

/**
 * Brings the registry in line with the catalogue whenever a new one is published, and has new sites onboarded. Sites are
 * data: none of them is in a template.
 */
export class SiteRegistration extends Construct {
  constructor(scope: Construct, id: string, { stores, onboard, onCall }: SiteRegistrationProps) {
    super(scope, id);
    const { operations, logs } = stores;
    const reconcile = new PlatformFunction(this, 'Function', {
      entry: 'reconcile-sites',
      description: 'Brings the registry of sites in line with the published catalogue',
      logs,
      logsData: 'usage',
      environment: { ...environmentOf(stores), ONBOARD_MACHINE_ARN: onboard.stateMachineArn },
      asynchronous: { onCall },
      timeout: Duration.minutes(10),
      memory: 512,
    });
    permit(reconcile, [
      ...writesRegistry(stores),
      ...readsFolder(stores, 'catalogue'),
      ...starts(stores, [onboard.stateMachineArn]),
      ...looksAt(onboard),
      ...publishes(stores),
    ]);
    onboard.acknowledgeExecutions(reconcile.role as iam.Role, [':*']);
    const published = new events.Rule(this, 'Published', {
      description: 'A new catalogue of sites was published',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [operations.bucketName] }, object: { key: [CATALOGUE_KEY] } },
      },
      targets: [new targets.LambdaFunction(reconcile, { event: events.RuleTargetInput.fromObject({}) })],
    });
    acknowledgeInvocation(published);
  }
}
