import { Duration, Validations } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { allowAs } from '../platform/allow';
import { bucketName, logCertificateName, messageLogName } from '../platform/names';
import { ScalingRole, ServerKey } from '../web/scaling-role';
import { ServerRole } from '../web/server-role';
import type { LogCertificates } from './log-certificates';
import { LogServerAddress } from './log-server-address';
import { LogServerAlarms } from './log-server-alarms';
import { logServerSetup } from './server-setup';

export interface LogServersProps {
  readonly place: Place;
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
  readonly instanceType: string;
  readonly certificates: LogCertificates;
  /** What their role needs for sessions on them. */
  readonly sessions: readonly iam.PolicyStatement[];
}

/** One in each zone, and room for a replacement. */
const SERVERS = 3;
/** Folder of the archive. */
const FOLDER = 'syslog';

/**
 * The centralized syslog server of a region (LG-04): three servers behind one address take messages by TLS from machines
 * with a certificate of ours. They hand them on to a log group, to be searched, and to the locked archive (LG-02).
 */
export class LogServers extends Construct {
  /** Host name that others send their messages to. */
  public readonly hostName: string;
  /** Signs of life of all servers that send to them. */
  public readonly signsOfLife: cloudwatch.Metric;

  constructor(scope: Construct, id: string, props: LogServersProps) {
    super(scope, id);
    const { place, network, logs, onCall, certificates } = props;
    const messages = new PlatformLogGroup(this, 'Messages', { key: logs.key, logGroupName: messageLogName(place) });
    const address = new LogServerAddress(this, 'Address', { network, logs: logs.loadBalancerLogs });
    this.hostName = address.loadBalancer.loadBalancerDnsName;
    const scaling = new ScalingRole(this, 'Scaling', 'log servers');
    const key = new ServerKey(this, 'Key', scaling, 'log servers');
    const group = new autoscaling.AutoScalingGroup(this, 'Group', {
      vpc: network.vpc,
      vpcSubnets: network.subnets.application,
      launchTemplate: this.template(props, key),
      minCapacity: SERVERS,
      maxCapacity: SERVERS + 1,
      cooldown: Duration.minutes(5),
      defaultInstanceWarmup: Duration.minutes(3),
      healthChecks: autoscaling.HealthChecks.withAdditionalChecks({
        gracePeriod: Duration.minutes(10),
        additionalTypes: [autoscaling.AdditionalHealthCheckType.ELB],
      }),
      minHealthyPercentage: 100,
      maxHealthyPercentage: 200,
      groupMetrics: [autoscaling.GroupMetrics.all()],
      updatePolicy: autoscaling.UpdatePolicy.instanceRefresh({
        strategy: autoscaling.InstanceRefreshStrategy.ROLLING,
        minHealthyPercentage: 66,
        maxHealthyPercentage: 100,
      }),
    });
    (group.node.defaultChild as autoscaling.CfnAutoScalingGroup).serviceLinkedRoleArn = scaling.arn;
    group.attachToNetworkTargetGroup(address.targets);
    // A server can only start once the key lets Auto Scaling use it, and is of use once it has a certificate.
    group.node.addDependency(key, ...certificates.renewed);
    acknowledge(group);
    const alarms = new LogServerAlarms(this, 'Alarms', {
      place,
      messages,
      group,
      servers: SERVERS,
      targets: address.targets,
      onCall,
    });
    this.signsOfLife = alarms.signsOfLife;
  }

  private template(props: LogServersProps, key: ServerKey): ec2.LaunchTemplate {
    const { place, network, logs } = props;
    const userData = ec2.UserData.forLinux();
    userData.addCommands(
      ...logServerSetup({
        region: place.region,
        secret: logCertificateName(place, 'server'),
        logGroup: messageLogName(place),
        archive: bucketName(place, 'archive'),
        key: logs.key.keyArn,
      }),
    );
    return new ec2.LaunchTemplate(this, 'Template', {
      machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
      instanceType: new ec2.InstanceType(props.instanceType),
      role: this.role(props),
      userData,
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(
        this,
        'SecurityGroup',
        network.securityGroups['log-server'].securityGroupId,
        { mutable: false },
      ),
      associatePublicIpAddress: false,
      requireImdsv2: true,
      httpPutResponseHopLimit: 1,
      detailedMonitoring: true,
      ebsOptimized: true,
      blockDevices: [
        {
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

  private role({ place, logs, certificates, sessions }: LogServersProps): iam.Role {
    const { region, account } = place;
    const statements = [
      ...certificates.statements('server'),
      ...sessions,
      allowAs(
        'HandsMessagesOn',
        ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
        [`arn:aws:logs:${region}:${account}:log-group:${messageLogName(place)}:*`],
      ),
      // It adds; the lock and the bucket's policy let nobody change or delete.
      allowAs('Archives', ['s3:PutObject'], [`arn:aws:s3:::${bucketName(place, 'archive')}/${FOLDER}/*`]),
      allowAs('EncryptsArchive', ['kms:GenerateDataKey'], [logs.key.keyArn]),
    ];
    return new ServerRole(this, 'Role', { description: 'Log servers', access: { statements } });
  }
}

function acknowledge(group: autoscaling.AutoScalingGroup): void {
  Validations.of(group).acknowledge({
    id: 'Control-Tower::CT.AUTOSCALING.PR.6',
    reason:
      'Three small servers of one type, one in each zone; those who send keep messages on disk while none answers, so ' +
      'that a shortage of one type delays messages and loses none.',
  });
  Validations.of(group).acknowledge({
    id: 'AwsSolutions::AwsSolutions-AS3',
    reason: 'Its number is fixed, so starts and stops tell nothing; on-call hears of each that fails, by a notice.',
  });
}
