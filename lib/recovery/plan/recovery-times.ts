import { ASSUMPTIONS } from '../../capacity/assumptions';
import type { Assumption } from '../../capacity/assumptions';
import { RECOVERY_TIME_HOURS } from '../../backup/retention';

/** A working day, in minutes (DR-01). */
export const WORKING_DAY_MINUTES = RECOVERY_TIME_HOURS * 60;

const NOT_MEASURED = 'assumed: no AWS account at hand; a drill on AWS replaces it';

/** How long the steps of a recovery take whose time does not depend on the sites, in minutes. */
export const RECOVERY_TIMES = {
  config: { value: 20, unit: 'min', source: 'assumed: one line, a review, and the checks of the config' },
  close: { value: 5, unit: 'min', source: 'assumed: one command, and two minutes until resolvers know' },
  servers: { value: 60, unit: 'min', source: `${NOT_MEASURED}. Servers in two zones take half of it` },
  publish: { value: 10, unit: 'min', source: NOT_MEASURED },
  rest: { value: 60, unit: 'min', source: `${NOT_MEASURED}. It runs beside the restores, and is counted all the same` },
  verify: { value: 30, unit: 'min', source: 'assumed: a look at each site' },
  addresses: { value: 10, unit: 'min', source: 'assumed: three answers, 30 seconds apart, and what resolvers keep' },
  tell: { value: 20, unit: 'min', source: 'assumed: one letter' },
} as const satisfies Record<string, Assumption>;

/** Seconds that a site takes whatever its size, and MB/s that one server takes in, as the forecast of nights has them. */
export const RESTORE = { launch: ASSUMPTIONS.launchSeconds, rate: ASSUMPTIONS.attachmentRate } as const;
