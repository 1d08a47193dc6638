import fc from 'fast-check';
import { everyServer, place, renderPlacement, SERVERS_PER_STACK } from '../../lib/config/placement';
import { placementSchema } from '../../lib/config/placement-schema';
import type { Placement } from '../../lib/config/placement-schema';
import { resolvePlatform } from '../../lib/config/resolve';
import { describeSites } from '../../lib/config/sites';
import { parse } from 'yaml';
import { anySites, siteNumber, withSmallServers } from './example-config';

const LIMITS = { maxSites: 3, maxStorageGb: 50 };
const config = withSmallServers(LIMITS);

function homes(placement: Placement): Map<string, string> {
  return new Map(
    everyServer(placement).flatMap(({ environment, region, id, server }) =>
      server.sites.map((site) => [site, `${environment}/${region}/${id}`]),
    ),
  );
}

function stacks(placement: Placement): Map<string, string> {
  return new Map(
    everyServer(placement).map(({ environment, region, id, server }) => [
      `${environment}/${region}/${id}`,
      `${server.stack} ${server.timeZone}`,
    ]),
  );
}

describe('placing sites', () => {
  test('a new site moves no other, and changes the stack of no server', () => {
    fc.assert(
      fc.property(anySites, anySites, (old, added) => {
        const before = place(config, old, {});
        const after = place(config, { ...added, ...old }, before);
        expect([...homes(after)]).toEqual(expect.arrayContaining([...homes(before)]));
        expect([...stacks(after)]).toEqual(expect.arrayContaining([...stacks(before)]));
      }),
    );
  });

  test('a site that retires moves no other, and its server stays', () => {
    fc.assert(
      fc.property(anySites, anySites, (staying, retiring) => {
        const before = place(config, { ...retiring, ...staying }, {});
        const after = place(config, staying, before);
        const known = new Set(describeSites(config, staying).map(({ id }) => id));
        expect(homes(after)).toEqual(new Map([...homes(before)].filter(([site]) => known.has(site))));
        expect(stacks(after)).toEqual(stacks(before));
      }),
    );
  });

  test('every site has a server with room, alone where it ordered so, and the result loads', () => {
    fc.assert(
      fc.property(anySites, (sites) => {
        const placement = place(config, sites, {});
        const described = new Map(describeSites(config, sites).map((site) => [site.id, site]));
        expect(new Set(homes(placement).keys())).toEqual(new Set(described.keys()));
        for (const { environment, region, id, server } of everyServer(placement)) {
          const residents = server.sites.map((site) => described.get(site)!);
          for (const site of residents) expect([site.environment, site.region]).toEqual([environment, region]);
          const alone = residents.filter(({ options }) => options.includes('dedicated-server'));
          if (id.startsWith('shared-')) {
            expect(alone).toEqual([]);
            expect(residents.length).toBeLessThanOrEqual(LIMITS.maxSites);
            expect(residents.reduce((sum, { sizeGb }) => sum + sizeGb, 0)).toBeLessThanOrEqual(LIMITS.maxStorageGb);
          } else expect(residents.map((site) => `dedicated-${site.id}`)).toEqual([id]);
        }
        expect(() => resolvePlatform(config, sites, placement)).not.toThrow();
      }),
    );
  });

  test('the order of sites and servers makes no difference', () => {
    fc.assert(
      fc.property(anySites, anySites, (old, added) => {
        const before = place(config, old, {});
        const sites = { ...added, ...old };
        const shuffled = Object.fromEntries(Object.entries(sites).reverse());
        const reversed = reverse(before, (regions) =>
          reverse(regions, (servers) => reverse(servers, (server) => server)),
        );
        expect(renderPlacement(place(config, shuffled, reversed))).toBe(renderPlacement(place(config, sites, before)));
      }),
    );
  });

  test('placing again changes nothing', () => {
    fc.assert(
      fc.property(anySites, (sites) => {
        const once = place(config, sites, {});
        expect(renderPlacement(place(config, sites, once))).toBe(renderPlacement(once));
      }),
    );
  });

  test('what is written can be read again', () => {
    fc.assert(
      fc.property(anySites, (sites) => {
        const placement = place(config, sites, {});
        expect(placementSchema.parse(parse(renderPlacement(placement)) ?? {})).toEqual(placement);
      }),
    );
  });

  test('a full stack is followed by the next', () => {
    const many = Object.fromEntries(
      Array.from({ length: SERVERS_PER_STACK * 2 + 1 }, (_, number) => [
        `site-${number}`,
        siteNumber(number * 3, ['dedicated-server']),
      ]),
    );
    const used = everyServer(place(config, many, {})).map(({ server }) => server.stack);
    expect(used.filter((stack) => stack === 'data-1')).toHaveLength(SERVERS_PER_STACK);
    expect(used.filter((stack) => stack === 'data-2')).toHaveLength(SERVERS_PER_STACK);
    expect(used.filter((stack) => stack === 'data-3')).toHaveLength(1);
  });

  test('the number of a removed server is not given out again, nor is the server used', () => {
    const current: Placement = {
      production: {
        'ap-southeast-2': { 'shared-1': { stack: 'data-1', timeZone: 'UTC', removed: true, sites: [] } },
      },
    };
    const placement = place(config, { 'site-0': siteNumber(0) }, current);
    expect(homes(placement)).toEqual(new Map([['site-0', 'production/ap-southeast-2/shared-2']]));
    const { regions } = resolvePlatform(config, { 'site-0': siteNumber(0) }, placement).environments[0]!;
    expect(regions[0]?.servers.map(({ id }) => id)).toEqual(['shared-2']);
  });

  test('gaps on older servers are filled first', () => {
    const [a, b, c, d] = [0, 3, 6, 9].map((number) => siteNumber(number));
    const before = place(config, { a: a!, b: b!, c: c!, d: d! }, {});
    const after = place(config, { a: a!, c: c!, d: d!, e: siteNumber(12) }, before);
    expect(homes(before).get('d')).toBe('production/ap-southeast-2/shared-2');
    expect(homes(after).get('e')).toBe('production/ap-southeast-2/shared-1');
  });

  test('a server keeps the time zone of the first site placed on it', () => {
    const first = { ...siteNumber(0), timeZone: 'Australia/Perth' };
    const before = place(config, { first }, {});
    const after = place(config, { another: siteNumber(3) }, before);
    expect(after.production?.['ap-southeast-2']?.['shared-1']).toEqual({
      stack: 'data-1',
      timeZone: 'Australia/Perth',
      sites: ['another'],
    });
  });
});

function reverse<T>(record: Record<string, T>, map: (value: T) => T): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record)
      .reverse()
      .map(([key, value]) => [key, map(value)]),
  );
}
