import { endpointOf, integrated } from '../egress';
import { own } from '../own';
import { list } from '../problems';
import type { Problem } from '../problems';
import { suggestion } from '../suggestion';
import type { Check } from './input';
import { homes } from './regions';

/** OR-06: nothing is sent to a third party that is not in the register. */
export const integrationsRegistered: Check = ({ config }) => {
  const names = config.subProcessors.map(({ name }) => name);
  return Object.entries(config.integrations).flatMap(([integration, name]): Problem[] =>
    names.includes(name)
      ? []
      : [
          {
            path: ['integrations', integration],
            message: `'${name}' is not a registered sub-processor; ${list(names)} are${suggestion(name, names) || '; register it or choose one'}`,
          },
        ],
  );
};

export const subProcessorsOnce: Check = ({ config }) =>
  config.subProcessors.flatMap(({ name }, index): Problem[] =>
    config.subProcessors.findIndex((other) => other.name === name) === index
      ? []
      : [
          {
            path: ['subProcessors', index, 'name'],
            message: `'${name}' is registered twice; each third party has one entry; merge them`,
          },
        ],
  );

/** TN-11, D8: what leaves for a third party stays in the residency too. */
export const endpointsInResidency: Check = ({ config }) => {
  const residencies = Object.keys(config.residencies);
  return config.subProcessors.flatMap(({ name, data, endpoints }, index) =>
    Object.entries(endpoints).flatMap(([residency, { region }]): Problem[] => {
      const path = ['subProcessors', index, 'endpoints', residency];
      const inside = own(config.residencies, residency);
      if (!inside) {
        const hint = suggestion(residency, residencies) || '; rename or remove it';
        return [{ path, at: 'key', message: `'${residency}' is not a residency; ${list(residencies)} are${hint}` }];
      }
      if (data === 'none' || inside.includes(region)) return [];
      return [
        {
          path: [...path, 'region'],
          message: `'${region}' lies outside residency '${residency}', and ${name} receives ${data} data; ${list(inside)} lie inside; choose an endpoint in one of them`,
        },
      ];
    }),
  );
};

/** Data of every residency in use has an endpoint to go to, so that none goes abroad by default. */
export const endpointsForEveryResidency: Check = ({ config, sites }) => {
  const inUse = new Set(Object.values(sites).map(({ residency }) => residency));
  const missing = [...inUse].filter((residency) => Object.hasOwn(config.residencies, residency)).sort();
  return [...new Set(integrated(config).values())].flatMap((processor) => {
    if (processor.data === 'none') return [];
    const index = config.subProcessors.indexOf(processor);
    return missing
      .filter((residency) => !Object.hasOwn(processor.endpoints, residency))
      .map((residency) => ({
        path: ['subProcessors', index, 'endpoints', residency],
        message: `is missing; ${processor.name} is integrated and receives ${processor.data} data, so every residency in use needs an endpoint; add one in ${list(config.residencies[residency] ?? [])} or remove the integration`,
      }));
  });
};

/** LG-09, D8: logs of a region speak of all its sites at once, so they may only go where all residencies overlap. */
export const endpointForEveryRegion: Check = ({ config, described }) =>
  [...new Set(integrated(config).values())].flatMap((processor) =>
    homes(config).flatMap(({ environment, region }): Problem[] => {
      const sites = described.filter(
        // One that lies outside its own residency is another check's business.
        (site) =>
          site.environment === environment &&
          site.region === region &&
          own(config.residencies, site.residency) &&
          config.residencies[site.residency]?.includes(region),
      );
      const residencies = new Set(sites.map(({ residency }) => residency));
      const known = [...residencies].every((name) => own(processor.endpoints, name) && own(config.residencies, name));
      // A residency that lacks an endpoint of its own is another check's business.
      if (!known || residencies.size === 0 || endpointOf(config, processor, region, residencies)) return [];
      const inside = [...residencies].map((name) => config.residencies[name] ?? []);
      const common = inside.reduce((all, one) => all.filter((name) => one.includes(name)));
      return [
        {
          path: ['subProcessors', config.subProcessors.indexOf(processor), 'endpoints'],
          message: `none lies inside every residency of the sites of ${environment}/${region} (${list(residencies)}), and ${processor.name} receives what that region logs of them all; ${list(common)} do; choose an endpoint in one of them for these residencies, or remove the integration`,
        },
      ];
    }),
  );

/** OR-05: the Privacy Shield was struck down in 2020. */
export const transfersLawful: Check = ({ config }) =>
  config.subProcessors.flatMap(({ transferMechanism }, index): Problem[] =>
    /privacy[\s-]*shield/i.test(transferMechanism)
      ? [
          {
            path: ['subProcessors', index, 'transferMechanism'],
            message: `'${transferMechanism}' is void since 2020; standard contractual clauses or an adequacy decision are allowed; agree on one of them`,
          },
        ]
      : [],
  );
