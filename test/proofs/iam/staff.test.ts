import { DELIVERY } from '../../../lib/config/delivery';
import type { Environment, HomeRegion } from '../../../lib/config/platform';
import { staffRoleName } from '../../../lib/platform/names';
import { decide } from '../../support/policies/decide';
import { examplePolicies } from '../../support/policies/platform-policies';
import { administrator, may } from './calls';
import type { Actor, Call } from './calls';
import { environmentOf, environments, isHome, placesOf, platform } from './places';
import { callsOn } from './site-resources';
import type { SiteAccess } from './site-resources';
import { KINDS } from './staff-access';
import type { Kind } from './staff-access';

jest.setTimeout(60_000);

/** Where each role of the example exists. */
const STAFF = {
  auditor: ['production', 'test', 'development'],
  operator: ['production', 'test', 'development'],
  support: ['production', 'test'],
  developer: ['development'],
  'break-glass': ['production', 'test', 'development'],
} as const;
type StaffRole = keyof typeof STAFF;

/** Who may do what, in the environments where the role exists. Everybody else may not. */
const MATRIX: Readonly<Record<Kind, readonly StaffRole[]>> = {
  'see how things are set up': ['auditor', 'operator', 'developer', 'break-glass'],
  'see metrics': ['auditor', 'operator', 'support', 'developer', 'break-glass'],
  'read logs': ['operator', 'support', 'developer', 'break-glass'],
  "read a site's attachments": ['break-glass'],
  "read a site's backups": ['break-glass'],
  "read a site's exports": ['break-glass'],
  "decrypt with a site's key": ['break-glass'],
  "read a site's database password": ['break-glass'],
  'look at the users of sites': ['break-glass'],
  "read a server's master password": ['break-glass'],
  'start an export or a clone': ['operator', 'support', 'developer', 'break-glass'],
  'start any other operation': ['operator', 'developer', 'break-glass'],
  'open a session on a server': ['operator', 'developer', 'break-glass'],
  'restore a server from its vault': ['operator', 'developer', 'break-glass'],
  'build servers by hand': ['break-glass'],
  'delete backups': [],
  'touch the records': [],
  'silence an alarm': [],
  'give away what is ours': [],
  'change who may do what': [],
  'act as a deployment': [],
};

const kinds = Object.keys(KINDS) as Kind[];
const staff = Object.keys(STAFF) as StaffRole[];
const ELSEWHERE = 'sa-east-1';

const existing = environments.map(({ name }) => ({
  environment: name,
  roles: staff.filter((role) => (STAFF[role] as readonly string[]).includes(name)),
}));

function actor(environment: Environment, role: StaffRole): Actor {
  const { arn, account, identityPolicies, boundary, unread } = examplePolicies().role(
    environment.name,
    staffRoleName({ platform: platform.name, environment: environment.name }, role),
  );
  expect(unread).toEqual([]);
  const session = `${arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/ann`;
  return { arn: session, account, identityPolicies, boundary };
}

/** `may`, `may not`, or what of it somebody may do. */
async function verdict(who: Actor, calls: readonly Call[], place: HomeRegion, surroundings = {}): Promise<string> {
  const decisions = await Promise.all(calls.map((call) => may(who, call, place, surroundings)));
  const allowed = calls.filter((_, index) => decisions[index]);
  if (allowed.length === 0) return 'may not';
  return allowed.length === calls.length ? 'may' : `may ${allowed.map(({ action }) => action).join(', ')}`;
}

const cells = existing.flatMap(({ environment, roles }) =>
  environmentOf(environment).regions.flatMap((place) => kinds.map((kind) => ({ environment, place, kind, roles }))),
);

