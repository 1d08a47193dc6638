import { reconcile, type Reconciled } from '../../../lambda/reconcile-sites/reconcile';
import type { CatalogueSite } from '../../../lambda/shared/catalogue';
import type { SiteState } from '../../../lambda/shared/registry/records';
import type { Registry } from '../../../lambda/shared/registry/registry';
import type { SiteEvent } from '../../../lambda/shared/site-events';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { createRegistry } from '../../support/registry-table';
import { HOME, serverRecord } from '../support/site-records';
import { catalogueOf, wanted } from './site-catalogue';

jest.setTimeout(60_000);

let aws: EmbeddedAws;
let registry: Registry;
let tables = 0;
let started: string[];
let published: SiteEvent[];

beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: HOME });
});
afterAll(() => aws?.stop());
beforeEach(async () => {
  ({ registry } = await createRegistry(aws, `registry-${tables++}`));
  [started, published] = [[], []];
});

const T1 = '2026-03-01T00:00:00.000Z';
const T2 = '2026-03-02T00:00:00.000Z';
const T3 = '2026-03-03T00:00:00.000Z';

function run(sites: readonly CatalogueSite[], at: string, changes: object = {}): Promise<Reconciled> {
  return reconcile(catalogueOf(sites), {
    registry,
    startOnboarding: ({ id, since }) => {
      started.push(`${id} ${since}`);
      return Promise.resolve();
    },
    publish: (events) => {
      published.push(...events);
      return Promise.resolve();
    },
    now: () => new Date(at),
    ...changes,
  });
}

/** Describes sites, and says that they have been onboarded. */
async function active(...ids: readonly string[]): Promise<CatalogueSite[]> {
  const sites = ids.map((id) => wanted(id));
  await run(sites, T1);
  await Promise.all(ids.map((id) => registry.setState(id, 'active', T1)));
  [started, published] = [[], []];
  return sites;
}

async function states(): Promise<Record<string, SiteState>> {
  return Object.fromEntries((await registry.sites()).map(({ id, state }) => [id, state]));
}

test('new sites are planned and have their onboarding started; servers are known with their secrets', async () => {
  const result = await run([wanted('acme'), wanted('brut', { server: 'shared-2' })], T1);
  expect(result).toEqual({ described: 2, onboarded: ['acme', 'brut'], departed: [], returned: [], ended: [] });
  expect(started.sort()).toEqual([`acme ${T1}`, `brut ${T1}`]);
  expect(await registry.site('acme')).toEqual({ ...wanted('acme'), id: 'acme', state: 'planned', since: T1 });
  expect(await registry.servers()).toEqual([serverRecord('shared-1'), serverRecord('shared-2')]);
});

test('done once more it changes nothing, and asks for the same onboarding', async () => {
  await run([wanted('acme')], T1);
  await run([wanted('acme')], T2);
  expect(started).toEqual([`acme ${T1}`, `acme ${T1}`]);
  expect(await registry.site('acme')).toMatchObject({ state: 'planned', since: T1 });
  expect(published).toEqual([]);
});

test('what the config changes is taken over; an active site is onboarded no more', async () => {
  await active('acme');
  const result = await run([wanted('acme', { server: 'shared-2', job: { timeZone: 'Europe/Dublin' } })], T2);
  expect(result.onboarded).toEqual([]);
  expect(started).toEqual([]);
  expect(await registry.site('acme')).toMatchObject({ state: 'active', since: T1, server: 'shared-2' });
  expect(await registry.sites('Europe/Dublin')).toHaveLength(1);
});

test('a site that is gone from the config departs: it is told of once, and nothing is removed', async () => {
  await active('acme', 'brut', 'cava');
  expect((await run([wanted('acme'), wanted('brut')], T2)).departed).toEqual(['cava']);
  expect((await run([wanted('acme'), wanted('brut')], T3)).departed).toEqual([]);
  expect(await registry.site('cava')).toEqual({ ...wanted('cava'), id: 'cava', state: 'departed', since: T2 });
  expect(published).toEqual([
    {
      type: 'departed',
      detail: expect.objectContaining({ site: 'cava', environment: 'production', region: HOME }) as object,
    },
  ]);
});

