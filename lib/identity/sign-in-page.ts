import { createHash } from 'node:crypto';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { SIGN_IN_LABEL } from '../config/sign-in';
import type { HomeRegion, Place } from '../config/platform';
import { TLS } from '../web/tls';

export interface SignInPageProps {
  readonly place: HomeRegion;
  readonly pool: cognito.CfnUserPool;
  readonly zone: route53.IHostedZone;
  /** ARN of the certificate of our own host. @default - the page is at an address of Amazon's */
  readonly certificate?: string;
}

/** Zone id of every CloudFront distribution, by which Route 53 leads to one. */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

/** An address that leads nowhere, reserved for documentation. */
const NOWHERE = '192.0.2.1';

/** Host name of the page at which users of all sites of a region sign in. */
export function signInPageHost(place: HomeRegion): string {
  return place.signInHost ?? `${prefix(place)}.auth.${place.region}.amazoncognito.com`;
}

/** Not used by anybody else in the region, and short: passkeys are bound to a host of at most 63 characters. */
function prefix({ platform, environment, account }: Place): string {
  return `${platform}-${createHash('sha256').update(`${account}/${environment}`).digest('hex').slice(0, 10)}`;
}

/** The page where users sign in, the only place where they type a password; it speaks TLS 1.2 and 1.3 alone (CR-03, CR-09). */
export class SignInPage extends Construct {
  constructor(scope: Construct, id: string, { place, pool, zone, certificate }: SignInPageProps) {
    super(scope, id);
    const { signInHost } = place;
    if (signInHost === undefined || certificate === undefined) {
      this.page(pool, prefix(place));
      return;
    }
    // Cognito refuses a domain of ours unless the one above it has an address; nobody goes to this one.
    const parent = new route53.ARecord(this, 'Parent', {
      zone,
      target: route53.RecordTarget.fromIpAddresses(NOWHERE),
      comment: `Lets Cognito take ${signInHost} for a domain; leads nowhere`,
    });
    const page = this.page(pool, signInHost, { certificateArn: certificate, securityPolicy: TLS.signInPolicy });
    page.node.addDependency(parent);
    new route53.ARecord(this, 'Address', {
      zone,
      recordName: SIGN_IN_LABEL,
      target: route53.RecordTarget.fromAlias({
        bind: () => ({ dnsName: page.attrCloudFrontDistribution, hostedZoneId: CLOUDFRONT_ZONE }),
      }),
      comment: 'Where users of all sites of this region sign in',
    });
  }

  private page(
    pool: cognito.CfnUserPool,
    domain: string,
    customDomainConfig?: cognito.CfnUserPoolDomain.CustomDomainConfigTypeProperty,
  ): cognito.CfnUserPoolDomain {
    // The classic pages of version 1 know no passkeys.
    return new cognito.CfnUserPoolDomain(this, 'Domain', {
      userPoolId: pool.ref,
      domain,
      customDomainConfig,
      managedLoginVersion: 2,
    });
  }
}
