import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { operationKeys, OPERATION_TAG } from '../audit/staff-access';
import type { Place } from '../config/platform';
import {
  bootstrapRoleArn,
  deliveryBuildRoleName,
  deliveryExternalId,
  deliveryRoleName,
  roleArn,
} from '../platform/names';
import type { DeliveryAccess } from '../platform/names';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { acknowledgeWildcards } from '../platform/wildcards';
import { RELEASED } from '../sites/site-waves';

export interface DeliveryAccessStackProps extends PlatformStackProps {
  /** Account that the platform is delivered from. */
  readonly deliveryAccount: string;
  /** All regions of the environment, recovery regions included. */
  readonly regions: readonly string[];
  /** Whether releases are compared with what is deployed, for those who approve them: else nobody needs a role for it. */
  readonly compared: boolean;
}

/**
 * How the pipeline comes into an environment's account (IR-08): by two roles, each of which trusts one build of the
 * delivery account. One deploys; the other, which is taken before anybody has approved, only reads what is deployed.
 * The roles of `cdk bootstrap` trust their own account, and are taken by way of these.
 */
export class DeliveryAccessStack extends PlatformStack {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeliveryAccessStackProps,
  ) {
    super(scope, id, props);
    const { place, regions } = props;
    this.role('deploy', 'Deploys releases', [...deploying(place, regions), ...releasing(place, regions)]);
    if (!props.compared) return;
    this.role('compare', 'Compares a release with what is deployed', [taking(place, regions, ['lookup'])]);
  }

  private role(access: DeliveryAccess, description: string, statements: readonly iam.PolicyStatement[]): void {
    const { place, deliveryAccount } = this.props;
    const build = deliveryBuildRoleName(place.platform, place.environment, access);
    const role = new iam.Role(this, access === 'deploy' ? 'Deploy' : 'Compare', {
      roleName: deliveryRoleName(place, access),
      description,
      // By condition: a role that is made again under its name is trusted again, and one that is not there yet already.
      assumedBy: new iam.AccountPrincipal(deliveryAccount).withConditions({
        ArnEquals: { 'aws:PrincipalArn': roleArn({ account: deliveryAccount }, build) },
        StringEquals: { 'sts:ExternalId': deliveryExternalId(place) },
      }),
    });
    for (const statement of statements) role.addToPolicy(statement);
    acknowledgeWildcards(
      role,
      statements,
      'Lists and alarms have no resource to name, state machines and keys are named when they are made; the tag of the ' +
        'operation and the environment, and the encryption context, confine what can be started.',
    );
  }
}

function taking(
  { account }: Place,
  regions: readonly string[],
  purposes: readonly Parameters<typeof bootstrapRoleArn>[1][],
): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'BootstrapRoles',
    actions: ['sts:AssumeRole'],
    resources: regions.flatMap((region) => purposes.map((purpose) => bootstrapRoleArn({ account, region }, purpose))),
  });
}

function deploying(place: Place, regions: readonly string[]): iam.PolicyStatement[] {
  return [taking(place, regions, ['deploy', 'file-publishing', 'image-publishing', 'lookup'])];
}

/** What surrounds a deployment: snapshots before it, alarms and the word that it is done after it. */
function releasing({ account, environment }: Place, regions: readonly string[]): iam.PolicyStatement[] {
  const machines = [`arn:aws:states:*:${account}:stateMachine:*`];
  return [
    new iam.PolicyStatement({ actions: ['states:ListStateMachines'], resources: ['*'] }),
    new iam.PolicyStatement({ actions: ['states:ListTagsForResource'], resources: machines }),
    new iam.PolicyStatement({
      sid: 'ReleaseSnapshots',
      actions: ['states:StartExecution'],
      resources: machines,
      conditions: {
        StringEquals: {
          'aws:ResourceTag/cordon:environment': environment,
          [`aws:ResourceTag/${OPERATION_TAG}`]: 'release',
        },
      },
    }),
    new iam.PolicyStatement({
      actions: ['states:DescribeExecution'],
      resources: [`arn:aws:states:*:${account}:execution:*`],
    }),
    operationKeys(account),
    new iam.PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
    new iam.PolicyStatement({
      sid: 'TellOfTheRelease',
      actions: ['events:PutEvents'],
      resources: regions.map((region) => `arn:aws:events:${region}:${account}:event-bus/default`),
      conditions: {
        // Of all entries of a call, and there is one.
        'ForAllValues:StringEquals': { 'events:source': RELEASED.source, 'events:detail-type': RELEASED.detailType },
        Null: { 'events:source': 'false', 'events:detail-type': 'false' },
      },
    }),
  ];
}
