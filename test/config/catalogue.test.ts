import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import { catalogueSchema } from '../../lambda/shared/catalogue';
import type { CatalogueSite } from '../../lambda/shared/catalogue';
import { catalogueOf, renderCatalogue } from '../../lib/config/catalogue';
import { loadPlatform } from '../../lib/config/load';
import { place } from '../../lib/config/placement';
import type { Platform } from '../../lib/config/platform';
import { resolvePlatform } from '../../lib/config/resolve';
import type { SiteConfigs } from '../../lib/config/sites';
import { parseCatalogue } from '../../lambda/shared/catalogue-file';
import { TODAY } from './broken/broken-config';
import { anySites, example, siteNumber } from './example-config';

const platform = loadPlatform('config', { today: TODAY });
const sydney = catalogueOf(platform, 'production', 'ap-southeast-2');

function siteIn(id: string, environment = 'production', region = 'ap-southeast-2', of = platform): CatalogueSite {
  const found = catalogueOf(of, environment, region).sites.find(({ job }) => job.id === id);
  if (!found) throw new Error(`No ${id} in ${environment}/${region}`);
  return found;
}

function resolve(sites: SiteConfigs, config = example.config): Platform {
  return resolvePlatform(config, sites, place(config, sites, {}));
}

function everyRegion(of: Platform): [string, string][] {
  return of.environments.flatMap(({ name, regions }) => regions.map(({ region }): [string, string] => [name, region]));
}

describe('the catalogue of a home region', () => {
  test('has its sites and servers, by id, and no others', () => {
    expect(sydney).toMatchObject({ platform: 'cordon', environment: 'production', region: 'ap-southeast-2' });
    expect(sydney.servers).toEqual([{ id: 'shared-1', secret: 'cordon/production/server/shared-1' }]);
    expect(sydney.sites.map(({ job, server }) => `${job.id} ${server}`)).toEqual([
      'ironbark-estate shared-1',
      'ironbark-hunter shared-1',
      'southern-cross-cellars shared-1',
      'swanview-plumbing shared-1',
      'top-end-refrigeration shared-1',
    ]);
  });

  test('tells the worker of a site what it has to keep (BK-03, BK-07, BK-12, D6)', () => {
    expect(siteIn('ironbark-estate').job).toMatchObject({
      timeZone: 'Australia/Adelaide',
      backupTimes: ['04:00', '16:00'],
      keeps: { monthly: 12, weekly: 4, daily: 6, afternoon: 6 },
      dailyAttachmentsLimit: 1_000_000_000,
      residency: { name: 'australia', regions: ['ap-southeast-2', 'ap-southeast-4'] },
      applicationVersion: '7.4.1',
    });
    expect(siteIn('saguaro-field-services', 'production', 'us-west-2').job.dailyAttachmentsLimit).toBeNull();
    expect(siteIn('goldhill-vineyards', 'production', 'us-west-2').job.legalHold?.since).toBe('2026-03-02');
    expect(siteIn('ironbark-estate').job).not.toHaveProperty('legalHold');
  });

  test('carries the whole resolved record of a site, which its backups store (BK-03)', () => {
    const home = platform.environments[0]?.regions.find(({ region }) => region === 'ap-southeast-2');
    for (const { job } of sydney.sites) {
      const resolved = home?.sites.find(({ id }) => id === job.id);
      expect(job.record).toEqual(JSON.parse(JSON.stringify(resolved)));
      expect(job.record.customer).toBe(resolved?.customer);
    }
  });

  test('has companions where they live, without backups or copies, with the version that runs there', () => {
    const training = siteIn('ironbark-estate-training', 'test');
    expect(training).toMatchObject({ kind: 'training', refresh: {} });
    expect(training.job).toMatchObject({ backupTimes: [], keeps: {}, copies: [], applicationVersion: '7.5.0' });
    expect(siteIn('ironbark-estate-development', 'development').job.applicationVersion).toBe('7.6.0-dev.14');
  });
});

