import { PROVIDERS, type Identity } from '../shared/identity/providers';
import { siteOfUser } from '../shared/identity/site-user';

/** Somebody who comes from an identity provider for the first time. */
export interface Newcomer {
  /** `Google_1234`, as Cognito would name the user. */
  readonly userName: string | undefined;
  readonly email: string | undefined;
  /** `true` only where the provider says that the address is the person's. */
  readonly emailVerified: string | undefined;
  /** Site that the app client belongs to. */
  readonly clientSite: string | undefined;
}

/** A user of the pool that has the newcomer's e-mail address. */
export interface Candidate {
  readonly userName: string | undefined;
  readonly emailVerified: string | undefined;
  readonly enabled: boolean | undefined;
}

export type RefusedBecause = 'unverified-email' | 'not-invited' | 'other-site' | 'unknown-client' | 'unknown-provider';

export type Admission = { readonly link: Identity; readonly to: string } | { readonly refused: RefusedBecause };

/** The identity that a federated user's name stands for; undefined for one of no provider of ours. */
export function identityOf(userName: string | undefined): Identity | undefined {
  const separator = userName?.indexOf('_') ?? -1;
  if (userName === undefined || separator < 0) return undefined;
  const name = userName.slice(0, separator).toLowerCase();
  const provider = PROVIDERS.find((candidate) => candidate.toLowerCase() === name);
  const subject = userName.slice(separator + 1);
  return provider && subject !== '' ? { provider, subject } : undefined;
}

/**
 * Whether the newcomer is somebody who was invited: a user of the very site that is signed in to, by an e-mail address
 * that both sides have verified. An address that is only claimed would hand the account to whoever claims it (ID-06).
 */
export function admit(newcomer: Newcomer, candidates: readonly Candidate[]): Admission {
  const identity = identityOf(newcomer.userName);
  if (!identity) return { refused: 'unknown-provider' };
  if (newcomer.clientSite === undefined) return { refused: 'unknown-client' };
  if (!newcomer.email || newcomer.emailVerified !== 'true') return { refused: 'unverified-email' };
  const invited = candidates.filter(({ userName, emailVerified, enabled }) => {
    return siteOfUser(userName) !== undefined && emailVerified === 'true' && enabled === true;
  });
  const own = invited.find(({ userName }) => siteOfUser(userName) === newcomer.clientSite);
  if (own?.userName !== undefined) return { link: identity, to: own.userName };
  return { refused: invited.length > 0 ? 'other-site' : 'not-invited' };
}
