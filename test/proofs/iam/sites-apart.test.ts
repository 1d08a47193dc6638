import { siteWorkerRoleName } from '../../../lambda/shared/copy-source';
import type { Environment, HomeRegion, RecoveryRegion, Site } from '../../../lib/config/platform';
import { copiesOf } from '../../../lib/platform/copies';
import { staffRoleName } from '../../../lib/platform/names';
import type { Context } from '../../support/policies/decide';
import { examplePolicies } from '../../support/policies/platform-policies';
import type { Role } from '../../support/policies/platform-policies';
import { roleMay } from './calls';
import type { Call } from './calls';
import { environments, homeOf, isHome, placesOf, platform } from './places';
import { callsOn } from './site-resources';
import type { SiteAccess } from './site-resources';

jest.setTimeout(120_000);

/** Break-glass reaches all of its environment, and on-call is told when it is taken: see staff.test.ts. */
const emergency = environments.map(({ name }) =>
  staffRoleName({ platform: platform.name, environment: name }, 'break-glass'),
);
const roles = examplePolicies().roles.filter(({ name }) => !emergency.includes(name));

type Reach = Partial<Record<SiteAccess, string>>;

/**
 * All that reaches what belongs to a site, besides break-glass: four roles of its home region, and in the recovery region
 * that of drills, none of which belongs to a site. Each serves all sites of the region, one site to a step of a job.
 */
const SERVING: Readonly<Record<string, Reach>> = {
  // Backs up, verifies, restores, clones, exports, onboards.
  'sites WorkerOperateRole': {
    attachments: 'GetObject PutObject',
    backups: 'GetObject PutObject',
    exports: 'GetObject PutObject',
    key: 'Decrypt GenerateDataKey',
    secret: 'GetSecretValue PutSecretValue',
  },
  // Retires and erases.
  'sites WorkerDestroyRole': {
    attachments: 'GetObject PutObject DeleteObject DeleteObjectVersion',
    backups: 'GetObject PutObject',
    exports: 'GetObject PutObject DeleteObject DeleteObjectVersion',
    key: 'Decrypt GenerateDataKey ScheduleKeyDeletion',
    secret: 'GetSecretValue PutSecretValue DeleteSecret',
  },
  // Removes backups that no slot keeps; uses keys through S3 only.
  'sites RotationFunctionPartsRole': {
    backups: 'GetObject DeleteObject DeleteObjectVersion',
    key: 'Decrypt GenerateDataKey',
  },
};
/** In the home region alone: rotates passwords, and uses keys through Secrets Manager only. */
const ROTATING: Readonly<Record<string, Reach>> = {
  'data RotationFunctionPartsRole': {
    key: 'Decrypt GenerateDataKey',
    secret: 'GetSecretValue PutSecretValue',
  },
};
/** In the home region alone: hands out the exports that people asked for, and uses keys through S3 only. */
const ANSWERING: Readonly<Record<string, Reach>> = { 'privacy FunctionsManagePartsRole': { key: 'Decrypt' } };
/** In the recovery region alone: restores backups for a drill, from what is there; it can write none. */
const PROVING: Readonly<Record<string, Reach>> = {
  'drill WorkerProveRole': { backups: 'GetObject', key: 'Decrypt GenerateDataKey', secret: 'GetSecretValue' },
};
/** In each region, over what is attached there: scans it, and puts away what is infected. */
const GUARDING: Readonly<Record<string, Reach>> = {
  'malware QuarantineFunctionPartsRole': { attachments: 'GetObject DeleteObject', key: 'Decrypt GenerateDataKey' },
  'malware ScanRole': { attachments: 'GetObject' },
};
/** What the worker of an original's region may do to its copies in another environment (D20). */
const FILLING: Reach = { backups: 'GetObject PutObject', key: 'Decrypt GenerateDataKey' };

/** What a role may do with the site. A key is tried by itself, and through either service that uses it for a caller. */
async function reach(role: Role, site: Site, environment: Environment, place: HomeRegion | RecoveryRegion) {
  const found: Reach = {};
  for (const [access, calls] of Object.entries(callsOn(environment, place, site)) as [SiteAccess, readonly Call[]][]) {
    const may = new Set<string>();
    for (const call of calls)
      for (const context of access === 'key' ? throughServices(place.region) : [{}]) {
        const about = { ...call, context: { ...call.context, ...context } };
        if (await roleMay(role, about, place)) may.add(call.action.split(':')[1]!);
      }
    if (may.size > 0) found[access] = [...may].join(' ');
  }
  return found;
}

function throughServices(region: string): Context[] {
  const services = ['s3', 'secretsmanager'].map((name) => ({ 'kms:ViaService': `${name}.${region}.amazonaws.com` }));
  return [{}, ...services];
}

const cells = environments.flatMap((environment) =>
  placesOf(environment).map((place) => ({ environment, place, name: environment.name, region: place.region })),
);

