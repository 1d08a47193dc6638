import type * as wafv2 from 'aws-cdk-lib/aws-wafv2';

type Rule = wafv2.CfnWebACL.RuleProperty;
type Statement = wafv2.CfnWebACL.StatementProperty;

export interface FirewallRulesProps {
  /** Prefix of the rules' metrics. */
  readonly metricPrefix: string;
  /** ARNs of the two lists of banned addresses. */
  readonly banned: { readonly ipv4: string; readonly ipv6: string };
  /** Requests of one address in five minutes before it has to wait. */
  readonly requestsPerFiveMinutes: number;
}

/** Attempts to sign in from one address in five minutes; an office behind one address stays well below. */
export const SIGN_INS_PER_FIVE_MINUTES = 50;

/** Bytes of a request body that the firewall of a load balancer looks into. */
const INSPECTED_BODY_BYTES = 8192;

/** Bodies of the custom responses, by their key. */
export const RESPONSE_BODIES: Record<string, wafv2.CfnWebACL.CustomResponseBodyProperty> = {
  Banned: { contentType: 'TEXT_PLAIN', content: 'This address is blocked for now.' },
  TooMany: { contentType: 'TEXT_PLAIN', content: 'Too many requests. Wait five minutes and try again.' },
};

/**
 * The firewall's rules in the order in which they are asked (NW-05, NW-06): first what costs nothing to decide, the
 * banned and the too many, then AWS's rule groups. The hosted application takes uploads of any size, so that the
 * common group's limit on bodies only counts; where users sign in, nothing large is ever sent.
 */
export function firewallRules(props: FirewallRulesProps): Rule[] {
  return inOrder(props.metricPrefix, [
    ban('BannedIpv4', props.banned.ipv4),
    ban('BannedIpv6', props.banned.ipv6),
    limit('RequestRate', props.requestsPerFiveMinutes),
    limit('SignInRate', SIGN_INS_PER_FIVE_MINUTES, signIn()),
    { name: 'SignInBodySize', action: block(413), statement: { andStatement: { statements: [signIn(), large()] } } },
    managed('IpReputation', 'AWSManagedRulesAmazonIpReputationList'),
    // Customers' staff may well use a VPN: counted for investigations, never blocked.
    { ...managed('AnonymousIp', 'AWSManagedRulesAnonymousIpList'), overrideAction: { count: {} } },
    managed('KnownBadInputs', 'AWSManagedRulesKnownBadInputsRuleSet'),
    managed('Common', 'AWSManagedRulesCommonRuleSet', ['SizeRestrictions_BODY']),
    managed('SqlInjection', 'AWSManagedRulesSQLiRuleSet'),
    managed('Linux', 'AWSManagedRulesLinuxRuleSet'),
  ]);
}

/** Rules that are asked one after the other, each with a metric of its own. */
export function inOrder(metricPrefix: string, rules: readonly Decision[]): Rule[] {
  return rules.map((rule, priority) => ({
    ...rule,
    priority,
    visibilityConfig: visibility(`${metricPrefix}-${rule.name}`),
  }));
}

export function visibility(metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true };
}

type Decision = Omit<Rule, 'priority' | 'visibilityConfig'>;

export function ban(name: string, arn: string): Decision {
  return { name, action: block(403, 'Banned'), statement: { ipSetReferenceStatement: { arn } } };
}

export function limit(name: string, requests: number, scopeDownStatement?: Statement): Decision {
  const rateBasedStatement = { limit: requests, evaluationWindowSec: 300, aggregateKeyType: 'IP', scopeDownStatement };
  return { name, action: block(429, 'TooMany'), statement: { rateBasedStatement } };
}

export function managed(name: string, group: string, countOnly: readonly string[] = []): Decision {
  return {
    name,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name: group,
        ruleActionOverrides:
          countOnly.length > 0 ? countOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })) : undefined,
      },
    },
  };
}

function block(responseCode: number, customResponseBodyKey?: string): wafv2.CfnWebACL.RuleActionProperty {
  return { block: { customResponse: { responseCode, customResponseBodyKey } } };
}

/** Paths where users sign in, once decoded, normalized and in lower case. */
export const SIGN_IN_PATH = '^/(login|signin|sign-in|oauth2)(/|$)';

/** A request to sign in, however its path is disguised. */
function signIn(): Statement {
  const path: Statement = {
    regexMatchStatement: {
      fieldToMatch: { uriPath: {} },
      regexString: SIGN_IN_PATH,
      textTransformations: [
        { priority: 0, type: 'URL_DECODE' },
        { priority: 1, type: 'NORMALIZE_PATH' },
        { priority: 2, type: 'LOWERCASE' },
      ],
    },
  };
  const post: Statement = {
    byteMatchStatement: {
      fieldToMatch: { method: {} },
      positionalConstraint: 'EXACTLY',
      searchString: 'POST',
      textTransformations: [{ priority: 0, type: 'NONE' }],
    },
  };
  return { andStatement: { statements: [post, path] } };
}

/** A body larger than the firewall looks into. */
function large(): Statement {
  return {
    sizeConstraintStatement: {
      fieldToMatch: { body: { oversizeHandling: 'MATCH' } },
      comparisonOperator: 'GT',
      size: INSPECTED_BODY_BYTES,
      textTransformations: [{ priority: 0, type: 'NONE' }],
    },
  };
}
