import type { Assembly } from '../commitments/assembly';
import type { Platform } from '../config/platform';
import { needsOf, type Need } from './needs';
import { QUOTAS_AS_OF } from './quota-table';
import type { Quotas } from './quotas';

/** From this share of a quota on it is said how near it is. */
const NEAR = 0.7;

/** What is known of the quotas before a deployment. */
export interface QuotaPreflight {
  readonly facts: readonly string[];
  /** Reasons not to deploy; empty when it may go on. */
  readonly refusals: readonly string[];
}

/**
 * Holds what the templates of an environment need against the quotas of its account. Only what the templates make is
 * counted: what is in the account beside the platform comes on top.
 */
export function quotaPreflight(
  assembly: Assembly,
  platform: Platform,
  environment: string,
  quotas: Quotas,
): QuotaPreflight {
  const known = platform.environments.find(({ name }) => name === environment);
  const sites = new Map<string, number>();
  for (const { region, recovery, sites: here } of known?.regions ?? []) {
    for (const at of recovery ? [region, recovery.region] : [region]) sites.set(at, (sites.get(at) ?? 0) + here.length);
  }
  const needs = needsOf(assembly, environment, sites);
  const share = ({ quota, region, need }: Need) => need / quotas.value(quota, region);
  const sorted = needs.filter(({ need }) => need > 0).sort((a, b) => share(b) - share(a));
  const near = sorted.filter((need) => share(need) >= NEAR && share(need) <= 1);
  const short = sorted.filter((need) => share(need) > 1);
  return {
    facts: [
      `${sorted.length - short.length} of ${sorted.length} quotas have room for what ${environment} is made of.`,
      ...near.map((need) => `Near its quota: ${describe(need, quotas)}.`),
    ],
    refusals: short.map((need) => `${describe(need, quotas)}; ${remedyOf(need, quotas)}.`),
  };
}

function describe({ quota, region, need, of }: Need, quotas: Quotas): string {
  const { name, unit } = quotas.quota(quota);
  const whose = quotas.isActual(quota) ? 'the account has' : `the default of ${QUOTAS_AS_OF} is`;
  const where = region === 'account' ? 'the account' : region;
  return `${where} needs ${need} ${unit} of '${name}'${of === undefined ? '' : ` for ${of}`}, and ${whose} ${quotas.value(quota, region)}`;
}

function remedyOf({ quota, region }: Need, quotas: Quotas): string {
  const { adjustable, code, service } = quotas.quota(quota);
  if (!adjustable) return 'AWS does not raise it, so make do with less';
  if (code === undefined) return 'ask AWS Support to raise it';
  const at = region === 'account' ? '' : ` --region ${region}`;
  return `raise it with \`aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code}${at} --desired-value <n>\`, or name what the account has with --quotas`;
}
