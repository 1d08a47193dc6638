import { Duration, Validations } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { ServerAccess } from '../access/server-access';
import type { PlatformConfig } from '../config/platform-schema';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { ScalingRole, ServerKey } from './scaling-role';
import { ServerAlarms } from './server-alarms';
import { ServerRole } from './server-role';

/** Section `web` of an environment's config. */
export type WebConfig = PlatformConfig['environments'][string]['web'];

export interface WebServersProps {
  readonly network: Network;
  readonly web: WebConfig;
  /** How they are reached and heard. */
  readonly access: ServerAccess;
  /** Where the servers take their requests from. */
  readonly targets: elb.ApplicationTargetGroup;
  readonly onCall: OnCall;
  /** Mail address that hears of every server started or stopped; failures go to on-call besides. */
  readonly operationsContact: string;
  /** A new release that raises one of these while it replaces the servers is rolled back. */
  readonly releaseAlarms: readonly cloudwatch.IAlarm[];
}

/** Requests a minute that one server is expected to carry; above it the group grows. */
const REQUESTS_PER_MINUTE = 1200;
/** Average load of the group's processors, in percent, above which it grows. */
const CPU_PERCENT = 60;

/** The web servers: a group over three zones that replaces broken servers and rolls out releases (AV-01, DR-10). */
export class WebServers extends Construct {
  public readonly group: autoscaling.AutoScalingGroup;
  /** What the servers may do; other rooms grant it their resources. */
  public readonly role: iam.IRole;
  /** Commands that a server runs at its first start. */
  public readonly userData = ec2.UserData.forLinux();

  constructor(scope: Construct, id: string, props: WebServersProps) {
    super(scope, id);
    const { network, web, access } = props;
    const scaling = new ScalingRole(this, 'Scaling');
    const key = new ServerKey(this, 'Key', scaling);
    this.role = new ServerRole(this, 'Role', { access });
    this.userData.addCommands(...access.setup);
    this.group = new autoscaling.AutoScalingGroup(this, 'Group', {
      vpc: network.vpc,
      vpcSubnets: network.subnets.application,
      launchTemplate: this.template(network, web, key),
      minCapacity: web.minInstances,
      maxCapacity: web.maxInstances,
      cooldown: Duration.minutes(5),
      defaultInstanceWarmup: Duration.minutes(3),
      healthChecks: autoscaling.HealthChecks.withAdditionalChecks({
        gracePeriod: Duration.minutes(5),
        additionalTypes: [autoscaling.AdditionalHealthCheckType.ELB],
      }),
      // Starts a server before it stops one, also while it balances zones: capacity never falls below what is wanted.
      minHealthyPercentage: 100,
      maxHealthyPercentage: 200,
      terminationPolicies: [
        autoscaling.TerminationPolicy.OLDEST_LAUNCH_TEMPLATE,
        autoscaling.TerminationPolicy.DEFAULT,
      ],
      groupMetrics: [autoscaling.GroupMetrics.all()],
      notifications: [
        { topic: this.activity(key, props.operationsContact), scalingEvents: autoscaling.ScalingEvents.ALL },
      ],
      updatePolicy: autoscaling.UpdatePolicy.instanceRefresh({
        strategy: autoscaling.InstanceRefreshStrategy.ROLLING,
        minHealthyPercentage: 100,
        maxHealthyPercentage: 150,
        bakeTime: Duration.minutes(5),
        alarms: [...props.releaseAlarms],
      }),
    });
    const group = this.group.node.defaultChild as autoscaling.CfnAutoScalingGroup;
    group.serviceLinkedRoleArn = scaling.arn;
    // A server can only start once the key lets Auto Scaling use it.
    this.group.node.addDependency(key);
    Validations.of(this.group).acknowledge({
      id: 'Control-Tower::CT.AUTOSCALING.PR.6',
      reason:
        'All servers are of the one type that the config names: requests are shared out evenly, which presumes equal ' +
        'servers. What the rule is after, capacity in spite of a shortage, comes from three zones.',
    });
    this.group.attachToApplicationTargetGroup(props.targets);
    this.group.scaleOnRequestCount('Requests', { targetRequestsPerMinute: REQUESTS_PER_MINUTE });
    this.group.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: CPU_PERCENT });
    new ServerAlarms(this, 'Alarms', {
      group: this.group,
      maxInstances: web.maxInstances,
      signsOfLife: access.signsOfLife,
      onCall: props.onCall,
    });
  }

  /** Apart from on-call, who would otherwise be told of every server that scaling starts by day. */
  private activity(key: ServerKey, contact: string): sns.Topic {
    const topic = new sns.Topic(this, 'Activity', {
      displayName: 'Web servers started and stopped',
      masterKey: key,
      enforceSSL: true,
    });
    topic.addSubscription(new subscriptions.EmailSubscription(contact));
    return topic;
  }

  private template(network: Network, web: WebConfig, key: ServerKey): ec2.LaunchTemplate {
    return new ec2.LaunchTemplate(this, 'Template', {
      // A parameter of the template, resolved when the stack is deployed: a new image is a reviewed deployment.
      machineImage: ec2.MachineImage.fromSsmParameter(web.imageParameter),
      instanceType: new ec2.InstanceType(web.instanceType),
      role: this.role,
      userData: this.userData,
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(
        this,
        'SecurityGroup',
        network.securityGroups.web.securityGroupId,
        { mutable: false },
      ),
      associatePublicIpAddress: false,
      requireImdsv2: true,
      httpPutResponseHopLimit: 1,
      detailedMonitoring: true,
      ebsOptimized: true,
      blockDevices: [
        {
          // Root device of images made from Amazon Linux; on any other, the account's default encryption covers it.
          deviceName: '/dev/xvda',
          volume: ec2.BlockDeviceVolume.ebs(30, {
            volumeType: ec2.EbsDeviceVolumeType.GP3,
            encrypted: true,
            kmsKey: key,
            deleteOnTermination: true,
          }),
        },
      ],
    });
  }
}
