import { DELIVERY } from '../../config/delivery';
import type { Stage } from '../assembly';

/** The stage of what an account has once. */
export function isAccount({ name }: Stage): boolean {
  return name.endsWith('-account');
}

/** A stage where sites are at home: not an account, nor a region that only recovers another one. */
export function isHome({ name, stacks }: Stage): boolean {
  return stacks.some(({ location }) => location.path === `${name}/sites`);
}

/** A stage where live sites are at home. @param production environments that hold live data of customers */
export function isHomeOf(production: readonly string[]) {
  return (stage: Stage): boolean => production.includes(stage.environment) && isHome(stage);
}

/** A stage that recovers a home region, at rest or since that was lost. */
export function isRecovery({ stacks }: Stage): boolean {
  return stacks.some(({ location }) => location.path.endsWith('/recovery'));
}

/** A region of an environment, home or recovery. */
export function isRegion(stage: Stage): boolean {
  return !isAccount(stage);
}

/** The account that the platform is delivered from. */
export function isDelivery({ environment }: Stage): boolean {
  return environment === DELIVERY;
}
