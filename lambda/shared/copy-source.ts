/**
 * The role of the worker in a region, by what it may do. Others know it by its name: environments that take its copies
 * (D20), and buckets of attachments, of which it reads every object, scanned or not (IR-10).
 */
export function siteWorkerRoleName(
  place: { readonly platform: string; readonly environment: string; readonly region: string },
  right: 'operate' | 'destroy' | 'prove',
): string {
  return `${place.platform}-${place.environment}-site-${right}-${place.region}`;
}

/** Pattern of the ARNs of those roles in another account: nothing else there may store copies here. */
export function siteWorkerRoles(platform: string, account: string): string {
  const anywhere = { platform, environment: '*', region: '*' };
  return `arn:aws:iam::${account}:role/${siteWorkerRoleName(anywhere, 'operate')}`;
}
