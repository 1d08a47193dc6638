import { regionHost } from '../running-region';
import type { Problem } from '../problems';
import { COMPANION_KINDS, companionId } from '../sites';
import { COMPANION_OPTIONS } from '../vocabulary';
import type { Check } from './input';

const LONGEST_LABEL = 63;

/** The wildcard certificate of a region covers one label, and DNS gives a name to one site. */
export const hostNamesCovered: Check = ({ config, described }) =>
  described.flatMap(({ id, kind, environment, region, hostName }): Problem[] => {
    const domain = config.environments[environment]?.regions[region]?.domain ?? '';
    const label = hostName.split('.')[0] ?? '';
    if (kind !== 'production' || hostName === `${label}.${domain}`) return [];
    return [
      {
        path: ['sites', id, 'hostName'],
        message: `'${hostName}' is not one label below the domain of ${region}; names such as ${label}.${domain} are; change it`,
      },
    ];
  });

/** AV-03: by such a name each region of a pair is asked whether it is well. */
export const regionHostsFree: Check = ({ config, described }) =>
  described.flatMap(({ productionSite, kind, hostName, environment, region, recoveryRegion }): Problem[] => {
    const domain = config.environments[environment]?.regions[region]?.domain ?? '';
    const taken = [region, recoveryRegion].some((one) => one !== undefined && hostName === regionHost(domain, one));
    if (kind !== 'production' || !taken) return [];
    return [
      {
        path: ['sites', productionSite, 'hostName'],
        message: `'${hostName}' is the address of a region, whichever site is asked for; choose another host of ${domain}`,
      },
    ];
  });

export const hostNamesOnce: Check = ({ described }) => {
  const first = new Map<string, string>();
  return described.flatMap(({ id, productionSite, hostName }): Problem[] => {
    const other = first.get(hostName);
    first.set(hostName, other ?? id);
    if (other === undefined) return [];
    return [
      {
        path: ['sites', productionSite, 'hostName'],
        message: `'${hostName}' of ${id} is the host name of ${other} already; each site has one of its own; change one of them`,
      },
    ];
  });
};

/** A companion's label is that of its production site with the kind behind it. */
export const companionLabelsFit: Check = ({ sites }) =>
  Object.entries(sites).flatMap(([id, { hostName, options }]) => {
    const label = hostName.split('.')[0] ?? '';
    return COMPANION_KINDS.flatMap((kind): Problem[] =>
      !options.includes(COMPANION_OPTIONS[kind]) || companionId(label, kind).length <= LONGEST_LABEL
        ? []
        : [
            {
              path: ['sites', id, 'hostName'],
              message: `'${label}' is too long for a ${kind} site, whose label is '${companionId(label, kind)}'; ${LONGEST_LABEL - kind.length - 1} characters are allowed; shorten it`,
            },
          ],
    );
  });
