import type { Party } from '../../lambda/shared/privacy/parties';
import type { PlatformConfig } from '../config/platform-schema';

/** Sub-processors that receive customers' data in residencies, and where: each has its part in a request (OR-06, D14). */
export function partiesOf(config: Pick<PlatformConfig, 'subProcessors'>, residencies: ReadonlySet<string>): Party[] {
  return config.subProcessors
    .filter(({ data }) => data === 'customer')
    .map(({ name, endpoints }) => {
      const here = Object.entries(endpoints).filter(([residency]) => residencies.has(residency));
      return { name, endpoints: Object.fromEntries(here.map(([residency, { host }]) => [residency, host])) };
    })
    .filter(({ endpoints }) => Object.keys(endpoints).length > 0);
}
