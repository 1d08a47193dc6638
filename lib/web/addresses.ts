import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';

export interface SiteAddressesProps {
  readonly zone: route53.IHostedZone;
  readonly loadBalancer: elb.ILoadBalancerV2;
  /** Told by certificate authorities of refused requests. */
  readonly securityContact: string;
}

/** The names of a region's sites: any host of the domain leads to the load balancer, and only Amazon may certify one. */
export class SiteAddresses extends Construct {
  constructor(scope: Construct, id: string, props: SiteAddressesProps) {
    super(scope, id);
    // IPv4 only, as the load balancer; a new site needs no record of its own.
    new route53.ARecord(this, 'Sites', {
      zone: props.zone,
      recordName: '*',
      target: route53.RecordTarget.fromAlias(new targets.LoadBalancerTarget(props.loadBalancer)),
      comment: 'All sites of this region',
    });
    new route53.CaaRecord(this, 'CertificateAuthorities', {
      zone: props.zone,
      values: [
        { flag: 0, tag: route53.CaaTag.ISSUE, value: 'amazon.com' },
        { flag: 0, tag: route53.CaaTag.ISSUEWILD, value: 'amazon.com' },
        { flag: 0, tag: route53.CaaTag.IODEF, value: `mailto:${props.securityContact}` },
      ],
      comment: 'Only Amazon may issue certificates',
    });
  }
}
