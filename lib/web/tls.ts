import { SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/**
 * The one place that says how the platform speaks TLS (CR-02, CR-03, CR-07, D13): TLS 1.3, TLS 1.2 at the least,
 * and only suites with forward secrecy and authenticated encryption. Whoever changes or confirms it renews the date.
 */
export const TLS = {
  policy: SslPolicy.TLS13_12_RES_PQ,
  /** Of the page where users sign in, which Cognito serves through CloudFront: left out, it may go down to TLS 1.0. */
  signInPolicy: 'TLS_V1_2_2021',
  /** Day of the last review of the cipher suites. */
  reviewed: '2026-11-22',
  /** Browsers insist on HTTPS for this host and those below it for two years. */
  strictTransportSecurity: 'max-age=63072000; includeSubDomains',
} as const;

/** How long a review of the cipher suites holds, in days: a year and some leave. */
export const TLS_REVIEW_HOLDS_DAYS = 400;

const ACCEPTED = /^ELBSecurityPolicy-TLS13-1-(2-Res|3)(-FIPS)?(-PQ)?-\d{4}-\d{2}$/;

/** What is wrong with a load balancer's TLS policy; nothing if it keeps CR-02 and CR-03. */
export function tlsPolicyProblem(policy: string | undefined): string | undefined {
  if (policy !== undefined && ACCEPTED.test(policy)) return undefined;
  return (
    `TLS policy '${policy ?? 'none'}' allows more than TLS 1.2 and 1.3 with forward secrecy and authenticated ` +
    `encryption; use TLS.policy of lib/web/tls.ts, which is '${TLS.policy}'`
  );
}

/** Says so when the cipher suites have gone unreviewed for too long at a date (CR-07). */
export function tlsReviewProblem(on: Date, reviewed: string = TLS.reviewed): string | undefined {
  const days = Math.floor((on.getTime() - Date.parse(reviewed)) / 86_400_000);
  if (days <= TLS_REVIEW_HOLDS_DAYS) return undefined;
  return (
    `The cipher suites were last reviewed on ${reviewed}, ${days} days ago; ` +
    `compare TLS.policy in lib/web/tls.ts with what AWS offers and renew its date`
  );
}
