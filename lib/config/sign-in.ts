import type { IdentityConfig } from './identity-schema';

/** Label below a region's domain at which all users of its sites sign in. */
export const SIGN_IN_LABEL = 'sign-in';

/** Our own host of a region's sign-in page; undefined where it has no certificate, and the page is at one of Amazon's. */
export function ownSignInHost(
  { certificates }: IdentityConfig,
  { environment, region }: { readonly environment: string; readonly region: string },
  domain: string,
): string | undefined {
  return certificates[environment]?.[region] === undefined ? undefined : `${SIGN_IN_LABEL}.${domain}`;
}
