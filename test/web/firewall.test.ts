import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { banListName } from '../../lib/web/firewall';
import { firewallRules, SIGN_IN_PATH } from '../../lib/web/firewall-rules';
import { sydney } from '../support/place';
import { webStack } from './web-stack-fixture';

const template = Template.fromStack(webStack(createApp()));
const rules = firewallRules({
  metricPrefix: 'cordon-production-web',
  banned: { ipv4: 'arn:banned-4', ipv6: 'arn:banned-6' },
  requestsPerFiveMinutes: 2000,
});
const names = rules.map(({ name }) => name);
const rule = (name: string): unknown => rules.find((candidate) => candidate.name === name);

test('NW-06: asks first for bans, then for rates, then the groups of AWS', () => {
  expect(names).toEqual([
    'BannedIpv4',
    'BannedIpv6',
    'RequestRate',
    'SignInRate',
    'SignInBodySize',
    'IpReputation',
    'AnonymousIp',
    'KnownBadInputs',
    'Common',
    'SqlInjection',
    'Linux',
  ]);
  expect(rules.map(({ priority }) => priority)).toEqual(names.map((_, index) => index));
});

test('NW-05: turns banned addresses of both families away with 403', () => {
  const action = { block: { customResponse: { responseCode: 403 } } };
  expect(rule('BannedIpv4')).toMatchObject({ action, statement: { ipSetReferenceStatement: { arn: 'arn:banned-4' } } });
  expect(rule('BannedIpv6')).toMatchObject({ action, statement: { ipSetReferenceStatement: { arn: 'arn:banned-6' } } });
});

test('NW-06: lets an address that exceeds the limit of the config wait, with 429', () => {
  expect(rule('RequestRate')).toMatchObject({
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: { rateBasedStatement: { limit: 2000, evaluationWindowSec: 300, aggregateKeyType: 'IP' } },
  });
});

test('NW-06: limits attempts to sign in far more tightly than other requests', () => {
  const { rateBasedStatement: limit } = (rule('SignInRate') as { statement: { rateBasedStatement: { limit: number } } })
    .statement;
  expect(limit.limit).toBeLessThanOrEqual(100);
  expect(limit).toMatchObject({
    scopeDownStatement: {
      andStatement: {
        statements: [
          { byteMatchStatement: { fieldToMatch: { method: {} }, searchString: 'POST' } },
          { regexMatchStatement: { fieldToMatch: { uriPath: {} }, regexString: SIGN_IN_PATH } },
        ],
      },
    },
  });
});

test('NW-06: sees through encoded, doubled and capital letters in the path of a sign-in', () => {
  expect(JSON.stringify(rule('SignInRate'))).toMatch(/URL_DECODE.*NORMALIZE_PATH.*LOWERCASE/);
});

test.each(['/login', '/login/', '/signin', '/sign-in', '/oauth2/token'])('takes %s for a sign-in', (path) => {
  expect(path).toMatch(new RegExp(SIGN_IN_PATH));
});

test.each(['/', '/logins', '/records/login', '/attachments/oauth2.pdf'])('does not take %s for a sign-in', (path) => {
  expect(path).not.toMatch(new RegExp(SIGN_IN_PATH));
});

test('takes uploads of any size, but nothing large where users sign in', () => {
  expect(rule('Common')).toMatchObject({
    statement: {
      managedRuleGroupStatement: {
        ruleActionOverrides: [{ name: 'SizeRestrictions_BODY', actionToUse: { count: {} } }],
      },
    },
  });
  expect(rule('SignInBodySize')).toMatchObject({
    action: { block: { customResponse: { responseCode: 413 } } },
    statement: {
      andStatement: {
        statements: [
          expect.anything(),
          {
            sizeConstraintStatement: {
              comparisonOperator: 'GT',
              size: 8192,
              fieldToMatch: { body: { oversizeHandling: 'MATCH' } },
            },
          },
        ],
      },
    },
  });
});

test.each(['IpReputation', 'KnownBadInputs', 'Common', 'SqlInjection', 'Linux'])(
  'NW-06: group %s blocks, with nothing overridden as a whole',
  (name) => {
    expect(rule(name)).toMatchObject({ overrideAction: { none: {} } });
  },
);

test('counts anonymizing networks only, since staff of customers may use a VPN', () => {
  expect(rule('AnonymousIp')).toMatchObject({ overrideAction: { count: {} } });
});

test('every rule has a metric of its own', () => {
  const metrics = rules.map(({ visibilityConfig }) => visibilityConfig as { metricName: string });
  expect(new Set(metrics.map(({ metricName }) => metricName)).size).toBe(rules.length);
  for (const metric of metrics)
    expect(metric).toMatchObject({ cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true });
});

test('NW-06: stands before the load balancer', () => {
  template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
    ResourceArn: { Ref: Match.stringLikeRegexp('LoadBalancer') },
    WebACLArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FirewallAcl'), 'Arn'] },
  });
});

test.each(['ipv4', 'ipv6'] as const)('NW-05: the %s ban list has a name that the ban operation knows', (family) => {
  template.hasResourceProperties('AWS::WAFv2::IPSet', {
    Name: banListName(sydney, family),
    IPAddressVersion: family.toUpperCase(),
    Scope: 'REGIONAL',
    Addresses: [],
  });
});

test('LG-03: keeps what it blocks or counts in an encrypted log, without credentials', () => {
  template.hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: Match.stringLikeRegexp('^aws-waf-logs-'),
    KmsKeyId: Match.anyValue(),
    RetentionInDays: 400,
  });
  template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
    LogDestinationConfigs: [Match.stringLikeRegexp(':log-group:aws-waf-logs-cordon-production$')],
    RedactedFields: [{ SingleHeader: { Name: 'authorization' } }, { SingleHeader: { Name: 'cookie' } }],
    LoggingFilter: { DefaultBehavior: 'DROP' },
  });
});
