import { own } from '../own';
import { list } from '../problems';
import type { Problem } from '../problems';
import { COMPANION_KINDS, companionId, companionRegion, environmentHosting } from '../sites';
import { COMPANION_OPTIONS } from '../vocabulary';
import type { Check } from './input';

/** Names of databases are made of it, with a purpose and a time behind it, and PostgreSQL takes 63 characters. */
const LONGEST_ID = 41;

/** TN-14, TN-15, TN-16: there is a region for each companion ordered, and it lies in the residency. */
export const companionsHaveARegion: Check = ({ config, sites }) =>
  Object.entries(sites).flatMap(([id, site]) =>
    COMPANION_KINDS.flatMap((kind): Problem[] => {
      const index = site.options.indexOf(COMPANION_OPTIONS[kind]);
      const environment = environmentHosting(config, kind);
      if (index < 0 || environment === undefined) return [];
      const inside = own(config.residencies, site.residency);
      const region = companionRegion(config, kind, site);
      if (region !== undefined && (inside?.includes(region) ?? true)) return [];
      const regions = Object.keys(config.environments[environment]?.regions ?? {});
      const wanted = kind === 'development' ? `a region of residency '${site.residency}'` : `region ${site.region}`;
      return [
        {
          path: ['sites', id, 'options', index],
          message: `'${COMPANION_OPTIONS[kind]}' needs ${wanted} in environment ${environment}; that has ${list(regions)}; add the region there or remove the option`,
        },
      ];
    }),
  );

/** A site could otherwise take the database and the keys of another one's companion. */
export const idsOnce: Check = ({ sites }) =>
  Object.entries(sites).flatMap(([id, { options }]) =>
    COMPANION_KINDS.flatMap((kind): Problem[] => {
      const companion = companionId(id, kind);
      if (!options.includes(COMPANION_OPTIONS[kind]) || !Object.hasOwn(sites, companion)) return [];
      return [
        {
          path: ['sites', companion],
          message: `'${companion}' is the id of the ${kind} site of ${id}; ids are used once; rename this site's file`,
        },
      ];
    }),
  );

export const companionIdsFit: Check = ({ sites }) =>
  Object.entries(sites).flatMap(([id, { options }]) =>
    COMPANION_KINDS.flatMap((kind): Problem[] => {
      const index = options.indexOf(COMPANION_OPTIONS[kind]);
      const companion = companionId(id, kind);
      if (index < 0 || companion.length <= LONGEST_ID) return [];
      return [
        {
          path: ['sites', id, 'options', index],
          message: `'${COMPANION_OPTIONS[kind]}' makes a site '${companion}', whose id is too long; with it a site's id has ${LONGEST_ID - companionId('', kind).length} characters at most; remove the option or, before the site is onboarded, shorten the name of its file`,
        },
      ];
    }),
  );