test.each(cells.map((cell) => ({ ...cell, region: cell.place.region })))(
  'ID-07: in $environment, $region, who may $kind',
  async ({ environment, place, kind, roles }) => {
    const calls = KINDS[kind](place, environmentOf(environment));
    expect(calls.length).toBeGreaterThan(0);
    const said = await Promise.all(
      roles.map(async (role) => [role, await verdict(actor(environmentOf(environment), role), calls, place)]),
    );
    const expected = roles.map((role) => [role, MATRIX[kind].includes(role) ? 'may' : 'may not']);
    expect(Object.fromEntries(said)).toEqual(Object.fromEntries(expected));
  },
);

/** An attachment that was not found clean nobody reads, whatever their rights (IR-10). */
const CLEAN = { 's3:ExistingObjectTag/GuardDutyMalwareScanStatus': 'NO_THREATS_FOUND' };

/** What break-glass may do with whatever belongs to a site. Its backups nobody writes or deletes, nor ends its key. */
const EMERGENCY: Readonly<Record<SiteAccess, string>> = {
  attachments: 'GetObject PutObject DeleteObject DeleteObjectVersion',
  backups: 'GetObject',
  exports: 'GetObject PutObject DeleteObject DeleteObjectVersion',
  key: 'Decrypt GenerateDataKey',
  secret: 'GetSecretValue PutSecretValue DeleteSecret',
};

const everySite = existing.flatMap(({ environment, roles }) =>
  environmentOf(environment).regions.flatMap((place) =>
    place.sites.map((site) => ({ environment, region: place.region, id: site.id, place, site, roles })),
  ),
);

test.each(everySite)(
  'ID-07, ID-08: nothing of the site $id ($environment, $region) is within reach of staff, but for break-glass',
  async ({ environment, place, site, roles }) => {
    const all = Object.entries(callsOn(environmentOf(environment), place, site)) as [SiteAccess, readonly Call[]][];
    for (const role of roles) {
      const who = actor(environmentOf(environment), role);
      const found: Partial<Record<SiteAccess, string>> = {};
      for (const [access, calls] of all) {
        const may = new Set<string>();
        for (const call of calls) {
          if ((await verdict(who, [call], place, CLEAN)) === 'may') may.add(call.action.split(':')[1]!);
        }
        if (may.size > 0) found[access] = [...may].join(' ');
      }
      expect({ role, found }).toEqual({ role, found: role === 'break-glass' ? EMERGENCY : {} });
    }
  },
);

/** What a role may do, in the main region of its environment. */
const allowed = existing.flatMap(({ environment, roles }) => {
  const own = environmentOf(environment);
  const place = own.regions.find(({ region }) => region === own.mainRegion)!;
  return roles.map((role) => ({
    environment,
    role,
    place,
    calls: () => kinds.filter((kind) => MATRIX[kind].includes(role)).flatMap((kind) => KINDS[kind](place, own)),
  }));
});

test.each(allowed)(
  'NW-08: of all that $role may do in $environment nothing works without a second factor',
  async ({ environment, role, place, calls }) => {
    const who = actor(environmentOf(environment), role);
    await expect(verdict(who, calls(), place)).resolves.toBe('may');
    for (const mfa of ['false', '']) {
      await expect(verdict(who, calls(), place, { 'aws:PrincipalTag/mfa': mfa })).resolves.toBe('may not');
    }
  },
);

test.each(allowed)(
  'ID-07: of all that $role may do in $environment nothing works in a region outside it',
  async ({ environment, role, place, calls }) => {
    const who = actor(environmentOf(environment), role);
    // IAM has no regions; every role that may look at it may do so from anywhere.
    const regional = calls().filter(({ action }) => !action.startsWith('iam:'));
    await expect(verdict(who, regional, place)).resolves.toBe('may');
    await expect(verdict(who, regional, place, { 'aws:RequestedRegion': ELSEWHERE })).resolves.toBe('may not');
  },
);

const crossings = allowed.flatMap((home) =>
  environments.filter(({ name }) => name !== home.environment).map(({ name }) => ({ ...home, other: name })),
);

