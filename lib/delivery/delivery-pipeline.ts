import { Duration, TimeZone } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { deliveryOrder, needsApproval } from '../config/delivery';
import type { Environment, HomeRegion } from '../config/platform';
import { PlatformNotice } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import { allow } from '../platform/allow';
import { bucketArn, pipelineName } from '../platform/names';
import type { PlatformFunction } from '../platform/platform-function';
import { acknowledgeWildcards } from '../platform/wildcards';
import { AbsentBuildAlarm } from './absent-build-alarm';
import { APPROVAL_STAGE } from './approvers';
import type { Approvers } from './approvers';
import type { PipelineBuild } from './pipeline-build';
import { ASSEMBLY, PipelineBuilds, SCAN_REPORT } from './pipeline-builds';
import type { PipelineBuildsProps } from './pipeline-builds';
import { StartingSchedule } from './starting-schedule';

export interface DeliveryPipelineProps extends PipelineBuildsProps {
  /** Where it keeps what its builds hand on. */
  readonly assemblies: s3.IBucket;
  readonly approvers: Approvers;
  /** The function that looks who approved. */
  readonly checkApprovals: PlatformFunction;
  readonly onCall: OnCall;
}

/** Hours without a judged scan after which on-call hears: it is scanned twice a week, whatever is released (IR-06). */
const UNSCANNED_AFTER = 144;

/**
 * How a change gets into production (IR-08, IR-11): checked, reviewed, assembled once; deployed to each environment from
 * that one assembly, region by region; scanned where it runs without customers; approved by two people; and taken back
 * by itself where a region does not bear it.
 */