test.each(cells)('TN-02: what reaches a site of $name in $region serves all sites of its region', async (cell) => {
  const { environment, place } = cell;
  const home = homeOf(environment, place);
  const site = home.sites[0]!;
  const found: Record<string, Reach> = {};
  for (const role of roles) {
    const may = await reach(role, site, environment, place);
    if (Object.keys(may).length > 0) found[role.label] = may;
  }
  const serving = isHome(place) ? { ...SERVING, ...ROTATING, ...ANSWERING } : SERVING;
  const expected = Object.entries(serving).map(([label, { exports, ...may }]): [string, Reach] => [
    `${environment.name}-${home.region}/${label}`,
    { ...may, ...(isHome(place) && exports ? { exports } : {}) },
  ]);
  const here = isHome(place) ? GUARDING : { ...GUARDING, ...PROVING };
  const guarding = Object.entries(here).map(([label, may]) => [`${environment.name}-${place.region}/${label}`, may]);
  const filling = isHome(place) ? fillers(place).map((label) => [label, FILLING]) : [];
  expect(found).toEqual(Object.fromEntries([...expected, ...guarding, ...filling]));
});

/** The workers of the regions whose sites may have copies there. */
function fillers(place: HomeRegion): string[] {
  return environments.flatMap((environment) =>
    environment.regions
      .filter((home) => copiesOf(platform, home).includes(place))
      .map((home) => `${environment.name}-${home.region}/sites WorkerOperateRole`),
  );
}

describe('of all pairs of sites', () => {
  /** One call for each kind of what belongs to a site: whoever may not make it has nothing of the site. */
  const READING = ['s3:GetObject', 'kms:Decrypt', 'secretsmanager:GetSecretValue'];
  const sites = environments.flatMap((environment) =>
    environment.regions.flatMap((home) => home.sites.map((site) => ({ environment, home, site }))),
  );
  const readers = new Map<Site, ReadonlySet<string>>();

  beforeAll(async () => {
    for (const { environment, home, site } of sites) {
      const found = new Set<string>();
      for (const place of home.recovery ? [home, home.recovery] : [home]) {
        const calls = Object.values(callsOn(environment, place, site))
          .flat()
          .filter(({ action }) => READING.includes(action));
        for (const role of roles)
          for (const call of calls)
            if (!found.has(role.label) && (await roleMay(role, call, place))) found.add(role.label);
      }
      readers.set(site, found);
    }
  });

  const inCommon = (a: Site, b: Site) => [...readers.get(a)!].filter((label) => readers.get(b)!.has(label)).sort();
  const pairs = sites.flatMap((a) => sites.filter((b) => b !== a).map((b) => [a, b] as const));

  test('TN-02: two of different environments or regions have no reader in common, but for what fills copies', () => {
    const apart = pairs.filter(([a, b]) => a.home !== b.home);
    expect(apart.length).toBeGreaterThan(0);
    for (const [a, b] of apart) {
      const filling = [a, b].flatMap(({ home }) => fillers(home));
      const others = inCommon(a.site, b.site).filter((label) => !filling.includes(label));
      expect({ a: a.site.id, b: b.site.id, others }).toMatchObject({ others: [] });
    }
  });

  test('TN-02: two of the same region have no reader in common, but for those that serve every site', () => {
    const together = pairs.filter(([a, b]) => a.home === b.home);
    expect(together.length).toBeGreaterThan(0);
    for (const [a, b] of together) {
      const { environment, home } = a;
      const of = (region: string, roles: object) =>
        Object.keys(roles).map((label) => `${environment.name}-${region}/${label}`);
      const own = [
        ...of(home.region, { ...SERVING, ...ROTATING, ...ANSWERING, ...GUARDING }),
        ...(home.recovery ? of(home.recovery.region, { ...GUARDING, ...PROVING }) : []),
      ];
      const others = inCommon(a.site, b.site).filter((label) => ![...own, ...fillers(home)].includes(label));
      expect({ a: a.site.id, b: b.site.id, others }).toMatchObject({ others: [] });
    }
  });
});

test('TN-02: no server reaches anything of a site by a right of its own', async () => {
  const servers = roles.filter(({ trust }) => JSON.stringify(trust).includes('ec2.amazonaws.com'));
  for (const { environment, place } of cells.filter((cell) => isHome(cell.place))) {
    const own = servers.filter(({ account, region }) => account === place.account && region === place.region);
    expect(own).not.toEqual([]);
    for (const role of own) {
      expect(await reach(role, homeOf(environment, place).sites[0]!, environment, place)).toEqual({});
    }
  }
});

test('D20: the roles that fill copies have the names that other environments know', () => {
  const named = environments.flatMap((environment) =>
    environment.regions.map((home) => siteWorkerRoleName(home, 'operate')),
  );
  const workers = roles.filter(({ label }) => label.endsWith('sites WorkerOperateRole'));
  expect(workers.map(({ name }) => name).sort()).toEqual(named.sort());
});
