import type { Assembly, StackTemplate, TemplateResource } from '../assembly';
import { textOf } from '../assembly';
import { present, verdict } from '../rule';
import type { Rule } from '../rule';

/** Whom servers may talk to, by the register of the config. */
export interface Parties {
  /** Domain of the company and of its sites. */
  readonly domain: string;
  /** Hosts of integrated sub-processors, by the residency whose data they receive. */
  readonly hosts: Readonly<Record<string, readonly string[]>>;
  /** Hosts of those that an integration is for, by its name, such as `elastic`. @default - none is integrated */
  readonly receivers?: Readonly<Record<string, readonly string[]>>;
}

const DOMAINS = 'AWS::Route53Resolver::FirewallDomainList';
const DOMAIN_RULES = 'AWS::Route53Resolver::FirewallRuleGroup';
const HOSTS = 'AWS::NetworkFirewall::RuleGroup';
const DELIVERY = 'AWS::KinesisFirehose::DeliveryStream';

/** Names of AWS itself, or such that lead out of no network. */
const OF_AWS = /\.(amazonaws\.com|amazoncognito\.com|compute\.internal|ec2\.internal|in-addr\.arpa)$|^time\.aws\.com$/;

/**
 * @param residencies named sets of regions that data may not leave
 * @param parties by the register; nobody but AWS where there is none
 */
export function registeredParties(
  residencies: Readonly<Record<string, readonly string[]>>,
  parties: Parties | undefined,
): Rule {
  return {
    id: 'OR-06.RegisteredParties',
    keeps: ['OR-06', 'TN-18', 'TN-24', 'TN-25', 'LG-09', 'LG-11'],
    statement:
      'Servers resolve and call hosts of AWS, of the company and of registered sub-processors, and no others; what is delivered to a host goes to one of a sub-processor in the residency.',
    types: [DOMAINS, HOSTS, DELIVERY],
    judge(resource) {
      const names = allowedNames(resource);
      if (!names) return undefined;
      const known = hostsIn(resource.stack.location.region);
      const ofAws = (name: string) => names.does === CALL && OF_AWS.test(name);
      const strangers = names.list.filter((name) => !ofAws(name) && !known.some((host) => isOf(name, host)));
      return verdict({
        [names.property]:
          strangers.length === 0
            ? undefined
            : `${names.does} ${strangers.join(', ')}, which no sub-processor in the register has for ${resource.stack.location.region}; register it, or remove it`,
      });
    },
  };

  /** Hosts whose residency is one of the region's. */
  function hostsIn(region: string): readonly string[] {
    const here = Object.entries(parties?.hosts ?? {}).filter(([name]) => residencies[name]?.includes(region));
    return [...here.flatMap(([, hosts]) => hosts), ...(parties ? [`.${parties.domain}`] : [])];
  }
}

/** A host, or with a dot before it all hosts below. */
function isOf(name: string, host: string): boolean {
  return host.startsWith('.') ? name.endsWith(host) : name === host;
}

const CALL = 'lets servers call';

interface Names {
  readonly property: string;
  /** What is done with them. */
  readonly does: string;
  readonly list: readonly string[];
}

function allowedNames(resource: TemplateResource): Names | undefined {
  const { type, properties, stack, logicalId } = resource;
  if (type === DELIVERY) {
    const host = hostOfStream(resource);
    const property = 'HttpEndpointDestinationConfiguration.EndpointConfiguration.Url';
    return host === undefined ? undefined : { property, does: 'delivers to', list: [host] };
  }
  if (type === DOMAINS) {
    const list = (properties.Domains ?? []) as readonly string[];
    return allows(stack, logicalId) ? { property: 'Domains', does: CALL, list } : undefined;
  }
  const { RuleGroup } = properties as {
    readonly RuleGroup?: {
      readonly RulesSource?: {
        readonly RulesSourceList?: { readonly GeneratedRulesType?: string; readonly Targets?: readonly string[] };
      };
    };
  };
  const { GeneratedRulesType, Targets: list = [] } = RuleGroup?.RulesSource?.RulesSourceList ?? {};
  const property = 'RuleGroup.RulesSource.RulesSourceList.Targets';
  return GeneratedRulesType === 'ALLOWLIST' ? { property, does: CALL, list } : undefined;
}

/** Host that a stream delivers to by HTTPS; whatever stands there where it is none. Undefined: to a store of ours. */
export function hostOfStream({ properties }: TemplateResource): string | undefined {
  const { EndpointConfiguration } = (properties.HttpEndpointDestinationConfiguration ?? {}) as {
    EndpointConfiguration?: { readonly Url?: unknown };
  };
  if (!EndpointConfiguration) return undefined;
  const address = textOf(EndpointConfiguration.Url);
  return /^https:\/\/([a-z0-9.-]+)(?:\/|$)/.exec(address)?.[1] ?? address;
}

interface DomainRule {
  readonly Action?: string;
  readonly Priority?: number;
  readonly FirewallDomainListId?: { readonly 'Fn::GetAtt'?: readonly string[] };
}

function rulesOf({ properties }: TemplateResource): readonly DomainRule[] {
  return (properties.FirewallRules ?? []) as readonly DomainRule[];
}

function listOf({ FirewallDomainListId }: DomainRule): string | undefined {
  return FirewallDomainListId?.['Fn::GetAtt']?.[0];
}

/** Whether some rule lets the names of a list be resolved. */
function allows({ resources }: StackTemplate, list: string): boolean {
  return [...resources.values()].some(
    (resource) =>
      resource.type === DOMAIN_RULES &&
      rulesOf(resource).some((rule) => rule.Action !== 'BLOCK' && listOf(rule) === list),
  );
}

export const nothingElseResolves = present({
  id: 'TN-18.NothingElseResolves',
  keeps: ['TN-18', 'OR-06', 'TN-25'],
  statement: 'In every network a name resolves only if a list allows it: all others are blocked.',
  types: [DOMAIN_RULES],
  where: ({ stacks }) =>
    stacks.some(({ resources }) => [...resources.values()].some(({ type }) => type === 'AWS::EC2::VPC')),
  needs: 'a DNS firewall on its VPC whose last rule blocks all names; make it by DnsFirewall',
  is(group, assembly) {
    const last = [...rulesOf(group)].sort((a, b) => (a.Priority ?? 0) - (b.Priority ?? 0)).pop();
    const list = last && assembly.target(last.FirewallDomainListId, group.stack);
    const blocksAll = last?.Action === 'BLOCK' && (list?.properties.Domains as readonly string[])?.includes('*');
    return blocksAll && isOnVpc(group, assembly);
  },
});

function isOnVpc({ stack, logicalId }: TemplateResource, assembly: Assembly): boolean {
  return [...stack.resources.values()].some(
    ({ type, properties }) =>
      type === 'AWS::Route53Resolver::FirewallRuleGroupAssociation' &&
      assembly.target(properties.FirewallRuleGroupId, stack)?.logicalId === logicalId &&
      assembly.target(properties.VpcId, stack)?.type === 'AWS::EC2::VPC',
  );
}
