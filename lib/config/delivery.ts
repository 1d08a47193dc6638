import type { Environment, Place, Platform } from './platform';

/** Name of the delivery account among the environments, none of which may bear it. */
export const DELIVERY = 'delivery';

/** Where the platform is delivered from. It has no VPC, and so no zones. */
export function deliveryPlace({ name, config }: Pick<Platform, 'name' | 'config'>): Place {
  const { account, region } = config.delivery;
  return { platform: name, environment: DELIVERY, account, region, zones: [] };
}

/** Environments in the order in which a release reaches them: development first, what customers work with last. */
export function deliveryOrder({ environments }: Pick<Platform, 'environments'>): Environment[] {
  const rank = ({ config: { hosts } }: Environment) =>
    hosts.includes('production') ? 2 : hosts.includes('development') ? 0 : 1;
  return [...environments].sort((a, b) => rank(a) - rank(b));
}

/** Whether two people have to approve what is deployed there (IR-11). */
export function needsApproval({ config: { hosts } }: Environment): boolean {
  return hosts.includes('production');
}
