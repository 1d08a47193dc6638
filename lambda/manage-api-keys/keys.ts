import { hashSecret, newApiKey, renderApiKey } from '../shared/identity/api-key';
import { isValid, type ApiKeyRecord, type ApiKeys, type StoredApiKey } from '../shared/identity/api-keys';
import { Refused } from '../shared/identity/refusal';

export interface Means {
  readonly keys: ApiKeys;
  readonly expireDays: number;
  readonly overlapDays: number;
  readonly now: () => Date;
}

/** A key with its secret, which nobody can ever see again. */
export interface IssuedKey {
  readonly id: string;
  readonly key: string;
  readonly expiresAt: string;
}

/** More than a site has programs; what goes beyond is a loop somewhere. */
export const KEYS_AT_ONCE = 20;

const DAY = 24 * 60 * 60 * 1000;

export async function create(site: string, name: string, means: Means): Promise<IssuedKey> {
  const now = means.now();
  const valid = (await means.keys.ofSite(site)).filter((key) => isValid(key, now));
  if (valid.length >= KEYS_AT_ONCE) {
    throw new Refused(`${site} has ${valid.length} keys, and ${KEYS_AT_ONCE} are allowed; revoke one that nobody uses`);
  }
  const { issued, stored } = issue(site, name, means);
  await means.keys.add(stored);
  return issued;
}

/** A key is rotated once: its successor was shown to somebody, and a second one would outlive its use unseen (ID-05). */
export async function rotate(site: string, id: string, means: Means): Promise<IssuedKey> {
  const old = await known(site, id, means);
  if (old.replacedBy !== undefined) {
    throw new Refused(`Key ${id} was rotated before; if ${old.replacedBy} was lost, rotate that one`);
  }
  if (!isValid(old, means.now())) throw new Refused(`Key ${id} opens nothing any more; create a new one`);
  const { issued, stored } = issue(site, old.name, means);
  const overlap = new Date(means.now().getTime() + means.overlapDays * DAY).toISOString();
  await means.keys.replace(old, stored, overlap < old.expiresAt ? overlap : old.expiresAt);
  return issued;
}

export async function revoke(site: string, id: string, means: Means): Promise<ApiKeyRecord> {
  await known(site, id, means);
  await means.keys.revoke(site, id, means.now().toISOString());
  return shown(await known(site, id, means));
}

/** All keys that a site ever had, the oldest first. */
export async function list(site: string, { keys }: Pick<Means, 'keys'>): Promise<ApiKeyRecord[]> {
  return (await keys.ofSite(site)).map(shown);
}

async function known(site: string, id: string, { keys }: Means): Promise<StoredApiKey> {
  const key = await keys.find(site, id);
  if (key) return key;
  throw new Refused(`${site} has no key ${id}`);
}

function issue(site: string, name: string, { now, expireDays }: Means): { issued: IssuedKey; stored: StoredApiKey } {
  const key = newApiKey(site);
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + expireDays * DAY).toISOString();
  const record = { site, id: key.id, name, createdAt: createdAt.toISOString(), expiresAt };
  return {
    issued: { id: key.id, key: renderApiKey(key), expiresAt },
    stored: { ...record, ...hashSecret(key.secret) },
  };
}

/** What may be shown: all but the hash. */
function shown({ site, id, name, createdAt, expiresAt, revokedAt, replacedBy }: StoredApiKey): ApiKeyRecord {
  return { site, id, name, createdAt, expiresAt, ...(revokedAt && { revokedAt }), ...(replacedBy && { replacedBy }) };
}
