import { own } from './own';
import type { PlatformConfig } from './platform-schema';
import type { Site } from './platform';
import { backupTimes, dailyAttachmentsLimit, keeps } from './schedule';
import type { SiteConfig } from './site-schema';
import { COMPANION_OPTIONS, DATA_PACKAGES } from './vocabulary';
import type { SiteKind } from './vocabulary';

/** A site of which everything is known but the server that it lives on. */
export type UnplacedSite = Omit<Site, 'server'>;

export type SiteConfigs = Readonly<Record<string, SiteConfig>>;
export type CompanionKind = Exclude<SiteKind, 'production'>;

export const COMPANION_KINDS = Object.keys(COMPANION_OPTIONS) as CompanionKind[];

/** All sites, companions included, by id; those that no environment can take are left out: a check reports them. */
export function describeSites(config: PlatformConfig, sites: SiteConfigs): UnplacedSite[] {
  const environment = environmentHosting(config, 'production');
  if (environment === undefined) return [];
  const contacts = noticeContacts(sites);
  const described = Object.entries(sites).flatMap(([id, site]) => {
    const noticeContact = site.noticeContact ?? contacts.get(site.customer);
    const production = productionSite(config, environment, id, { ...site, noticeContact });
    return production ? [production, ...companions(config, production)] : [];
  });
  return described.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Whom a customer wants to be told of a data breach: the address of the first of its sites that has one. */
export function noticeContacts(sites: SiteConfigs): ReadonlyMap<string, string> {
  const contacts = new Map<string, string>();
  for (const { customer, noticeContact } of Object.values(sites)) {
    if (noticeContact !== undefined && !contacts.has(customer)) contacts.set(customer, noticeContact);
  }
  return contacts;
}

/** The environment that hosts sites of a kind; undefined where none does. */
export function environmentHosting(config: PlatformConfig, kind: SiteKind): string | undefined {
  return Object.entries(config.environments).find(([, { hosts }]) => hosts.includes(kind))?.[0];
}

/** Id of a companion: `acme-training` of `acme`. */
export function companionId(site: string, kind: CompanionKind): string {
  return `${site}-${kind}`;
}

/**
 * Region of a site's companion: a test or training site stands in the region of its production site, a
 * development site there or in the first development region of the residency. Undefined where there is none.
 */
export function companionRegion(
  config: PlatformConfig,
  kind: CompanionKind,
  { region, residency }: Pick<SiteConfig, 'region' | 'residency'>,
): string | undefined {
  const regions = Object.keys(config.environments[environmentHosting(config, kind) ?? '']?.regions ?? {});
  if (regions.includes(region)) return region;
  if (kind !== 'development') return undefined;
  return regions.sort().find((candidate) => own(config.residencies, residency)?.includes(candidate));
}

/** Size limit of a site in GB; 0 for a custom package without a figure, which a check reports. */
export function sizeGb(site: Pick<SiteConfig, 'package' | 'customGb'>): number {
  return DATA_PACKAGES[site.package] ?? site.customGb ?? 0;
}

function productionSite(
  config: PlatformConfig,
  environment: string,
  id: string,
  site: SiteConfig,
): UnplacedSite | undefined {
  const region = own(config.environments[environment]?.regions, site.region);
  if (region === undefined) return undefined;
  return {
    id,
    kind: 'production',
    productionSite: id,
    customer: site.customer,
    name: site.name,
    hostName: site.hostName,
    timeZone: site.timeZone,
    environment,
    region: site.region,
    recoveryRegion: region.recovery?.region,
    residency: site.residency,
    package: site.package,
    sizeGb: sizeGb(site),
    options: site.options,
    maskCopies: site.maskCopies,
    noticeContact: site.noticeContact,
    recoveryPriority: site.recoveryPriority,
    legalHold: site.legalHold,
    keeps: keeps('production', site.options),
    backupTimes: backupTimes('production', site.options),
    dailyAttachmentsLimit: dailyAttachmentsLimit(site.options),
  };
}

function companions(config: PlatformConfig, production: UnplacedSite): UnplacedSite[] {
  return COMPANION_KINDS.flatMap((kind) => {
    if (!production.options.includes(COMPANION_OPTIONS[kind])) return [];
    const environment = environmentHosting(config, kind);
    const region = companionRegion(config, kind, production);
    if (environment === undefined || region === undefined) return [];
    const { domain, recovery } = config.environments[environment]?.regions[region] ?? {};
    // A companion is a copy: it has no options, no hold, no copies and no backups of its own.
    return {
      ...production,
      id: companionId(production.id, kind),
      kind,
      name: `${production.name} (${kind})`,
      hostName: `${production.hostName.split('.')[0]}-${kind}.${domain}`,
      environment,
      region,
      recoveryRegion: recovery?.region,
      options: [],
      maskCopies: false,
      recoveryPriority: undefined,
      legalHold: undefined,
      keeps: keeps(kind, []),
      backupTimes: backupTimes(kind, []),
      dailyAttachmentsLimit: dailyAttachmentsLimit([]),
    };
  });
}
