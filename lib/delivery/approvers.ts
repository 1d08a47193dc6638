import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { customerData } from '../audit/staff-access';
import { SIGN_IN } from '../audit/staff-roles';
import { safeguards } from '../audit/staff-safeguards';
import type { DeliveryConfig } from '../config/delivery-schema';
import type { Place } from '../config/platform';
import { approverRoleName, pipelineName } from '../platform/names';
import { acknowledgeWildcards } from '../platform/wildcards';

/** Stage of the pipeline in which people approve; the policies below name its actions. */
export const APPROVAL_STAGE = 'Approve';

export interface ApproversProps {
  readonly place: Place;
  readonly delivery: DeliveryConfig;
  /** Name of the SAML provider of the account. */
  readonly samlProvider: string;
  readonly key: kms.IKey;
}

/**
 * The two groups whose members approve a release (IR-11). Each has a role that approves for its own group and looks at
 * what it approves; neither changes the pipeline, starts a build or takes the role of one.
 */
export class Approvers extends Construct {
  /** Where a group hears that a release waits, by the group's name. */
  public readonly topics: ReadonlyMap<string, sns.Topic>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ApproversProps,
  ) {
    super(scope, id);
    const { place, delivery } = props;
    const guard = [...safeguards(place, [place.region]), ...customerData(place)];
    const policy = new iam.ManagedPolicy(this, 'Safeguards', {
      description: 'Approvers: Safeguards',
      statements: guard,
    });
    this.topics = new Map(
      delivery.approvers.map(({ group, email }) => {
        this.addRole(group, policy);
        return [group, this.addTopic(group, email)];
      }),
    );
  }

  private addRole(group: string, guard: iam.IManagedPolicy): void {
    const { place, samlProvider } = this.props;
    const provider = `arn:aws:iam::${place.account}:saml-provider/${samlProvider}`;
    const role = new iam.Role(this, group, {
      roleName: approverRoleName(place, group),
      description: `Approves releases for ${group}`,
      assumedBy: new iam.FederatedPrincipal(provider, SIGN_IN, 'sts:AssumeRoleWithSAML'),
      maxSessionDuration: Duration.hours(1),
      managedPolicies: [guard],
    });
    role.assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({
        principals: [new iam.FederatedPrincipal(provider)],
        actions: ['sts:TagSession', 'sts:SetSourceIdentity'],
        conditions: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['mfa'] } },
      }),
    );
    const statements = this.rights(group);
    for (const statement of statements) role.addToPolicy(statement);
    acknowledgeWildcards(
      role,
      statements,
      'Lists name no resource; the rest reads one pipeline, its builds and their logs.',
    );
  }

  private rights(group: string): iam.PolicyStatement[] {
    const { account, region } = this.props.place;
    const pipeline = `arn:aws:codepipeline:${region}:${account}:${pipelineName(this.props.place)}`;
    return [
      new iam.PolicyStatement({
        sid: 'Approve',
        actions: ['codepipeline:PutApprovalResult'],
        resources: [`${pipeline}/${APPROVAL_STAGE}/${group}`],
      }),
      new iam.PolicyStatement({
        sid: 'Look',
        actions: [
          ...['codepipeline:GetPipeline', 'codepipeline:GetPipelineExecution', 'codepipeline:GetPipelineState'],
          ...['codepipeline:ListActionExecutions', 'codepipeline:ListPipelineExecutions'],
        ],
        resources: [pipeline],
      }),
      new iam.PolicyStatement({ actions: ['codepipeline:ListPipelines'], resources: ['*'] }),
      new iam.PolicyStatement({
        sid: 'Builds',
        actions: ['codebuild:BatchGetBuilds'],
        resources: [`arn:aws:codebuild:${region}:${account}:project/*`],
      }),
      new iam.PolicyStatement({
        sid: 'Logs',
        actions: ['logs:GetLogEvents', 'logs:FilterLogEvents'],
        resources: [`arn:aws:logs:${region}:${account}:log-group:*`],
      }),
    ];
  }

  private addTopic(group: string, email: string): sns.Topic {
    const topic = new sns.Topic(this, `${group}-topic`, {
      displayName: `Releases that wait for ${group}`,
      masterKey: this.props.key,
      enforceSSL: true,
    });
    topic.addSubscription(new subscriptions.EmailSubscription(email));
    return topic;
  }
}
