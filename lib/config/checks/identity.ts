import { DateTime } from 'luxon';
import type { Problem } from '../problems';
import { list } from '../problems';
import { SIGN_IN_LABEL } from '../sign-in';
import type { Check } from './input';

/** CR-09: a certificate that no region uses would leave one that needs it without. */
export const certificatesOfRegions: Check = ({ config: { identity, environments } }) =>
  Object.entries(identity.certificates).flatMap(([name, regions]): Problem[] => {
    const environment = environments[name];
    const path = ['identity', 'certificates', name];
    if (!environment) {
      const known = list(Object.keys(environments));
      return [{ path, message: `'${name}' is not an environment; ${known} are; correct or remove it` }];
    }
    return Object.entries(regions).flatMap(([region, arn]): Problem[] => {
      if (!environment.regions[region]) {
        const known = list(Object.keys(environment.regions));
        return [
          {
            path: [...path, region],
            message: `'${region}' is not a home region of ${name}; ${known} are; correct or remove it`,
          },
        ];
      }
      const account = arn.split(':')[4];
      if (account === environment.account) return [];
      return [
        {
          path: [...path, region],
          message: `'${arn}' belongs to account ${account}, and ${name} is account ${environment.account}; a user pool takes a certificate of its own account only; request one there`,
        },
      ];
    });
  });

/** ID-05: with an overlap as long as a key's life, the old key would never end before its time. */
export const overlapShorterThanLife: Check = ({ config: { identity } }) => {
  const { expireDays, overlapDays } = identity.apiKeys;
  if (overlapDays < expireDays) return [];
  return [
    {
      path: ['identity', 'apiKeys', 'overlapDays'],
      message: `${overlapDays} days are not less than the ${expireDays} days that a key lasts (expireDays); choose fewer`,
    },
  ];
};

/** Where users sign in can't be a site as well. */
export const signInHostFree: Check = ({ described, config: { environments } }) =>
  described.flatMap(({ id, hostName, environment, region }): Problem[] => {
    const domain = environments[environment]?.regions[region]?.domain;
    if (hostName !== `${SIGN_IN_LABEL}.${domain}`) return [];
    return [
      {
        path: ['sites', id, 'hostName'],
        message: `'${hostName}' is the address where users of all sites sign in; choose another host of ${domain}`,
      },
    ];
  });

/** ID-04: providers have no way to rotate their secrets, so that a person has to, and the config says so in time. */
export const providerSecretsReplaced: Check = ({ config: { identity }, today }) => {
  if (today === undefined) return [];
  const { providerSecretsOf } = identity;
  const oldest = DateTime.fromISO(today, { zone: 'utc' }).minus({ years: 1 }).toISODate() ?? today;
  if (providerSecretsOf > oldest && providerSecretsOf <= today) return [];
  const reason = providerSecretsOf > today ? 'is yet to come' : 'is a year ago or more';
  return [
    {
      path: ['identity', 'providerSecretsOf'],
      message: `'${providerSecretsOf}' ${reason}; a date after ${oldest} and up to ${today} is allowed; store new secrets of the identity providers and set the day`,
    },
  ];
};
