/**
 * Capacity units that AWS states for its managed rule groups:
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html (from memory, 2026-11-26).
 */
const MANAGED: Readonly<Record<string, number>> = {
  AWSManagedRulesCommonRuleSet: 700,
  AWSManagedRulesAdminProtectionRuleSet: 100,
  AWSManagedRulesKnownBadInputsRuleSet: 200,
  AWSManagedRulesSQLiRuleSet: 200,
  AWSManagedRulesLinuxRuleSet: 200,
  AWSManagedRulesUnixRuleSet: 100,
  AWSManagedRulesWindowsRuleSet: 200,
  AWSManagedRulesPHPRuleSet: 100,
  AWSManagedRulesWordPressRuleSet: 100,
  AWSManagedRulesAmazonIpReputationList: 25,
  AWSManagedRulesAnonymousIpList: 50,
  AWSManagedRulesBotControlRuleSet: 50,
  AWSManagedRulesATPRuleSet: 50,
  AWSManagedRulesACFPRuleSet: 50,
  AWSManagedRulesAntiDDoSRuleSet: 50,
};

/** More than any single statement of ours takes: what it really is, AWS says when it is made. */
const STATEMENT = 40;

interface Statement {
  readonly ManagedRuleGroupStatement?: { readonly Name?: string };
  readonly IPSetReferenceStatement?: object;
  readonly GeoMatchStatement?: object;
  readonly RateBasedStatement?: { readonly ScopeDownStatement?: Statement };
  readonly NotStatement?: { readonly Statement?: Statement };
  readonly AndStatement?: { readonly Statements?: readonly Statement[] };
  readonly OrStatement?: { readonly Statements?: readonly Statement[] };
}

/** Capacity units of a web ACL: at least as many as it takes. */
export function webAclCapacity(properties: Readonly<Record<string, unknown>>): number {
  const rules = (properties.Rules ?? []) as readonly { readonly Statement?: Statement }[];
  return rules.reduce((sum, rule) => sum + capacityOf(rule.Statement ?? {}), 0);
}

function capacityOf(statement: Statement): number {
  const { ManagedRuleGroupStatement: managed, RateBasedStatement: rate } = statement;
  if (managed) return MANAGED[managed.Name ?? ''] ?? 1000;
  if (statement.IPSetReferenceStatement || statement.GeoMatchStatement) return 1;
  if (rate) return 2 + (rate.ScopeDownStatement ? capacityOf(rate.ScopeDownStatement) : 0);
  if (statement.NotStatement) return capacityOf(statement.NotStatement.Statement ?? {});
  const all = statement.AndStatement?.Statements ?? statement.OrStatement?.Statements;
  return all ? all.reduce((sum, one) => sum + capacityOf(one), 0) : STATEMENT;
}