test.each(crossings)(
  'ID-07, TN-07: $role of $environment may do nothing in $other',
  async ({ environment, role, other }) => {
    const who = actor(environmentOf(environment), role);
    const target = environmentOf(other);
    const place = target.regions.find(({ region }) => region === target.mainRegion)!;
    for (const kind of kinds) {
      const said = await verdict(who, KINDS[kind](place, target), place);
      expect({ kind, said }).toEqual({ kind, said: 'may not' });
    }
  },
);

describe('signing in', () => {
  const assertion = {
    'saml:aud': 'https://signin.aws.amazon.com/saml',
    'aws:RequestTag/mfa': 'true',
    'sts:SourceIdentity': 'ann@vinefield.example',
  };
  const signIn = (environment: Environment, role: StaffRole, context: Record<string, string>, provider: string) => {
    const name = staffRoleName({ platform: platform.name, environment: environment.name }, role);
    const { arn, account, trust } = examplePolicies().role(environment.name, name);
    const action = 'sts:AssumeRoleWithSAML';
    return decide({ principal: provider, action, resource: arn, account, context, resourcePolicy: trust });
  };
  const providerOf = ({ account }: Environment) =>
    `arn:aws:iam::${account}:saml-provider/${platform.config.staff.samlProvider}`;

  const each = existing.flatMap(({ environment, roles }) => roles.map((role) => ({ environment, role })));

  test.each(each)('ID-07, NW-08: as $role of $environment takes a named person with a second factor', async (row) => {
    const own = environmentOf(row.environment);
    await expect(signIn(own, row.role, assertion, providerOf(own))).resolves.toBe('Allowed');
    for (const missing of Object.keys(assertion)) {
      const rest = Object.fromEntries(Object.entries(assertion).filter(([key]) => key !== missing));
      await expect(signIn(own, row.role, rest, providerOf(own))).resolves.toBe('ImplicitlyDenied');
    }
    const unproven = { ...assertion, 'aws:RequestTag/mfa': 'false' };
    await expect(signIn(own, row.role, unproven, providerOf(own))).resolves.toBe('ImplicitlyDenied');
  });

  test.each(each)(
    'TN-07: as $role of $environment does not go through the provider of another account',
    async (row) => {
      for (const other of environments.filter(({ name }) => name !== row.environment)) {
        const decision = signIn(environmentOf(row.environment), row.role, assertion, providerOf(other));
        await expect(decision).resolves.toBe('ImplicitlyDenied');
      }
    },
  );
});

describe('the matrix', () => {
  test('is about all staff roles that there are, and all regions', () => {
    const roles = Object.fromEntries(platform.config.staff.roles.map(({ name, environments: where }) => [name, where]));
    expect(roles).toEqual(STAFF);
    const federated = examplePolicies().roles.filter(
      ({ environment, trust }) => environment !== DELIVERY && JSON.stringify(trust).includes('saml-provider'),
    );
    expect(federated).toHaveLength(existing.flatMap(({ roles: some }) => some).length);
    expect(environments.every((environment) => placesOf(environment).some(isHome))).toBe(true);
  });

  test.each(['silence an alarm', 'give away what is ours', 'change who may do what'] as const)(
    'has nobody who may %s, and that is not because nobody ever could',
    async (kind) => {
      const { name, regions, account } = environments[0]!;
      const calls = KINDS[kind](regions[0]!, environmentOf(name));
      const free = calls.map((call) => ({ ...call, resourcePolicy: { Statement: [] } }));
      await expect(verdict(administrator(account), free, regions[0]!)).resolves.toBe('may');
    },
  );

  test.each(staff)('has something that %s may do, and something that it may not', (role) => {
    const may = kinds.filter((kind) => MATRIX[kind].includes(role));
    expect(may.length).toBeGreaterThan(0);
    expect(may.length).toBeLessThan(kinds.length);
  });
});
