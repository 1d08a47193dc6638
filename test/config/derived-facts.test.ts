import fc from 'fast-check';
import { endpointsOf } from '../../lib/config/egress';
import { place } from '../../lib/config/placement';
import type { Site } from '../../lib/config/platform';
import { ConfigError } from '../../lib/config/problems';
import { resolvePlatform } from '../../lib/config/resolve';
import { backupTimes, dailyAttachmentsLimit, keeps } from '../../lib/config/schedule';
import { suggestion } from '../../lib/config/suggestion';
import { COMPANION_OPTIONS } from '../../lib/config/vocabulary';
import type { SiteOption } from '../../lib/config/vocabulary';
import type { SiteConfig } from '../../lib/config/site-schema';
import { anySites, example, siteNumber } from './example-config';

function resolve(sites: Record<string, SiteConfig>, config = example.config) {
  const { environments } = resolvePlatform(config, sites, place(config, sites, {}));
  const regions = environments.flatMap((environment) => environment.regions);
  return { environments, regions, sites: regions.flatMap((region) => region.sites) };
}

describe('what is kept of a site', () => {
  test.each<[string, SiteOption[], object]>([
    ['the standard twelve (BK-07)', [], { monthly: 2, weekly: 4, daily: 6 }],
    ['six afternoons with twice-daily (BK-12)', ['twice-daily'], { monthly: 2, weekly: 4, daily: 6, afternoon: 6 }],
    ['twelve months with that option (BK-16)', ['monthly-for-a-year'], { monthly: 12, weekly: 4, daily: 6 }],
    [
      'seven years with that option (BK-17)',
      ['yearly-for-seven-years'],
      { yearly: 7, monthly: 2, weekly: 4, daily: 6 },
    ],
  ])('%s', (_, options, kept) => {
    expect(keeps('production', options)).toEqual(kept);
  });

  test('nothing of a site that is not in production', () => {
    expect(keeps('training', ['twice-daily'])).toEqual({});
    expect(backupTimes('training', ['twice-daily'])).toEqual([]);
  });

  test('backups run at four in the morning (BK-01), and in the afternoon where ordered', () => {
    expect(backupTimes('production', [])).toEqual(['04:00']);
    expect(backupTimes('production', ['twice-daily'])).toEqual(['04:00', '16:00']);
  });

  test('attachments are in every backup up to 1 GB, 5 GB or any size (BK-09, BK-14, BK-15)', () => {
    expect(dailyAttachmentsLimit([])).toBe(1_000_000_000);
    expect(dailyAttachmentsLimit(['daily-attachments-to-5gb'])).toBe(5_000_000_000);
    expect(dailyAttachmentsLimit(['daily-attachments'])).toBeNull();
  });
});

describe('companions', () => {
  test('stand in another environment, inside the residency, without options, hold or backups of their own', () => {
    fc.assert(
      fc.property(anySites, (configured) => {
        const { sites } = resolve(configured);
        const production = new Map(sites.filter(({ kind }) => kind === 'production').map((site) => [site.id, site]));
        expect([...production.keys()].sort()).toEqual(Object.keys(configured).sort());
        for (const site of sites.filter(({ kind }) => kind !== 'production')) {
          const original = production.get(site.productionSite)!;
          expect(original.options).toContain(COMPANION_OPTIONS[site.kind as keyof typeof COMPANION_OPTIONS]);
          expect(site.environment).not.toBe(original.environment);
          expect(example.config.residencies[site.residency]).toContain(site.region);
          expect(site.options).toEqual([]);
          expect(site.keeps).toEqual({});
          expect(site.legalHold).toBeUndefined();
        }
        const ordered = Object.values(configured).flatMap(({ options }) => options.filter((o) => o.endsWith('-site')));
        expect(sites).toHaveLength(production.size + ordered.length);
        expect(new Set(sites.map(({ hostName }) => hostName)).size).toBe(sites.length);
      }),
    );
  });

  test('are named after their production site, below the domain of their own region', () => {
    const { sites } = resolve({ acme: siteNumber(0, ['training-site', 'test-site', 'development-site']) });
    expect(sites.map(({ id, environment, hostName }) => `${id} ${environment} ${hostName}`)).toEqual([
      'acme production site-0.au.vinefield.example',
      'acme-test test site-0-test.au-test.vinefield.example',
      'acme-training test site-0-training.au-test.vinefield.example',
      'acme-development development site-0-development.au-dev.vinefield.example',
    ]);
  });

  test('a development site takes another region of the residency where its own has no development', () => {
    const config = structuredClone(example.config);
    const { recovery, ...home } = config.environments.production!.regions['ap-southeast-2']!;
    config.environments.development!.regions = {
      'ap-southeast-4': { ...home, ...recovery!, cidr: '10.49.0.0/16', domain: 'au-dev.vinefield.example' },
    };
    config.environments.development!.mainRegion = 'ap-southeast-4';
    const { sites } = resolve({ acme: siteNumber(0, ['development-site']) }, config);
    expect(sites.find(({ kind }) => kind === 'development')?.region).toBe('ap-southeast-4');
  });
});

