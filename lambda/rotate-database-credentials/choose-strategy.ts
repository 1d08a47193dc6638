import { parseCredentials } from '../shared/credentials';
import type { Credentials } from '../shared/credentials';
import { alternatingUsers } from './alternating-users';
import type { Authorities } from '../shared/database-session';
import type { Strategy } from './rotation';
import type { SecretVersions } from '../shared/secret-versions';
import { singleUser } from './single-user';

export interface Choice {
  readonly strategy: Strategy;
  readonly name: 'single user' | 'alternating users';
}

/**
 * How a secret is to be rotated: a site's, which names the secret of the platform's role, by alternating users; any
 * other by its single user.
 *
 * @param open Opens another secret by name.
 */
export async function chooseStrategy(
  secret: SecretVersions,
  open: (name: string) => Pick<SecretVersions, 'read'>,
  authorities?: Authorities,
): Promise<Choice> {
  const { name } = await secret.describe();
  const { platformSecret } = await currentOf(secret, name);
  if (platformSecret === undefined) return { strategy: singleUser(authorities), name: 'single user' };
  const site = siteOf(name, platformSecret);
  const platform = () => currentOf(open(platformSecret), platformSecret);
  return { strategy: alternatingUsers({ site, platform, authorities }), name: 'alternating users' };
}

/**
 * The site of a secret, by the secret's name: whoever may write its content can't point to another site, nor to another
 * secret than that of a server of the same environment.
 */
function siteOf(name: string, platformSecret: string): string {
  const [, environment, site] = /^(.+)\/site\/([^/]+)\/database$/.exec(name) ?? [];
  if (environment === undefined || site === undefined)
    throw new Error(
      `${name} names a platform secret, but only secrets <platform>/<environment>/site/<site>/database may`,
    );
  const [, serversOf] = /^(.+)\/server\/[^/]+$/.exec(platformSecret) ?? [];
  if (serversOf !== environment)
    throw new Error(
      `${name} names ${platformSecret} as its platform secret; it must be ${environment}/server/<server>`,
    );
  return site;
}

async function currentOf(secret: Pick<SecretVersions, 'read'>, name: string): Promise<Credentials> {
  const value = await secret.read('AWSCURRENT');
  if (value === undefined) throw new Error(`${name} has no AWSCURRENT value`);
  return parseCredentials(value, `${name} AWSCURRENT`);
}
