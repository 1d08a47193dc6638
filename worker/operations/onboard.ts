import { generatePassword } from '../../lambda/shared/credentials';
import { ensureSiteKey, type SiteKey } from '../aws/site-keys';
import { createCredentials, readCredentials } from '../aws/secrets';
import { connected } from '../postgres/connection';
import { closeToOthers, createDatabase, databaseExists, ensureRole } from '../postgres/databases';
import { databaseName, keyAlias, roleName, secretName } from '../site-names';
import { checkResidency, type SiteWork } from '../site-work';

export interface Onboarded {
  /** ARN of the site's key by region. */
  readonly keys: Readonly<Record<string, string>>;
  readonly database: string;
}

/**
 * Gives a site what it needs to live and to be backed up: a key and a secret in both regions, and on the server a role
 * and a database of its own (D21, TN-01). What is there already stays as it is, so it can be repeated.
 */
export async function onboard(work: SiteWork): Promise<Onboarded> {
  const { site, shop } = work;
  for (const { region } of work.regions) checkResidency(site, region);
  const keys: SiteKey[] = [];
  for (const { region } of work.regions) {
    keys.push(await ensureSiteKey(work.kms(region), region, keyAlias(shop.job, site.id), site.id));
  }
  work.log.step('keys-made');
  const password = await ensureSecrets(work, keys);
  work.log.step('secrets-made');
  const database = databaseName(site.id);
  await connected(await work.platformLogin(), shop.authorities, async (platform) => {
    await ensureRole(platform, roleName(site.id), password);
    if (!(await databaseExists(platform, database))) {
      await createDatabase(platform, database, roleName(site.id));
    } else {
      await closeToOthers(platform, database);
    }
  });
  work.log.step('database-made');
  return { keys: Object.fromEntries(keys.map(({ region, arn }) => [region, arn])), database };
}

/** @returns the password that holds in the server's region. */
async function ensureSecrets(work: SiteWork, keys: readonly SiteKey[]): Promise<string> {
  const { site, shop } = work;
  const name = secretName(shop.job, site.id);
  const platformLogin = work.platformLogin();
  let password = '';
  for (const { region, arn } of keys) {
    const secrets = shop.aws.secrets(region);
    let credentials = await readCredentials(secrets, name);
    if (!credentials) {
      const { host, port } = await platformLogin;
      const access = { host, port, username: roleName(site.id), dbname: databaseName(site.id) };
      credentials = { engine: 'postgres', ...access, password: generatePassword() };
      await createCredentials(secrets, name, credentials, { keyArn: arn, site: site.id });
    }
    if (region === shop.job.server.region) password = credentials.password;
  }
  return password;
}
