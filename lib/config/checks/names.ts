import type { Problem } from '../problems';
import type { Check } from './input';

/**
 * Bucket names take 63 characters, of which purpose, account and region leave so many to platform and environment.
 * Names of database servers, with a site's id of 32 characters, fit then as well.
 */
const LONGEST_NAMES = 18;

export const environmentNamesFit: Check = ({ config }) =>
  Object.keys(config.environments).flatMap((environment): Problem[] => {
    const allowed = LONGEST_NAMES - config.name.length;
    if (environment.length <= allowed) return [];
    return [
      {
        path: ['environments', environment],
        at: 'key',
        message: `'${environment}' is too long for the names of buckets; ${allowed} characters are allowed beside the name '${config.name}'; shorten one of them`,
      },
    ];
  });
