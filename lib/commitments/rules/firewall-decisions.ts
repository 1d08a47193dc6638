import type { Assembly, TemplateResource } from '../assembly';
import { textOf } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { entriesBehind } from './firewall-before-entries';

export const WEB_ACL = 'AWS::WAFv2::WebACL';

interface Decision {
  readonly Name?: string;
  readonly Priority?: number;
  readonly Action?: { readonly Block?: unknown };
  readonly OverrideAction?: { readonly None?: unknown };
  readonly Statement?: {
    readonly IPSetReferenceStatement?: { readonly Arn?: unknown };
    readonly RateBasedStatement?: {
      readonly AggregateKeyType?: string;
      readonly EvaluationWindowSec?: number;
      readonly ScopeDownStatement?: unknown;
    };
    readonly ManagedRuleGroupStatement?: {
      readonly Name?: string;
      readonly ExcludedRules?: readonly { readonly Name?: string }[];
      readonly RuleActionOverrides?: readonly { readonly Name?: string }[];
    };
  };
}

export const bannedKeptOut: Rule = {
  id: 'NW-05.BannedKeptOut',
  keeps: ['NW-05', 'NW-06'],
  statement: 'A firewall asks first of all whether an address is banned, by IPv4 and IPv6, and turns it away.',
  types: [WEB_ACL],
  judge(acl, assembly) {
    const decisions = decisionsOf(acl);
    const bans = decisions.filter((decision) => banned(decision, acl, assembly) !== undefined);
    const firstOther = Math.min(...decisions.flatMap((one) => (bans.includes(one) ? [] : [one.Priority ?? 0])));
    const early = bans.filter(({ Priority = Infinity }) => Priority < firstOther);
    const families = early.map((decision) => banned(decision, acl, assembly));
    return verdict(
      Object.fromEntries(
        ['IPV4', 'IPV6'].map((family) => [
          `Rules.${family}`,
          families.includes(family)
            ? undefined
            : `lack one before all others that blocks the banned of ${family}; begin with ban() of lib/web/firewall-rules.ts`,
        ]),
      ),
    );
  },
};

/** Rule groups of AWS that every firewall has, and those before load balancers besides. */
const GROUPS = ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet'];
const SITE_GROUPS = ['AWSManagedRulesCommonRuleSet', 'AWSManagedRulesSQLiRuleSet'];

/** What may count instead: uploads have any size. */
const COUNTED: readonly (string | undefined)[] = ['SizeRestrictions_BODY'];

/** Seconds within which too many requests are noticed. */
const WINDOW = 300;

export const attacksTurnedAway: Rule = {
  id: 'NW-06.AttacksTurnedAway',
  keeps: ['NW-06', 'NW-11'],
  statement: 'A firewall lets an address ask only so much in five minutes, and turns known attacks and attackers away.',
  types: [WEB_ACL],
  judge(acl, assembly) {
    const decisions = decisionsOf(acl);
    const sites = entriesBehind(acl, assembly).some(({ type }) => type.endsWith('LoadBalancer'));
    const limited = decisions.some(({ Action, Statement }) => {
      const {
        AggregateKeyType = 'IP',
        EvaluationWindowSec = WINDOW,
        ScopeDownStatement,
      } = Statement?.RateBasedStatement ?? { AggregateKeyType: 'none' };
      const each = AggregateKeyType === 'IP' && EvaluationWindowSec <= WINDOW;
      return Action?.Block !== undefined && each && (!sites || ScopeDownStatement === undefined);
    });
    const groups = sites ? [...GROUPS, ...SITE_GROUPS] : GROUPS;
    return verdict({
      'Rules.RateBasedStatement': limited
        ? undefined
        : `block nobody who asks too much; add limit() of lib/web/firewall-rules.ts${sites ? ', for every request' : ''}`,
      ...Object.fromEntries(groups.map((group) => [`Rules.${group}`, groupProblem(group, decisions)])),
    });
  },
};

function decisionsOf({ properties }: TemplateResource): readonly Decision[] {
  return (properties.Rules ?? []) as readonly Decision[];
}

/** The address family whose banned a decision turns away. */
function banned({ Action, Statement }: Decision, { stack }: TemplateResource, assembly: Assembly): string | undefined {
  const list = assembly.target(Statement?.IPSetReferenceStatement?.Arn, stack);
  const family = list?.properties.IPAddressVersion;
  if (Action?.Block === undefined || list?.type !== 'AWS::WAFv2::IPSet' || typeof family !== 'string') return undefined;
  // The lists that the ban operation fills; others may be of whom we allow.
  return textOf(list.properties.Name).endsWith(`-banned-${family.toLowerCase()}`) ? family : undefined;
}

function groupProblem(group: string, decisions: readonly Decision[]): string | undefined {
  const decision = decisions.find(({ Statement }) => Statement?.ManagedRuleGroupStatement?.Name === group);
  if (decision?.OverrideAction?.None === undefined) return `are not in force; add managed('…', '${group}')`;
  const { RuleActionOverrides = [], ExcludedRules = [] } = decision.Statement?.ManagedRuleGroupStatement ?? {};
  const lenient = [...RuleActionOverrides, ...ExcludedRules]
    .map(({ Name }) => Name)
    .filter((name) => !COUNTED.includes(name));
  return lenient.length === 0
    ? undefined
    : `only count ${lenient.join(', ')}; ${COUNTED.join(', ')} alone may be counted`;
}
