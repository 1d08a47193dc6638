import { generatePassword, type Credentials } from '../../lambda/shared/credentials';
import { siteKeyPolicy } from '../aws/key-policy';
import { ensureSiteKey, PENDING_DELETION, type SiteKey } from '../aws/site-keys';
import { createCredentials, readCredentials } from '../aws/secrets';
import { WorkerError } from '../errors';
import { connected } from '../postgres/connection';
import {
  besideDatabases,
  closeToOthers,
  createDatabase,
  databaseExists,
  ensureSiteUsers,
  renameDatabases,
} from '../postgres/databases';
import { databaseName, keyAlias, roleName, secretName } from '../site-names';
import { checkResidency, type SiteWork } from '../site-work';
import type { Client } from 'pg';
import { addAuditing } from './auditing';
import { rotateSecret } from './rotate-secret';

export interface Onboarded {
  /** ARN of the site's key by region. */
  readonly keys: Readonly<Record<string, string>>;
  readonly database: string;
}

/**
 * Gives a site what it needs to live and to be backed up: a key and a secret in both regions, and on the server a role
 * and a database of its own (D21, TN-01). What is there already stays as it is, so it can be repeated; a site that was
 * retired is back in service afterwards, with the database that was put aside. What was erased does not come back.
 */
export async function onboard(work: SiteWork): Promise<Onboarded> {
  const { site, shop } = work;
  for (const { region } of work.regions) checkResidency(site, region);
  const keys = await ensureKeys(work);
  work.log.step('keys-made');
  const login = await ensureSecrets(work, keys);
  work.log.step('secrets-made');
  const database = databaseName(site.id);
  await connected(await work.platformLogin(), shop.authorities, async (platform) => {
    await ensureSiteUsers(platform, site.id, login);
    await ensureDatabase(work, platform, database);
    await addAuditing(work, platform, database);
  });
  work.log.step('database-made');
  // Not before: it tries at once whether it can sign in.
  await rotateSecret(work);
  return { keys: Object.fromEntries(keys.map(({ region, arn }) => [region, arn])), database };
}

async function ensureKeys(work: SiteWork): Promise<SiteKey[]> {
  const { site, shop } = work;
  // In all regions before the first is made: half a site must not come of it.
  const found = await Promise.all(work.regions.map(({ region }) => work.key(region)));
  for (const key of found) if (key) checkUsable(site.id, key);
  const { Account: account } = await shop.aws.sts(work.home.region).getCallerIdentity();
  if (account === undefined) throw new Error('STS does not say which account this is');
  const policy = siteKeyPolicy({ account, platform: shop.job.platform, encryptsFrom: shop.job.copiesFrom });
  const keys: SiteKey[] = [];
  for (const { region } of work.regions) {
    const wanted = { alias: keyAlias(shop.job, site.id), site: site.id, policy };
    keys.push(await ensureSiteKey(work.kms(region), region, wanted));
  }
  return keys;
}

function checkUsable(site: string, { region, state, deletedAt }: SiteKey): void {
  if (state === 'Enabled') return;
  const what = state === PENDING_DELETION ? `to be deleted, for good on ${deletedAt?.toISOString()}` : state;
  const remedy =
    state === PENDING_DELETION
      ? 'the site was erased and does not come back; give the customer a site with a new id'
      : 'enable it, then onboard the site again';
  throw new WorkerError('KeyErased', `The key of site ${site} in ${region} is ${what}: ${remedy}`);
}

async function ensureDatabase(work: SiteWork, platform: Client, database: string): Promise<void> {
  const { site, shop } = work;
  if (await databaseExists(platform, database)) return closeToOthers(platform, database);
  // A site has a database whenever it is in service: it was retired, and this is what it had.
  const aside = (await besideDatabases(platform, site.id, 'old')).at(-1);
  if (aside === undefined) return createDatabase(platform, database, roleName(site.id));
  await connected(await work.platformLogin(), shop.authorities, (terminator) =>
    renameDatabases(platform, terminator, [[aside, database]]),
  );
  work.log.step('brought-back', { from: aside });
}

/** @returns what holds in the server's region. */
async function ensureSecrets(
  work: SiteWork,
  keys: readonly SiteKey[],
): Promise<Pick<Credentials, 'username' | 'password'>> {
  const { site, shop } = work;
  const name = secretName(shop.job, site.id);
  const platformLogin = work.platformLogin();
  let login = { username: roleName(site.id), password: '' };
  for (const { region, arn } of keys) {
    const secrets = shop.aws.secrets(region);
    let credentials = await readCredentials(secrets, name);
    if (!credentials) {
      const { host, port } = await platformLogin;
      const access = { host, port, username: roleName(site.id), dbname: databaseName(site.id) };
      const platformSecret = shop.job.server.secret;
      credentials = { engine: 'postgres', ...access, password: generatePassword(), platformSecret };
      await createCredentials(secrets, name, credentials, { keyArn: arn, site: site.id });
    }
    if (region === shop.job.server.region) login = credentials;
  }
  return login;
}
