import { Duration } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { regionHost } from '../config/running-region';

/**
 * Which of two regions answers (AV-03). `primary`: the home region, as long as it is healthy; `secondary`: the recovery
 * region that has taken over, from then on; `only`: there is no other one.
 */
export type AnsweringRole = 'only' | 'primary' | 'secondary';

export interface SiteAddressesProps {
  readonly zone: route53.IHostedZone;
  readonly loadBalancer: elb.ILoadBalancerV2;
  /** Told by certificate authorities of refused requests. */
  readonly securityContact: string;
  readonly role: AnsweringRole;
  /** AWS region that the load balancer stands in. */
  readonly region: string;
  /** What the application answers when it is well. */
  readonly healthCheckPath: string;
}

/** The names of a region's sites: any host of the domain leads to the load balancer, and only Amazon may certify one. */
export class SiteAddresses extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: SiteAddressesProps,
  ) {
    super(scope, id);
    const { zone, role } = props;
    // IPv4 only, as the load balancer; a new site needs no record of its own.
    new route53.ARecord(this, 'Sites', {
      zone,
      recordName: '*',
      target: this.target(role !== 'only'),
      comment: 'All sites of this region',
      ...(role !== 'only' && this.failover(role)),
    });
    // The home region's record of it holds for both: a name has one.
    if (role !== 'secondary') this.certifyByAmazon();
  }

  /** Route 53 asks each region by a name of its own: the sites' names lead wherever the answer was good. */
  private failover(role: 'primary' | 'secondary'): Partial<route53.ARecordProps> {
    const { zone, region, healthCheckPath } = this.props;
    const own = new route53.ARecord(this, 'Region', {
      zone,
      recordName: region,
      target: this.target(false),
      comment: 'This region, whichever answers for the sites',
    });
    const healthCheck = new route53.HealthCheck(this, 'Health', {
      type: route53.HealthCheckType.HTTPS,
      fqdn: regionHost(zone.zoneName, region),
      port: 443,
      resourcePath: healthCheckPath,
      requestInterval: Duration.seconds(30),
      failureThreshold: 3,
    });
    healthCheck.node.addDependency(own);
    return {
      failover: role === 'primary' ? route53.Failover.PRIMARY : route53.Failover.SECONDARY,
      setIdentifier: region,
      healthCheck,
    };
  }

  private target(evaluateTargetHealth: boolean): route53.RecordTarget {
    const { loadBalancer } = this.props;
    return route53.RecordTarget.fromAlias(
      new targets.LoadBalancerTarget(loadBalancer, evaluateTargetHealth ? { evaluateTargetHealth } : undefined),
    );
  }

  private certifyByAmazon(): void {
    new route53.CaaRecord(this, 'CertificateAuthorities', {
      zone: this.props.zone,
      values: [
        { flag: 0, tag: route53.CaaTag.ISSUE, value: 'amazon.com' },
        { flag: 0, tag: route53.CaaTag.ISSUEWILD, value: 'amazon.com' },
        { flag: 0, tag: route53.CaaTag.IODEF, value: `mailto:${this.props.securityContact}` },
      ],
      comment: 'Only Amazon may issue certificates',
    });
  }
}
