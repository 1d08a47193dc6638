import fc from 'fast-check';
import { authorize, type AccessClaims, type Means } from '../../../lambda/authorize-request/authorization';
import { claimsOf } from '../../../lambda/issue-token/claims';
import { hashSecret, newApiKey, renderApiKey } from '../../../lambda/shared/identity/api-key';
import type { StoredApiKey } from '../../../lambda/shared/identity/api-keys';
import { groupOf, newUserName } from '../../../lambda/shared/identity/site-user';

const NOW = new Date('2026-03-07T10:00:00Z');

const site = fc.stringMatching(/^[a-z][a-z0-9-]{1,40}$/);
/** Two sites, often ones that look alike: one's id may begin with the other's. */
const sites = fc
  .oneof(
    fc.tuple(site, site),
    fc
      .tuple(site, fc.stringMatching(/^[a-z0-9-]{1,5}$/))
      .map(([one, more]): [string, string] => [one, `${one}${more}`.slice(0, 41)]),
  )
  .filter(([one, other]) => one !== other);

/** A platform with the clients and keys of some sites. */
function platform(clients: Record<string, string>, keys: StoredApiKey[] = []): Means {
  return {
    verify: (token) => Promise.resolve(JSON.parse(Buffer.from(token, 'base64url').toString()) as AccessClaims),
    siteOfClient: (client) => Promise.resolve(clients[client]),
    findKey: (of, id) => Promise.resolve(keys.find((key) => key.site === of && key.id === id)),
    now: () => NOW,
  };
}

const bearer = (claims: object) => `Bearer ${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;

/** What a token says once it is issued through a client of a site. */
function token(user: string, groups: readonly string[], client: string, clientSite: string): AccessClaims {
  const details = claimsOf({ userName: user, groups, clientSite });
  return {
    username: user,
    client_id: client,
    ...details.accessTokenGeneration?.claimsToAddOrOverride,
    'cognito:groups': details.groupOverrideDetails?.groupsToOverride,
  };
}

test('for any two sites, a session of one opens itself and never the other (TN-06)', async () => {
  await fc.assert(
    fc.asyncProperty(sites, async ([own, other]) => {
      const means = platform({ one: own, two: other });
      const authorization = bearer(token(newUserName(own), [], 'one', own));
      expect(await authorize({ site: own, authorization }, means)).toHaveProperty('allowed.site', own);
      expect(await authorize({ site: other, authorization }, means)).toEqual({ denied: 'other-site' });
    }),
  );
});

test('for any two sites, no client gives tokens to a user of another (TN-05)', () => {
  fc.assert(
    fc.property(sites, ([own, other]) => {
      expect(() => claimsOf({ userName: newUserName(own), groups: [], clientSite: other })).toThrow(
        'This account belongs to another site',
      );
    }),
  );
});

test('a token whose parts disagree on the site opens none of them (TN-06)', async () => {
  await fc.assert(
    fc.asyncProperty(sites, fc.nat(2), async ([own, other], wrong) => {
      const means = platform({ one: own, two: other });
      const parts = [own, own, own].map((value, index) => (index === wrong ? other : value));
      const [claimed = '', named = '', client = ''] = parts;
      const claims = { site: claimed, username: newUserName(named), client_id: client === own ? 'one' : 'two' };
      for (const asked of [own, other]) {
        const decision = await authorize({ site: asked, authorization: bearer(claims) }, means);
        expect(decision).toEqual({ denied: 'other-site' });
      }
    }),
  );
});

test('groups of another site are no roles, however their names look (TN-04)', async () => {
  await fc.assert(
    fc.asyncProperty(sites, async ([own, other]) => {
      const means = platform({ one: own });
      const groups = [groupOf(own, 'reader'), groupOf(other, 'admin'), 'admin', `x${groupOf(own, 'admin')}`];
      const user = newUserName(own);
      const decision = await authorize({ site: own, authorization: bearer(token(user, groups, 'one', own)) }, means);
      expect(decision).toEqual({ allowed: { site: own, user, roles: ['reader'] } });
    }),
  );
});

test('for any two sites, a key of one opens itself and never the other (ID-05)', async () => {
  await fc.assert(
    fc.asyncProperty(sites, async ([own, other]) => {
      const key = newApiKey(own);
      const stored = {
        site: own,
        id: key.id,
        name: 'erp',
        createdAt: '2026-01-01T00:00:00.000Z',
        expiresAt: '2026-04-01T00:00:00.000Z',
        ...hashSecret(key.secret),
      };
      const means = platform({}, [stored]);
      const authorization = `ApiKey ${renderApiKey(key)}`;
      expect(await authorize({ site: own, authorization }, means)).toEqual({ allowed: { site: own, key: key.id } });
      expect(await authorize({ site: other, authorization }, means)).toEqual({ denied: 'other-site' });
      const renamed = `ApiKey ${renderApiKey({ ...key, site: other })}`;
      expect(await authorize({ site: other, authorization: renamed }, means)).toEqual({ denied: 'invalid-key' });
    }),
  );
});

test.each([
  ['nothing at all', undefined, 'no-credential'],
  ['a password', 'Basic YTpi', 'no-credential'],
  ['two credentials', 'Bearer a b', 'no-credential'],
  ['a token that can’t be read', 'Bearer !', 'invalid-token'],
  ['what looks like no key', 'ApiKey ck_acme_1', 'invalid-key'],
] as const)('%s opens nothing', async (_, authorization, denied) => {
  expect(await authorize({ site: 'acme', authorization }, platform({}))).toEqual({ denied });
});

test('a host of no site has nothing to open', async () => {
  expect(await authorize({ site: undefined, authorization: 'Bearer x' }, platform({}))).toEqual({
    denied: 'unknown-host',
  });
});
