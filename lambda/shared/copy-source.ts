/** The role of the worker in a region; other environments know it by its name (D20). */
export function siteWorkerRoleName(place: {
  readonly platform: string;
  readonly environment: string;
  readonly region: string;
}): string {
  return `${place.platform}-${place.environment}-site-operate-${place.region}`;
}

/** Pattern of the ARNs of those roles in another account: nothing else there may store copies here. */
export function siteWorkerRoles(platform: string, account: string): string {
  const anywhere = { platform, environment: '*', region: '*' };
  return `arn:aws:iam::${account}:role/${siteWorkerRoleName(anywhere)}`;
}