describe('the copies of a site', () => {
  const { refresh, job } = siteIn('ironbark-estate');
  const copy = (id: string) => job.copies.find(({ site }) => site === id);

  test('are made anew every night for training, at a release for test, on request for development', () => {
    expect(refresh).toEqual({
      'ironbark-estate-development': 'request',
      'ironbark-estate-test': 'release',
      'ironbark-estate-training': 'nightly',
    });
    expect(job.copies.map(({ site }) => site)).toEqual(Object.keys(refresh));
  });

  test('name the account and the buckets that they live in', () => {
    expect(copy('ironbark-estate-test')).toEqual({
      site: 'ironbark-estate-test',
      platform: 'cordon',
      environment: 'test',
      account: '222222222222',
      residency: { name: 'australia', regions: ['ap-southeast-2', 'ap-southeast-4'] },
      home: {
        region: 'ap-southeast-2',
        siteBackups: 'cordon-test-site-backups-222222222222-ap-southeast-2',
        attachments: 'cordon-test-attachments-222222222222-ap-southeast-2',
      },
      masks: example.config.masking,
    });
    expect(copy('ironbark-estate-development')?.account).toBe('333333333333');
  });

  test('have a second region where their environment has one', () => {
    const config = structuredClone(example.config);
    const { recovery } = config.environments.production!.regions['ap-southeast-2']!;
    config.environments.test!.regions['ap-southeast-2']!.recovery = { ...recovery!, cidr: '10.50.0.0/16' };
    const found = resolve({ acme: siteNumber(0, ['test-site']) }, config);
    expect(siteIn('acme', 'production', 'ap-southeast-2', found).job.copies[0]?.recovery).toEqual({
      region: 'ap-southeast-4',
      siteBackups: 'cordon-test-site-backups-222222222222-ap-southeast-4',
      attachments: 'cordon-test-attachments-222222222222-ap-southeast-4',
    });
  });

  test('are masked where the site asks for it, and full ones elsewhere (D20)', () => {
    expect(example.config.masking.length).toBeGreaterThan(0);
    const full = siteIn('top-end-refrigeration').job.copies;
    expect(full.map(({ site, masks }) => [site, masks])).toEqual([['top-end-refrigeration-training', []]]);
    expect(siteIn('lindenhof-keller', 'production', 'eu-central-1').job.copies.map(({ masks }) => masks)).toEqual([
      example.config.masking,
      example.config.masking,
    ]);
  });

  test('may stand in another region of the residency', () => {
    const config = structuredClone(example.config);
    const { recovery, ...home } = config.environments.production!.regions['ap-southeast-2']!;
    config.environments.development!.regions = {
      'ap-southeast-4': { ...home, ...recovery!, cidr: '10.49.0.0/16', domain: 'au-dev.vinefield.example' },
    };
    config.environments.development!.mainRegion = 'ap-southeast-4';
    const found = resolve({ acme: siteNumber(0, ['development-site']) }, config);
    expect(siteIn('acme', 'production', 'ap-southeast-2', found).job.copies[0]?.home).toEqual({
      region: 'ap-southeast-4',
      siteBackups: 'cordon-development-site-backups-333333333333-ap-southeast-4',
      attachments: 'cordon-development-attachments-333333333333-ap-southeast-4',
    });
  });
});

describe('any sound config', () => {
  test('has catalogues that its regions accept, in which every site stands once', () => {
    fc.assert(
      fc.property(anySites, (configured) => {
        const resolved = resolve(configured);
        const catalogues = everyRegion(resolved).map(([environment, region]) => {
          const text = renderCatalogue(catalogueOf(resolved, environment, region));
          return parseCatalogue(text, { platform: 'cordon', environment, region });
        });
        const stand = catalogues.flatMap(({ sites }) => sites.map(({ job }) => job.id));
        const copies = catalogues.flatMap(({ sites }) =>
          sites.flatMap(({ job }) => job.copies.map(({ site }) => site)),
        );
        expect(new Set(stand).size).toBe(stand.length);
        expect([...Object.keys(configured), ...copies].sort()).toEqual(stand.sort());
      }),
      { numRuns: 30 },
    );
  });

  test('makes the same catalogues whatever the order of its files', () => {
    const sites = Object.fromEntries(Object.entries(example.sites).reverse());
    const servers = structuredClone(example.placement);
    servers.production!['us-west-2'] = Object.fromEntries(Object.entries(servers.production!['us-west-2']!).reverse());
    const other = resolvePlatform(example.config, sites, servers);
    for (const [environment, region] of everyRegion(platform)) {
      const texts = [platform, other].map((one) => renderCatalogue(catalogueOf(one, environment, region)));
      expect(texts[1]).toBe(texts[0]);
    }
  });
});

test('the text of a catalogue has a line for each site and server', () => {
  const text = renderCatalogue(sydney);
  expect(catalogueSchema.parse(JSON.parse(text))).toEqual(sydney);
  expect(text.split('\n').filter((line) => line.startsWith('{"kind"'))).toHaveLength(sydney.sites.length);
  expect(catalogueSchema.parse(JSON.parse(renderCatalogue({ ...sydney, servers: [], sites: [] }))).sites).toEqual([]);
});

test('a place that is not in the config is answered with those that are', () => {
  expect(() => catalogueOf(platform, 'staging', 'us-west-2')).toThrow(
    "'staging' is not an environment; development, production, test are",
  );
  expect(() => catalogueOf(platform, 'production', 'us-east-1')).toThrow(
    "'us-east-1' is not a home region of production; ap-southeast-2, eu-central-1, us-west-2 are",
  );
});

test('neither the config nor the catalogue needs the CDK', async () => {
  const entryPoints = ['lib/config', 'lib/catalogue'].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );
  const { metafile } = await build({
    entryPoints,
    bundle: true,
    packages: 'external',
    platform: 'node',
    write: false,
    outdir: 'none',
    metafile: true,
  });
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  expect(imported).toContain('zod');
  expect(imported.filter((path) => /^(aws-cdk-lib|constructs|cdk-nag)/.test(path))).toEqual([]);
});
