import { matchesSecret, parseApiKey } from '../shared/identity/api-key';
import { isValid, type StoredApiKey } from '../shared/identity/api-keys';
import { rolesAt, siteOfUser } from '../shared/identity/site-user';

/** What a token of the user pool says, once its signature, issuer, use and end were found right. */
export interface AccessClaims {
  readonly client_id: string;
  readonly username: string;
  readonly site?: unknown;
  readonly 'cognito:groups'?: readonly string[];
}

/** Who asks, if they may. */
export type Principal =
  | { readonly site: string; readonly user: string; readonly roles: readonly string[] }
  | { readonly site: string; readonly key: string };

export type DeniedBecause = 'unknown-host' | 'no-credential' | 'invalid-token' | 'invalid-key' | 'other-site';
export type Decision = { readonly allowed: Principal } | { readonly denied: DeniedBecause };

export interface Presented {
  /** Site of the host that was asked. */
  readonly site: string | undefined;
  /** Value of the header `authorization`: `Bearer <token>` or `ApiKey <key>`. */
  readonly authorization: string | undefined;
}

export interface Means {
  /** @throws where the token is none of the user pool, or is over. */
  verify(token: string): Promise<AccessClaims>;
  siteOfClient(client: string): Promise<string | undefined>;
  findKey(site: string, id: string): Promise<StoredApiKey | undefined>;
  now(): Date;
}

/** Whether a request may be served at the site that it asks; a session or key of another site never may (TN-06, ID-05). */
export async function authorize({ site, authorization }: Presented, means: Means): Promise<Decision> {
  if (site === undefined) return { denied: 'unknown-host' };
  const [, scheme = '', credential = ''] = /^(Bearer|ApiKey) +(\S+)$/i.exec(authorization?.trim() ?? '') ?? [];
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return byToken(site, credential, means);
    case 'apikey':
      return byKey(site, credential, means);
    default:
      return { denied: 'no-credential' };
  }
}

async function byToken(site: string, token: string, means: Means): Promise<Decision> {
  let claims: AccessClaims;
  try {
    claims = await means.verify(token);
  } catch {
    return { denied: 'invalid-token' };
  }
  // Three witnesses that don't depend on one another: the claim, the user's name and the app client. All must say the same.
  const sites = [claims.site, siteOfUser(claims.username), await means.siteOfClient(claims.client_id)];
  if (sites.some((one) => one !== site)) return { denied: 'other-site' };
  return { allowed: { site, user: claims.username, roles: rolesAt(site, claims['cognito:groups'] ?? []) } };
}

async function byKey(site: string, text: string, means: Means): Promise<Decision> {
  const presented = parseApiKey(text);
  if (!presented) return { denied: 'invalid-key' };
  const stored = await means.findKey(presented.site, presented.id);
  if (!stored || !matchesSecret(presented.secret, stored) || !isValid(stored, means.now())) {
    return { denied: 'invalid-key' };
  }
  if (stored.site !== site) return { denied: 'other-site' };
  return { allowed: { site, key: stored.id } };
}
