import { CognitoJwtVerifier } from 'aws-jwt-verify';

/** What finds out whether an access token is one of a user pool's, unchanged and not over. */
export function tokenVerifier(userPoolId: string) {
  // Any client of the pool: which site it belongs to is asked afterwards.
  return CognitoJwtVerifier.create({ userPoolId, tokenUse: 'access', clientId: null });
}
