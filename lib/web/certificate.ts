import { Duration } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as route53 from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { PlatformAlarm } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';

export interface WatchedCertificateProps {
  readonly domainName: string;
  /** Zone of the name: proves to AWS that it is ours. */
  readonly zone: route53.IHostedZone;
  readonly onCall: OnCall;
}

/** A certificate that AWS renews, and on-call hears of where it fails to. */
export class WatchedCertificate extends acm.Certificate {
  constructor(scope: Construct, id: string, { domainName, zone, onCall }: WatchedCertificateProps) {
    super(scope, id, {
      domainName,
      validation: acm.CertificateValidation.fromDns(zone),
      keyAlgorithm: acm.KeyAlgorithm.RSA_2048,
      transparencyLoggingEnabled: true,
    });
    new PlatformAlarm(this, 'Expiry', {
      onCall,
      runbook: 'certificate-expiry',
      meaning: `The certificate of ${domainName} runs out within 30 days: AWS has failed to renew it.`,
      metric: this.metricDaysToExpiry({ period: Duration.days(1), statistic: 'Minimum' }),
      // AWS renews 45 days or more before the end, so that at 30 something is wrong and there is still time.
      threshold: 30,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      // Its measurements end with the certificate: a raised alarm must then stay raised.
      treatMissingData: cloudwatch.TreatMissingData.IGNORE,
    });
  }
}

export interface WildcardCertificateProps extends Omit<WatchedCertificateProps, 'domainName'> {
  /** Parent of the host names of all sites of the region. */
  readonly domain: string;
}

/**
 * The certificate of all sites of a region (CR-01). One wildcard instead of one certificate a site, because a
 * load balancer takes 25 of them by default and sites are data: docs/decisions/0005-one-wildcard-certificate-per-region.md.
 */
export class WildcardCertificate extends WatchedCertificate {
  constructor(scope: Construct, id: string, { domain, ...rest }: WildcardCertificateProps) {
    super(scope, id, { ...rest, domainName: `*.${domain}` });
  }
}
