import { Duration, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PORTS } from '../network/network';
import type { Network } from '../network/network';

export interface LogServerAddressProps {
  readonly network: Network;
  /** Receives its logs. */
  readonly logs: s3.IBucket;
}

/** One address for the log servers, inside the VPC. It passes TLS through: who sends is between them and the servers. */
export class LogServerAddress extends Construct {
  public readonly loadBalancer: elb.NetworkLoadBalancer;
  public readonly targets: elb.NetworkTargetGroup;

  constructor(scope: Construct, id: string, { network, logs }: LogServerAddressProps) {
    super(scope, id);
    this.loadBalancer = new elb.NetworkLoadBalancer(this, 'LoadBalancer', {
      vpc: network.vpc,
      vpcSubnets: network.subnets.application,
      internetFacing: false,
      securityGroups: [
        ec2.SecurityGroup.fromSecurityGroupId(
          this,
          'SecurityGroup',
          network.securityGroups['log-balancer'].securityGroupId,
          { mutable: false },
        ),
      ],
      crossZoneEnabled: true,
      deletionProtection: true,
    });
    // By attributes: the bucket belongs to another stack and grants the load balancers of the account itself.
    this.loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
    this.loadBalancer.setAttribute('access_logs.s3.bucket', logs.bucketName);
    this.loadBalancer.setAttribute('access_logs.s3.prefix', 'log-servers');
    this.targets = new elb.NetworkTargetGroup(this, 'Targets', {
      vpc: network.vpc,
      protocol: elb.Protocol.TCP,
      port: PORTS.syslog,
      targetType: elb.TargetType.INSTANCE,
      // Those who send open a new connection, to another server.
      connectionTermination: true,
      deregistrationDelay: Duration.seconds(30),
      healthCheck: { protocol: elb.Protocol.TCP, interval: Duration.seconds(30) },
    });
    const listener = this.loadBalancer.addListener('Syslog', {
      protocol: elb.Protocol.TCP,
      port: PORTS.syslog,
      defaultTargetGroups: [this.targets],
    });
    for (const id of [
      'NIST.800.53.R5::NIST.800.53.R5-ELBv2ACMCertificateRequired',
      'PCI.DSS.321::PCI.DSS.321-ELBv2ACMCertificateRequired',
    ]) {
      Validations.of(listener).acknowledge({
        id,
        reason:
          'TLS passes through to rsyslog on the log servers, which asks for a certificate in return, as no listener of a ' +
          'network load balancer does, and takes nothing in the clear: test/access/syslog.test.ts sends it that.',
      });
    }
  }
}