describe('servers and egress', () => {
  test('a server is replicated as soon as one of its sites ordered that (BK-13)', () => {
    const servers = resolve({
      one: siteNumber(0),
      two: siteNumber(3, ['database-replication']),
      three: siteNumber(1),
    }).regions.flatMap((region) => region.servers);
    expect(servers.map(({ replicated }) => replicated)).toEqual([true, false]);
  });

  test('a dedicated server has the sizes for dedicated ones', () => {
    const [shared, dedicated] = resolve({ a: siteNumber(0), b: siteNumber(3, ['dedicated-server']) }).regions[0]!
      .servers;
    expect([shared?.instanceType, shared?.maxStorageGb]).toEqual(['m7g.large', 1000]);
    expect([dedicated?.instanceType, dedicated?.maxStorageGb]).toEqual(['m7g.xlarge', 4000]);
  });

  test('servers may talk to the integrated third parties of the residencies of their sites, and to no other (OR-06)', () => {
    const { regions } = resolve({ one: siteNumber(0) });
    const sydney = ['ingest.au.sentry.example', 'intake.ap2.datadog.example', 'logs.ap-southeast-2.elastic.example'];
    expect(regions[0]?.egressHosts).toEqual(sydney);
    expect(regions[0]?.recovery?.egressHosts).toEqual(sydney);
    expect(regions[1]?.egressHosts).toEqual([]);
  });

  test('a region sends its logs to an endpoint inside the residency of all its sites, its own first (LG-09, D8)', () => {
    const { config } = example;
    const sent = (region: string, ...residencies: string[]) =>
      endpointsOf(config, { region, sites: residencies.map((residency) => ({ residency }) as Site) });
    expect(sent('ap-southeast-2', 'australia').elastic).toEqual({
      party: 'Elastic Cloud',
      host: 'logs.ap-southeast-2.elastic.example',
      region: 'ap-southeast-2',
    });
    expect(sent('us-west-2', 'united-states').sentry?.host).toBe('ingest.us.sentry.example');
    // No endpoint is in both, and without a site there is nothing to say.
    expect(sent('ap-southeast-2', 'australia', 'united-states')).toEqual({});
    expect(sent('ap-southeast-2')).toEqual({});
  });

  test('users sign in at a host of ours where there is a certificate for it (CR-09)', () => {
    const { environments } = resolvePlatform(example.config, {}, {});
    const hosts = environments.flatMap(({ regions }) => regions).map(({ signInHost }) => signInHost);
    expect(hosts).toEqual([
      'sign-in.au.vinefield.example',
      'sign-in.us.vinefield.example',
      'sign-in.eu.vinefield.example',
      ...[undefined, undefined, undefined, undefined],
    ]);
  });
});

describe('resolving objects', () => {
  test('reports problems without files', () => {
    const site = { ...siteNumber(0), timeZone: 'Mars/Olympus' };
    try {
      resolve({ acme: site });
      throw new Error('resolved');
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      expect((error as ConfigError).problems).toHaveLength(2);
      expect((error as ConfigError).message).toMatch(/^sites\.acme\.timeZone: 'Mars\/Olympus' is not a time zone;/);
    }
  });

  test('places and resolves ten thousand sites and their companions', () => {
    const sites = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, number) => [`site-${number}`, siteNumber(number, ['training-site'])]),
    );
    const placement = place(example.config, sites, {});
    const { environments } = resolvePlatform(example.config, sites, placement);
    expect(environments[0]?.regions.flatMap((region) => region.sites)).toHaveLength(10_000);
  });
});

describe('did you mean', () => {
  test.each([
    ['traning-site', 'training-site'],
    ['Twice-Daily', 'twice-daily'],
    ['tset-site', 'test-site'],
  ])('%s: %s', (given, meant) => {
    expect(suggestion(given, ['training-site', 'twice-daily', 'test-site'])).toBe(`; did you mean '${meant}'?`);
  });

  test('says nothing when nothing is near, or several are equally', () => {
    expect(suggestion('colour', ['name', 'domain'])).toBe('');
    expect(suggestion('6gb', ['1gb', '5gb'])).toBe('');
  });
});
