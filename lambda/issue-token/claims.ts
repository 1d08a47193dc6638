import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { Refused } from '../shared/identity/refusal';
import { groupOf, rolesAt, siteOfUser } from '../shared/identity/site-user';

/** With this scope a token would open Cognito's own API, where a user could change what administrators have set. */
const ACCOUNT_SCOPE = 'aws.cognito.signin.user.admin';

/** Who is to be given tokens, and through what. */
export interface SignIn {
  readonly userName: string | undefined;
  /** Groups that Cognito has the user in. */
  readonly groups: readonly string[];
  /** Site that the app client belongs to. */
  readonly clientSite: string | undefined;
}

type Details = PreTokenGenerationV2TriggerEvent['response']['claimsAndScopeOverrideDetails'];

/**
 * What tokens say besides who somebody is: the site, and the groups of that site alone (TN-04, TN-06).
 *
 * @throws Refused where the user is not one of the app client's site (TN-05): then there are no tokens.
 */
export function claimsOf({ userName, groups, clientSite }: SignIn): Details {
  const site = siteOfUser(userName);
  if (clientSite === undefined) throw new Refused('This app client belongs to no site');
  if (site === undefined) throw new Refused('This account was not invited to any site');
  if (site !== clientSite) throw new Refused('This account belongs to another site');
  const claimsToAddOrOverride = { site };
  const groupsToOverride = rolesAt(site, groups).map((role) => groupOf(site, role));
  return {
    idTokenGeneration: { claimsToAddOrOverride },
    accessTokenGeneration: { claimsToAddOrOverride, scopesToSuppress: [ACCOUNT_SCOPE] },
    groupOverrideDetails: { groupsToOverride, iamRolesToOverride: [] },
  };
}
