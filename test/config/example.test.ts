import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { jsonSchemas } from '../../lib/config/json-schema';
import { loadPlatform } from '../../lib/config/load';
import { place, renderPlacement } from '../../lib/config/placement';
import { DATA_PACKAGES, SITE_OPTIONS } from '../../lib/config/vocabulary';
import { TODAY } from './broken/broken-config';
import { example } from './example-config';

const platform = loadPlatform('config', { today: TODAY });
const sites = platform.environments.flatMap(({ regions }) => regions.flatMap((region) => region.sites));

describe('the example company', () => {
  test('uses every package and every option', () => {
    const configured = Object.values(example.sites);
    expect(new Set(configured.map((site) => site.package))).toEqual(new Set(Object.keys(DATA_PACKAGES)));
    expect(new Set(configured.flatMap(({ options }) => options))).toEqual(new Set(Object.keys(SITE_OPTIONS)));
  });

  test('has a customer with two production sites, and a legal hold', () => {
    const customers = sites.filter(({ kind }) => kind === 'production').map(({ customer }) => customer);
    expect(customers.filter((customer, index) => customers.indexOf(customer) < index)).toEqual(['ironbark-wines']);
    expect(sites.filter(({ legalHold }) => legalHold).map(({ id }) => id)).toEqual(['goldhill-vineyards']);
  });

  test('lives in zones with and without summer time, on both sides of the equator, and off the full hour', () => {
    const seasons = sites.map(({ timeZone }) =>
      [1, 7].map((month) => DateTime.fromObject({ year: 2026, month }, { zone: timeZone }).offset),
    );
    expect(seasons.some(([january, july]) => january! < july!)).toBe(true);
    expect(seasons.some(([january, july]) => january! > july!)).toBe(true);
    expect(seasons.some(([january, july]) => january === july)).toBe(true);
    expect(seasons.some(([january]) => january! % 60 !== 0)).toBe(true);
  });

  test('keeps every site, its copies and what leaves for third parties in its residency', () => {
    const { residencies, subProcessors } = platform.config;
    const regionOf = new Map(
      subProcessors.flatMap(({ endpoints }) => Object.values(endpoints).map((e) => [e.host, e.region])),
    );
    for (const { regions } of platform.environments) {
      for (const region of regions) {
        for (const site of region.sites) {
          const inside = residencies[site.residency];
          expect(inside).toContain(site.region);
          if (site.kind === 'production') expect(inside).toContain(site.recoveryRegion);
          for (const host of region.egressHosts) expect(inside).toContain(regionOf.get(host));
        }
      }
    }
  });

  test('names no domain that anyone owns', () => {
    const folder = join('config', 'sites');
    const texts = [join('config', 'platform.yaml'), ...readdirSync(folder).map((file) => join(folder, file))];
    for (const text of texts.map((file) => readFileSync(file, 'utf8'))) {
      // Tables are no domains, though their names look alike.
      const domains =
        text.replace(/(?:table|references): \S+/g, '').match(/\b[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}\b/g) ?? [];
      // The image of the scanner comes from where its makers publish it.
      expect(domains.filter((domain) => !/\.(example|json)$|^m7g\.|^ghcr\.io$/.test(domain))).toEqual([]);
    }
  });

  test('has the placement that the command would write', () => {
    const { config, sites, placement } = example;
    expect(readFileSync('config/placement.yaml', 'utf8')).toBe(renderPlacement(place(config, sites, placement)));
  });
});

describe('the JSON schemas for editors', () => {
  test.each([...jsonSchemas()])('%s is up to date: if not, run npm run config:schema', (file, text) => {
    expect(readFileSync(join('config', 'schema', file), 'utf8')).toBe(text);
  });

  test('are named by the files that they are for', () => {
    expect(readFileSync('config/platform.yaml', 'utf8')).toMatch('$schema=schema/platform.schema.json\n');
    expect(readFileSync('config/approvals.yaml', 'utf8')).toMatch('$schema=schema/approvals.schema.json\n');
    expect(readFileSync('config/placement.yaml', 'utf8')).toMatch('$schema=schema/placement.schema.json\n');
    for (const file of readdirSync('config/sites')) {
      expect(readFileSync(join('config/sites', file), 'utf8')).toMatch('$schema=../schema/site.schema.json\n');
    }
  });

  test('refuse keys that the loader refuses', () => {
    const schema = JSON.parse(jsonSchemas().get('site.schema.json') ?? '') as Record<string, unknown>;
    expect(schema.additionalProperties).toBe(false);
    expect(schema.required).not.toContain('options');
  });
});
