import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import type { Jwks } from 'aws-jwt-verify/jwk';
import { authorize, type Decision, type Means } from '../../../lambda/authorize-request/authorization';
import { tokenVerifier } from '../../../lambda/authorize-request/verifier';
import { invite } from '../../../lambda/manage-site-users/users';
import { hostOf, IdentityWorld } from '../support/identity-world';
import { addTokenTrigger, signIn } from '../support/sign-in';

jest.setTimeout(120_000);

const PASSWORD = 'Correct-Horse-7-Battery';

let world: IdentityWorld;
let means: Means;
const users: Record<string, { readonly name: string; readonly password: string }> = {};

beforeAll(async () => {
  world = await IdentityWorld.start();
  for (const site of ['acme', 'bold']) {
    await world.open(site);
    const email = `anna@${site}.example`;
    const { user } = await invite({ action: 'invite', site, email, roles: ['admin', 'reader'] }, world.means);
    await world.choosePassword(user, PASSWORD);
    users[site] = { name: user, password: PASSWORD };
  }
  await addTokenTrigger(world);
  const verifier = tokenVerifier(world.pool);
  const keys = await fetch(`${world.aws.endpoint}/${world.pool}/.well-known/jwks.json`);
  verifier.cacheJwks((await keys.json()) as Jwks);
  means = {
    verify: (token) => verifier.verify(token),
    siteOfClient: (client) => world.clients.siteOfClient(client),
    findKey: (site, id) => world.keys.find(site, id),
    now: () => new Date(),
  };
});
afterAll(() => world?.stop());

async function ask(site: string, token: string): Promise<Decision> {
  return authorize({ site: await world.clients.siteOfHost(hostOf(site)), authorization: `Bearer ${token}` }, means);
}

test('a token says the site and its roles, and opens that site (TN-04, TN-06)', async () => {
  const token = await signIn(world, 'acme', users.acme!);
  const { payload } = decomposeUnverifiedJwt(token);
  expect(payload).toMatchObject({ site: 'acme', username: users.acme!.name });
  expect(payload.scope ?? '').not.toContain('aws.cognito.signin.user.admin');
  expect(await ask('acme', token)).toEqual({
    allowed: { site: 'acme', user: users.acme!.name, roles: ['admin', 'reader'] },
  });
});

test('a token of one site does not open another (TN-06)', async () => {
  const token = await signIn(world, 'acme', users.acme!);
  expect(await ask('bold', token)).toEqual({ denied: 'other-site' });
});

test('a user gets no token through the app client of another site (TN-05)', async () => {
  await expect(signIn(world, 'bold', users.acme!)).rejects.toThrow();
  await expect(signIn(world, 'bold', users.bold!)).resolves.not.toBe('');
});

test('a token that somebody has changed, or of another pool, opens nothing (TN-26)', async () => {
  const token = await signIn(world, 'acme', users.acme!);
  const [head = '', , signature = ''] = token.split('.');
  const { payload } = decomposeUnverifiedJwt(token);
  const forged = Buffer.from(JSON.stringify({ ...payload, site: 'bold' })).toString('base64url');
  expect(await ask('bold', `${head}.${forged}.${signature}`)).toEqual({ denied: 'invalid-token' });
  const elsewhere = { ...means, verify: (text: string) => tokenVerifier('eu-central-1_Elsewhere').verify(text) };
  const decision = await authorize({ site: 'acme', authorization: `Bearer ${token}` }, elsewhere);
  expect(decision).toEqual({ denied: 'invalid-token' });
});
