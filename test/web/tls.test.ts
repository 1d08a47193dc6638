import { SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { TLS, TLS_REVIEW_HOLDS_DAYS, tlsPolicyProblem, tlsReviewProblem } from '../../lib/web/tls';

test('CR-02 CR-03: accepts its own policy', () => {
  expect(tlsPolicyProblem(TLS.policy)).toBeUndefined();
});

test.each([
  ['TLS 1.3 alone', SslPolicy.TLS13_13],
  ['TLS 1.3 alone, with post-quantum key exchange', SslPolicy.TLS13_13_PQ],
  ['the restricted suites without post-quantum key exchange', SslPolicy.TLS13_RES],
  ['the restricted suites of FIPS modules', SslPolicy.FIPS_TLS13_12_RES],
])('CR-03: accepts %s', (_, policy) => {
  expect(tlsPolicyProblem(policy)).toBeUndefined();
});

test.each([
  ['TLS 1.0', SslPolicy.TLS13_10],
  ['TLS 1.0 with post-quantum key exchange', SslPolicy.TLS13_10_PQ],
  ['TLS 1.1', SslPolicy.TLS13_11],
  ['suites without forward secrecy', SslPolicy.TLS13_EXT1],
  ['suites in CBC mode', SslPolicy.RECOMMENDED_TLS],
  ['what load balancers do by default', 'ELBSecurityPolicy-2016-08'],
  ['a policy that only begins as an accepted one', 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06-custom'],
  ['no policy at all', undefined],
])('CR-03: refuses %s and says what to use', (_, policy) => {
  expect(tlsPolicyProblem(policy)).toContain(TLS.policy);
});

const DAY = 86_400_000;
const after = (days: number): Date => new Date(Date.parse(TLS.reviewed) + days * DAY);

test('CR-07: a review of the cipher suites holds for a while', () => {
  expect(tlsReviewProblem(after(TLS_REVIEW_HOLDS_DAYS))).toBeUndefined();
});

test('CR-07: and must then be repeated', () => {
  expect(tlsReviewProblem(after(TLS_REVIEW_HOLDS_DAYS + 1))).toContain(
    `last reviewed on ${TLS.reviewed}, 401 days ago`,
  );
});
