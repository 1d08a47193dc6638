import type { Place, Platform } from '../config/platform';
import { roleArn, staffRoleName } from './names';

/** Roles that may look at evidence of an attack: those of emergencies, whose every use wakes on-call. */
export function investigatorsOf({ config }: Pick<Platform, 'config'>, place: Place): string[] {
  return config.staff.roles
    .filter(({ access, environments }) => access === 'break-glass' && environments.includes(place.environment))
    .map(({ name }) => roleArn(place, staffRoleName(place, name)));
}
