import fc from 'fast-check';
import { readConfig } from '../../lib/config/load';
import type { PlatformConfig } from '../../lib/config/platform-schema';
import type { SiteConfig } from '../../lib/config/site-schema';
import { DATA_PACKAGES, SITE_OPTIONS } from '../../lib/config/vocabulary';
import type { DataPackage, SiteOption } from '../../lib/config/vocabulary';

const files = readConfig('config');
const { scan, ...delivery } = files.config.delivery;

/** The files of the example config, but for the name of the site that is scanned: other sites can take their place. */
export const example = {
  ...files,
  config: { ...files.config, delivery: { ...delivery, scan: { ...scan, site: undefined } } },
};

/** The example platform with servers so small that a few sites fill them. */
export function withSmallServers(limits: { maxSites: number; maxStorageGb: number }): PlatformConfig {
  const config = structuredClone(example.config);
  for (const { databaseServers } of Object.values(config.environments)) {
    Object.assign(databaseServers.shared, { storageGb: 20, ...limits });
  }
  return config;
}

const HOMES = [
  { region: 'ap-southeast-2', residency: 'australia', domain: 'au.vinefield.example', timeZone: 'Australia/Adelaide' },
  { region: 'us-west-2', residency: 'united-states', domain: 'us.vinefield.example', timeZone: 'America/Phoenix' },
  { region: 'eu-central-1', residency: 'european-union', domain: 'eu.vinefield.example', timeZone: 'Europe/Dublin' },
] as const;

/** A sound site of the example platform by a number, for configs of any size. */
export function siteNumber(number: number, options: SiteOption[] = [], dataPackage: DataPackage = '5gb'): SiteConfig {
  const { domain, ...home } = HOMES[number % HOMES.length] ?? HOMES[0];
  return {
    customer: `customer-${number}`,
    noticeContact: `privacy@customer-${number}.example`,
    name: `Customer ${number}`,
    hostName: `site-${number}.${domain}`,
    ...home,
    package: dataPackage,
    ...(dataPackage === 'custom' && { customGb: 30 }),
    options,
    maskCopies: false,
  };
}

/** Sound sites in any number and order. */
export const anySites: fc.Arbitrary<Record<string, SiteConfig>> = fc
  .uniqueArray(
    fc.record({
      number: fc.nat(60),
      options: fc.subarray(Object.keys(SITE_OPTIONS) as SiteOption[]),
      dataPackage: fc.constantFrom(...(Object.keys(DATA_PACKAGES) as DataPackage[])),
    }),
    { selector: ({ number }) => number, maxLength: 40 },
  )
  .map((drawn) =>
    Object.fromEntries(
      drawn.map(({ number, options, dataPackage }) => [
        `site-${number}`,
        siteNumber(number, sound(options, number), dataPackage),
      ]),
    ),
  );

/** Development stands in Australia only, and of the two rules for attachments one can hold. */
function sound(options: readonly SiteOption[], number: number): SiteOption[] {
  return options.filter(
    (option) =>
      (option !== 'development-site' || number % HOMES.length === 0) &&
      (option !== 'daily-attachments-to-5gb' || !options.includes('daily-attachments')),
  );
}
