import type { Problem } from '../problems';
import { homes } from './regions';
import type { Check } from './input';

export const exceptionsInForce: Check = ({ config, today }) =>
  config.exceptions.flatMap(({ commitment, subject, expires }, index): Problem[] =>
    today === undefined || expires > today
      ? []
      : [
          {
            path: ['exceptions', index, 'expires'],
            message: `'${expires}' has come: the exception to ${commitment} for '${subject}' holds no longer; a date after ${today} is allowed; end the exception or have it approved anew`,
          },
        ],
  );

/** An exception for something that is not there, or does not need it, would excuse the next mistake. */
export const exceptionsNeeded: Check = ({ config, described, unreadable }) => {
  const places = new Map(
    homes(config).map(({ environment, region, home }) => [`${environment}/${region}`, { environment, home }]),
  );
  const ids = new Set([...described.map(({ id }) => id), ...(unreadable ?? [])]);
  return config.exceptions.flatMap(({ commitment, subject }, index): Problem[] => {
    const path = ['exceptions', index, 'subject'];
    const place = places.get(subject);
    if (!place && (commitment === 'DR-02' || !ids.has(subject))) {
      const allowed = commitment === 'DR-02' ? '<environment>/<region>' : '<environment>/<region> or a site';
      return [
        {
          path,
          message: `'${subject}' is not in the config; ${allowed} that is may stand here; correct or remove the exception`,
        },
      ];
    }
    if (commitment !== 'DR-02' || !place) return [];
    if (place.home.recovery) {
      return [
        { path, message: `'${subject}' has a recovery region; an exception to DR-02 is for one without; remove it` },
      ];
    }
    if (!config.environments[place.environment]?.hosts.includes('production')) {
      return [
        {
          path,
          message: `'${subject}' hosts no production sites; only their regions need an exception to DR-02; remove it`,
        },
      ];
    }
    return [];
  });
};
