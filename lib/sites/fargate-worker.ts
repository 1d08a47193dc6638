import { Duration, Validations } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { siteWorkerRoleName } from '../../lambda/shared/copy-source';
import type { RegionalLogs } from '../audit/regional-logs';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { Network } from '../network/network';
import { acknowledgeWildcards } from '../platform/wildcards';
import { NEXT_ATTEMPTS, type SiteWorker, type WorkerRight } from './site-worker';
import { WorkerImage } from './worker-image';
import { destroys, operates, type WorkerPlace } from './worker-rights';

/** Longest that the sites of one server may take, below the working day in which a restore must be done (DR-01). */
const WORKER_HOURS = 6;

export interface FargateWorkerProps extends WorkerPlace {
  readonly network: Network;
  readonly logs: RegionalLogs;
  /** What it may do by each right that it is run with. @default - `operate` and `destroy`, as where sites run */
  readonly rights?: Partial<Record<WorkerRight, iam.PolicyStatement[]>>;
}

/**
 * The site worker as Fargate tasks in the application subnets, started for a job and gone after it. One image, and a
 * task definition for each right: only erasure and retirement run with that to destroy.
 */
export class FargateWorker extends Construct implements SiteWorker {
  private readonly cluster: ecs.Cluster;
  private readonly image: WorkerImage;
  private readonly definitions: ReadonlyMap<WorkerRight, ecs.FargateTaskDefinition>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FargateWorkerProps,
  ) {
    super(scope, id);
    this.image = new WorkerImage(this, 'Image');
    this.cluster = new ecs.Cluster(this, 'Cluster', {
      vpc: props.network.vpc,
      containerInsightsV2: ecs.ContainerInsights.ENABLED,
    });
    const logGroup = new PlatformLogGroup(this, 'Logs', { key: props.logs.key });
    const operate = operates(props);
    const { rights = { operate, destroy: [...operate, ...destroys(props)] } } = props;
    this.definitions = new Map(
      Object.entries(rights).map(([name, statements]) => {
        const right = name as WorkerRight;
        return [right, this.define(right, logGroup, statements)];
      }),
    );
  }

  public run(scope: Construct, id: string, right: WorkerRight): sfn.TaskStateBase {
    const { network } = this.props;
    const taskDefinition = this.definitions.get(right);
    if (!taskDefinition) throw new Error(`The worker of ${scope.node.path} is not given the right to ${right}`);
    const containerDefinition = taskDefinition.defaultContainer as ecs.ContainerDefinition;
    const task = new tasks.EcsRunTask(scope, id, {
      integrationPattern: sfn.IntegrationPattern.RUN_JOB,
      cluster: this.cluster,
      taskDefinition,
      launchTarget: new tasks.EcsFargateLaunchTarget({ platformVersion: ecs.FargatePlatformVersion.VERSION1_4 }),
      assignPublicIp: false,
      subnets: network.subnets.application,
      securityGroups: [network.securityGroups.operations],
      propagatedTagSource: ecs.PropagatedTagSource.TASK_DEFINITION,
      containerOverrides: [{ containerDefinition, command: sfn.JsonPath.listAt('$.step.arguments') }],
      taskTimeout: sfn.Timeout.duration(Duration.hours(WORKER_HOURS)),
      resultPath: sfn.JsonPath.DISCARD,
    });
    return task.addRetry({
      errors: ['States.TaskFailed', 'ECS.AmazonECSException', 'ECS.ServerException'],
      ...NEXT_ATTEMPTS,
    });
  }

  private define(
    right: WorkerRight,
    logGroup: PlatformLogGroup,
    statements: iam.PolicyStatement[],
  ): ecs.FargateTaskDefinition {
    const id = ({ operate: 'Operate', destroy: 'Destroy', prove: 'Prove' } as const)[right];
    const role = new iam.Role(this, `${id}Role`, {
      roleName: siteWorkerRoleName(this.props.place, right),
      description: 'Site worker',
      assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
    });
    const definition = new ecs.FargateTaskDefinition(this, id, {
      taskRole: role,
      cpu: 2048,
      memoryLimitMiB: 4096,
      ephemeralStorageGiB: 30,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.ARM64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
    });
    definition.addContainer('Worker', {
      image: ecs.ContainerImage.fromDockerImageAsset(this.image),
      logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: 'worker', mode: ecs.AwsLogDriverMode.NON_BLOCKING }),
      // That of the image; none of the group that may write anything.
      user: '10001',
      memoryLimitMiB: 4096,
      readonlyRootFilesystem: true,
      linuxParameters: new ecs.LinuxParameters(this, `${id}Process`, { initProcessEnabled: true }),
      stopTimeout: Duration.minutes(2),
    });
    for (const statement of statements) role.addToPolicy(statement);
    acknowledgeWildcards(
      role,
      statements,
      'Sites come without a deployment, so their keys and secrets are named by their common prefix and alias, and ' +
        'their objects by their bucket; a condition or the prefix keeps other environments out.',
    );
    Validations.of(definition.obtainExecutionRole()).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: 'ecr:GetAuthorizationToken, with which Fargate fetches the image, takes no resource but "*".',
    });
    return definition;
  }
}