test('that a departing site is under legal hold is said', async () => {
  const legalHold = { since: '2026-01-01', reason: 'a dispute over a vintage' };
  await run([wanted('acme', { job: { legalHold } })], T1);
  await registry.setState('acme', 'active', T1);
  await run([], T2);
  expect(published[0]?.detail.message).toContain('though it is under legal hold since 2026-01-01');
});

test('whoever is not told of a departure is told at the next attempt', async () => {
  await active('acme', 'brut');
  const failing = { publish: () => Promise.reject(new Error('no bus')) };
  await expect(run([wanted('acme')], T2, failing)).rejects.toThrow('no bus');
  expect((await run([wanted('acme')], T2)).departed).toEqual(['brut']);
  expect(published).toHaveLength(1);
});

test('a departed site whose file is back is active again', async () => {
  const sites = await active('acme', 'brut');
  await run([wanted('acme')], T2);
  expect((await run(sites, T3)).returned).toEqual(['brut']);
  expect(await registry.site('brut')).toMatchObject({ state: 'active', since: T3 });
  expect(started).toEqual([]);
});

test.each(['retired', 'erased'] as const)('an id that is %s stays so, in the config or not', async (state) => {
  const sites = await active('acme', 'brut');
  await registry.setState('brut', state, T2);
  expect(await run(sites, T3)).toMatchObject({ onboarded: [], returned: [], ended: ['brut'] });
  expect(await run([wanted('acme')], T3)).toMatchObject({ departed: [], ended: [] });
  expect(await states()).toEqual({ acme: 'active', brut: state });
  expect([started, published]).toEqual([[], []]);
});

test('a planned site that is gone again has nothing to depart with', async () => {
  await run([wanted('acme'), wanted('brut')], T1);
  expect((await run([wanted('acme')], T2)).departed).toEqual([]);
  expect(await states()).toEqual({ acme: 'planned', brut: 'planned' });
});

describe('many departures at once', () => {
  const seven = ['a1', 'b2', 'c3', 'd4', 'e5', 'f6', 'g7'];
  const all = [...seven, 'h8', 'i9', 'j10', 'k11', 'l12'];
  const without = (gone: number, of: readonly string[]) => of.slice(gone).map((id) => wanted(id));

  test('are refused before anything is written', async () => {
    await active(...seven);
    const moved = without(4, seven).map((site) => ({ ...site, server: 'shared-2' }));
    await expect(run(moved, T2)).rejects.toMatchObject({
      name: 'CatalogueRefused',
      message: expect.stringContaining(
        '4 of 7 active sites are not in the catalogue any more (a1, b2, c3, d4',
      ) as string,
    });
    expect(new Set(Object.values(await states()))).toEqual(new Set(['active']));
    expect(await registry.site('g7')).toMatchObject({ server: 'shared-1' });
    expect([published, started]).toEqual([[], []]);
  });

  test('happen once a person has confirmed them', async () => {
    await active(...seven);
    expect((await run([], T2, { confirmed: true })).departed).toEqual(seven);
    expect(published).toHaveLength(7);
  });

  test('are no more than usual while they are three at the most, or a third of all', async () => {
    await active(...seven);
    expect((await run(without(3, seven), T2)).departed).toEqual(['a1', 'b2', 'c3']);
    expect((await run(without(6, seven), T2)).departed).toEqual(['d4', 'e5', 'f6']);
    await active(...all);
    expect((await run(without(4, all), T2)).departed).toHaveLength(4);
    await active(...all);
    await expect(run(without(5, all), T2)).rejects.toMatchObject({ name: 'CatalogueRefused' });
  });

  test('are counted of the active sites only', async () => {
    await active(...all);
    for (const id of all.slice(0, 6)) await registry.setState(id, 'retired', T2);
    await expect(run(without(10, all), T2)).rejects.toMatchObject({
      message: expect.stringMatching(/^4 of 6 active sites/) as string,
    });
  });
});

test('one site that cannot be onboarded keeps no other one from it', async () => {
  const startOnboarding = ({ id }: { readonly id: string }) => {
    if (id === 'acme') return Promise.reject(new Error('too many executions'));
    started.push(id);
    return Promise.resolve();
  };
  await expect(run([wanted('acme'), wanted('brut'), wanted('cava')], T1, { startOnboarding })).rejects.toThrow(
    "1 sites can't be onboarded: acme: Error: too many executions",
  );
  expect(started).toEqual(['brut', 'cava']);
});