export class DeliveryPipeline extends Construct {
  public readonly pipeline: codepipeline.Pipeline;
  private readonly builds: PipelineBuilds;
  private readonly source = new codepipeline.Artifact('Source');
  private readonly assembly = new codepipeline.Artifact(ASSEMBLY);
  private readonly report = new codepipeline.Artifact(SCAN_REPORT);
  private readonly fetch: actions.CodeStarConnectionsSourceAction;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeliveryPipelineProps,
  ) {
    super(scope, id);
    const { place, platform, assemblies } = props;
    const { delivery } = platform.config;
    this.builds = new PipelineBuilds(this, 'Builds', props);
    const [owner = '', repo = ''] = delivery.repository.split('/');
    this.fetch = new actions.CodeStarConnectionsSourceAction({
      actionName: 'Fetch',
      connectionArn: delivery.connection,
      owner,
      repo,
      branch: delivery.branch,
      output: this.source,
      // With its history, which the review compares with.
      codeBuildCloneOutput: true,
    });
    this.pipeline = new codepipeline.Pipeline(this, 'Pipeline', {
      pipelineName: pipelineName(place),
      pipelineType: codepipeline.PipelineType.V2,
      executionMode: codepipeline.ExecutionMode.SUPERSEDED,
      artifactBucket: assemblies,
      role: this.role().withoutPolicyUpdates(),
      usePipelineRoleForActions: true,
      stages: this.stages(),
    });
    this.watch();
  }

  private stages(): codepipeline.StageProps[] {
    const { check, review, analyse, assemble } = this.builds;
    const environments = deliveryOrder(this.props.platform);
    return [
      { stageName: 'Source', actions: [this.fetch] },
      {
        stageName: 'Verify',
        actions: [this.run('Check', check), this.run('Review', review), this.run('Analyse', analyse)],
      },
      { stageName: 'Assemble', actions: [this.run('Assemble', assemble, { outputs: [this.assembly] })] },
      ...environments.filter((one) => !needsApproval(one)).flatMap((one) => this.deployment(one)),
      this.scanning(),
      ...environments.filter(needsApproval).flatMap((one) => [this.approval(one), ...this.deployment(one)]),
    ];
  }

  private run(
    actionName: string,
    project: PipelineBuild,
    more: Partial<actions.CodeBuildActionProps> = {},
  ): actions.CodeBuildAction {
    return new actions.CodeBuildAction({ actionName, project, input: this.source, ...more });
  }

  /** The account first, then region after region: what one does not bear the next never gets. */
  private deployment(environment: Environment): codepipeline.StageProps[] {
    const { name, regions } = environment;
    return [
      this.deploying(`${name}-account`, environment, ['deploy']),
      ...regions.map((home) =>
        this.deploying(`${name}-${home.region}`, environment, ['snapshot', 'deploy', 'confirm'], home),
      ),
    ];
  }

  /** A stage that fails is taken back to the assembly with which it last succeeded. */
  private deploying(
    stageName: string,
    { name }: Environment,
    steps: readonly string[],
    home?: HomeRegion,
  ): codepipeline.StageProps {
    const variables = (step: string) => ({
      STEP: { value: step },
      REGION: { value: home ? `--region ${home.region}` : '' },
      RELEASE: { value: this.fetch.variables.commitId },
    });
    return {
      stageName,
      onFailure: { result: codepipeline.Result.ROLLBACK },
      actions: steps.map((step, index) =>
        this.run(step, this.builds.deploy.get(name)!, {
          extraInputs: [this.assembly],
          runOrder: index + 1,
          environmentVariables: variables(step),
        }),
      ),
    };
  }

  private scanning(): codepipeline.StageProps {
    return {
      stageName: 'Scan',
      actions: [
        this.run('Scan', this.builds.scan, { outputs: [this.report], runOrder: 1 }),
        this.run('Judge', this.builds.judge, {
          extraInputs: [this.report],
          environmentVariables: { RELEASE: { value: this.fetch.variables.commitId } },
          runOrder: 2,
        }),
      ],
    };
  }

  private approval({ name }: Environment): codepipeline.StageProps {
    const { platform, approvers, checkApprovals } = this.props;
    return {
      stageName: APPROVAL_STAGE,
      actions: [
        this.run('Compare', this.builds.compare.get(name)!, { extraInputs: [this.assembly], runOrder: 1 }),
        ...platform.config.delivery.approvers.map(
          ({ group }) =>
            new actions.ManualApprovalAction({
              actionName: group,
              additionalInformation: `Release ${this.fetch.variables.commitId} to ${name}. What it changes is in the logs of Review and Compare.`,
              notificationTopic: approvers.topics.get(group),
              timeout: Duration.days(2),
              runOrder: 2,
            }),
        ),
        new actions.LambdaInvokeAction({
          actionName: 'TwoPeople',
          lambda: checkApprovals,
          userParameters: { execution: codepipeline.GlobalVariables.executionId },
          runOrder: 3,
        }),
      ],
    };
  }

  /** What the pipeline itself does: hands artifacts on, starts builds, asks people and the function. */
  private role(): iam.Role {
    const { place, platform, key, approvers, checkApprovals } = this.props;
    const assemblies = bucketArn(place, 'assemblies');
    const role = new iam.Role(this, 'Role', {
      description: 'Brings releases from stage to stage',
      assumedBy: new iam.ServicePrincipal('codepipeline.amazonaws.com'),
    });
    const statements = [
      allow(['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], [`${assemblies}/*`]),
      allow(['s3:GetBucketVersioning', 's3:GetBucketLocation'], [assemblies]),
      allow(['kms:Decrypt', 'kms:GenerateDataKey'], [key.keyArn]),
      allow(['codeconnections:UseConnection'], [platform.config.delivery.connection]),
      allow(
        ['codebuild:StartBuild', 'codebuild:BatchGetBuilds'],
        this.builds.all.map(({ projectArn }) => projectArn),
      ),
      allow(
        ['sns:Publish'],
        [...approvers.topics.values()].map(({ topicArn }) => topicArn),
      ),
      allow(['lambda:InvokeFunction'], [checkApprovals.functionArn]),
    ];
    for (const statement of statements) role.addToPolicy(statement);
    acknowledgeWildcards(role, statements, 'Artifacts are named when an execution makes them.');
    return role;
  }

  private watch(): void {
    const { onCall, key, platform, place } = this.props;
    new PlatformNotice(this, 'Failed', {
      onCall,
      runbook: 'delivery-failed',
      meaning: 'A release stopped on its way, and may have been taken back.',
      eventPattern: {
        source: ['aws.codepipeline'],
        detailType: ['CodePipeline Pipeline Execution State Change'],
        detail: { pipeline: [pipelineName(place)], state: ['FAILED'] },
      },
    });
    new AbsentBuildAlarm(this, 'Unscanned', {
      onCall,
      runbook: 'delivery-unscanned',
      meaning: 'The application has not been scanned for six days.',
      project: this.builds.judge,
      afterHours: UNSCANNED_AFTER,
    });
    new StartingSchedule(this, 'TwiceAWeek', {
      description: 'Checks, deploys up to the scan, and scans, though nothing may have changed',
      schedule: scheduler.ScheduleExpression.cron({
        minute: '0',
        hour: '5',
        weekDay: 'MON,THU',
        timeZone: TimeZone.of(platform.config.delivery.timeZone),
      }),
      key,
      starts: { action: 'codepipeline:StartPipelineExecution', arn: this.pipeline.pipelineArn },
      target: (props) => new targets.CodePipelineStartPipelineExecution(this.pipeline, props),
    });
  }
}
