import type { DatabaseServer, Environment, HomeRegion, Platform, Site } from './platform';
import { SLOTS } from '../../lambda/shared/slots';
import { everyServer } from './placement';
import type { Placement } from './placement-schema';
import { COMPANION_KINDS } from './sites';
import { COMPANION_OPTIONS } from './vocabulary';

type Row = readonly string[];

/** One line on a config without problems. */
export function renderSummary(platform: Platform): string {
  const regions = platform.environments.flatMap((environment) => environment.regions);
  const sites = regions.flatMap((region) => region.sites);
  const production = sites.filter(({ kind }) => kind === 'production').length;
  return [
    `${platform.config.company}: no problems in`,
    `${platform.environments.length} environments,`,
    `${regions.length} home and ${regions.filter(({ recovery }) => recovery).length} recovery regions,`,
    `${regions.flatMap(({ servers }) => servers).length} database servers,`,
    `${production} production sites and ${sites.length - production} companions.`,
  ].join(' ');
}

/** What a new placement changes, one line each. */
export function renderChanges(before: Placement, after: Placement): string {
  const [old, now] = [homesOf(before), homesOf(after)];
  const lines = [
    ...[...now].filter(([id]) => !old.has(id)).map(([id, server]) => `+ ${id} on ${server}`),
    ...[...old].filter(([id]) => !now.has(id)).map(([id, server]) => `- ${id} from ${server}`),
  ];
  return lines.length > 0 ? lines.join('\n') : 'Every site has its server already.';
}

function homesOf(placement: Placement): Map<string, string> {
  return new Map(
    everyServer(placement).flatMap(({ environment, region, id, server }) =>
      server.sites.map((site) => [site, `${environment}/${region}/${id}`]),
    ),
  );
}

/** The resolved config for people: what stands where, and what is kept of each site. */
export function renderPlatform(platform: Platform): string {
  return platform.environments.map(renderEnvironment).join('\n\n');
}

/** The resolved config for programs; keys sorted, so that two of them can be compared. */
export function renderJson(platform: Platform): string {
  return JSON.stringify(
    { name: platform.name, environments: platform.environments },
    // `config` repeats platform.yaml.
    (key, value: unknown) => (key === 'config' ? undefined : isMapping(value) ? sortedByKey(value) : value),
    2,
  );
}

function renderEnvironment(environment: Environment): string {
  const regions = environment.regions.map(renderRegion);
  const { account, config } = environment;
  return [`${environment.name}, account ${account}, application ${config.applicationVersion}`, ...regions].join('\n\n');
}

function renderRegion(region: HomeRegion): string {
  const recovery = region.recovery
    ? region.recovery.state === 'active'
      ? `runs in ${region.recovery.region} (${region.recovery.cidr}) since its loss`
      : `recovers in ${region.recovery.region} (${region.recovery.cidr})`
    : 'no recovery region';
  const servers = [
    ['SERVER', 'STACK', 'TIME ZONE', 'RDS BACKUP (UTC)', 'MAINTENANCE (UTC)', 'SIZE', 'SITES'],
    ...region.servers.map(serverRow),
  ];
  const sites = [
    [
      'SITE',
      'HOST NAME',
      'SERVER',
      'TIME ZONE',
      'PACKAGE',
      'RESIDENCY',
      'BACKUPS',
      'KEPT',
      'ATTACHMENTS',
      'COPIES',
      'HOLD',
    ],
    ...region.sites.map(siteRow),
  ];
  return [
    `  ${region.region} (${region.cidr}), ${region.timeZone}, ${region.domain}, ${recovery}`,
    `  egress: ${region.egressHosts.join(', ') || 'none'}`,
    ...table(servers, '    '),
    ...table(sites, '    '),
  ].join('\n');
}

function serverRow(server: DatabaseServer): Row {
  return [
    server.id,
    server.stack,
    server.timeZone,
    server.backupWindow,
    server.maintenanceWindow,
    `${server.instanceType} ${server.storageGb}-${server.maxStorageGb} GB${server.replicated ? ', replicated' : ''}`,
    server.sites.length > 0
      ? `${server.sites.length}, up to ${server.sites.reduce((sum, { sizeGb }) => sum + sizeGb, 0)} GB`
      : "empty: 'removed: true' in placement.yaml takes it down",
  ];
}

function siteRow(site: Site): Row {
  const kept = SLOTS.flatMap((slot) => (site.keeps[slot] === undefined ? [] : `${site.keeps[slot]} ${slot}`));
  return [
    site.id,
    site.hostName,
    site.server,
    site.timeZone,
    `${site.package} (${site.sizeGb} GB)`,
    site.residency,
    site.backupTimes.join(' ') || '-',
    kept.join(', ') || '-',
    site.backupTimes.length > 0 ? attachments(site) : '-',
    copies(site),
    site.legalHold ? `since ${site.legalHold.since}` : '-',
  ];
}

function attachments({ dailyAttachmentsLimit: limit }: Site): string {
  return limit === null ? 'daily' : `daily up to ${limit / 1e9} GB, above on Saturdays`;
}

/** Companions that it ordered, and whether personal data is masked in them (D20). */
function copies({ options, maskCopies }: Site): string {
  const kinds = COMPANION_KINDS.filter((kind) => options.includes(COMPANION_OPTIONS[kind]));
  return kinds.length === 0 ? '-' : `${kinds.join(' ')}${maskCopies ? ' (masked)' : ''}`;
}

function table(rows: readonly Row[], indent: string): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.length === 1
    ? []
    : [
        '',
        ...rows.map(
          (row) =>
            indent +
            row
              .map((cell, column) => cell.padEnd(widths[column] ?? 0))
              .join('  ')
              .trimEnd(),
        ),
      ];
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortedByKey(mapping: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(mapping).sort(([a], [b]) => (a < b ? -1 : 1)));
}
