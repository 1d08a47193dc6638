import { Duration, Validations } from 'aws-cdk-lib';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PORTS } from '../network/network';
import type { Network } from '../network/network';
import { SECURITY_TXT_PATH } from './security-txt';
import { TLS } from './tls';

export interface SiteLoadBalancerProps {
  readonly network: Network;
  /** Receives its logs. */
  readonly logs: s3.IBucket;
  readonly certificate: acm.ICertificate;
  /** Requests for hosts of this domain go to the web servers, any others get a 404. */
  readonly domain: string;
  readonly healthCheckPath: string;
  /** Text served at /.well-known/security.txt on every host. */
  readonly securityTxt: string;
}

/** What the load balancer writes to the log bucket, each under its own prefix. */
const LOGS = { access_logs: 'access', connection_logs: 'connections', health_check_logs: 'health-checks' } as const;

/** The only way in from the internet (NW-03): HTTPS for the sites, HTTP that redirects to it, and nothing else. */
export class SiteLoadBalancer extends Construct {
  public readonly loadBalancer: elb.ApplicationLoadBalancer;
  /** The web servers: TLS on the port of the hosted application. */
  public readonly targets: elb.ApplicationTargetGroup;

  constructor(scope: Construct, id: string, props: SiteLoadBalancerProps) {
    super(scope, id);
    const { network } = props;
    this.loadBalancer = new elb.ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc: network.vpc,
      vpcSubnets: network.subnets.public,
      internetFacing: true,
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(
        this,
        'SecurityGroup',
        network.securityGroups['load-balancer'].securityGroupId,
        { mutable: false },
      ),
      deletionProtection: true,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: elb.DesyncMitigationMode.STRICTEST,
      // The host name tells the hosted application which site is meant; address and port tell the logs who asked (LG-01).
      preserveHostHeader: true,
      preserveXffClientPort: true,
      xffHeaderProcessingMode: elb.XffHeaderProcessingMode.APPEND,
    });
    this.log(props.logs);
    this.targets = new elb.ApplicationTargetGroup(this, 'Targets', {
      vpc: network.vpc,
      protocol: elb.ApplicationProtocol.HTTPS,
      port: PORTS.application,
      targetType: elb.TargetType.INSTANCE,
      loadBalancingAlgorithmType: elb.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
      deregistrationDelay: Duration.minutes(2),
      healthCheck: {
        protocol: elb.Protocol.HTTPS,
        path: props.healthCheckPath,
        healthyHttpCodes: '200',
        interval: Duration.seconds(15),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    });
    this.redirectHttp();
    this.serveHttps(props);
  }

  /** By attributes: the bucket belongs to another stack and grants the load balancers of the account itself. */
  private log(bucket: s3.IBucket): void {
    for (const [log, prefix] of Object.entries(LOGS)) {
      this.loadBalancer.setAttribute(`${log}.s3.enabled`, 'true');
      this.loadBalancer.setAttribute(`${log}.s3.bucket`, bucket.bucketName);
      this.loadBalancer.setAttribute(`${log}.s3.prefix`, prefix);
    }
  }

  private redirectHttp(): void {
    const listener = this.loadBalancer.addListener('Http', {
      protocol: elb.ApplicationProtocol.HTTP,
      port: PORTS.http,
      open: false,
      defaultAction: elb.ListenerAction.redirect({ protocol: 'HTTPS', port: String(PORTS.https), permanent: true }),
    });
    for (const pack of ['NIST.800.53.R5', 'PCI.DSS.321']) {
      Validations.of(listener).acknowledge({
        id: `${pack}::${pack}-ELBv2ACMCertificateRequired`,
        reason: 'This plain HTTP listener only redirects to HTTPS and never serves content; HTTP takes no certificate.',
      });
    }
  }

  private serveHttps(props: SiteLoadBalancerProps): void {
    const listener = this.loadBalancer.addListener('Https', {
      protocol: elb.ApplicationProtocol.HTTPS,
      port: PORTS.https,
      open: false,
      certificates: [props.certificate],
      sslPolicy: TLS.policy,
      defaultAction: elb.ListenerAction.fixedResponse(404, { contentType: 'text/plain', messageBody: 'No such site.' }),
    });
    const headers = {
      strict_transport_security: TLS.strictTransportSecurity,
      x_content_type_options: 'nosniff',
      x_frame_options: 'SAMEORIGIN',
    };
    for (const [header, value] of Object.entries(headers))
      listener.setAttribute(`routing.http.response.${header}.header_value`, value);
    listener.setAttribute('routing.http.response.server.enabled', 'false');
    listener.addAction('SecurityTxt', {
      priority: 10,
      conditions: [elb.ListenerCondition.pathPatterns([SECURITY_TXT_PATH])],
      action: elb.ListenerAction.fixedResponse(200, { contentType: 'text/plain', messageBody: props.securityTxt }),
    });
    listener.addAction('Sites', {
      priority: 20,
      conditions: [elb.ListenerCondition.hostHeaders([`*.${props.domain}`])],
      action: elb.ListenerAction.forward([this.targets]),
    });
  }
}
