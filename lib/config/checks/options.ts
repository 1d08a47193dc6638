import { own } from '../own';
import type { Path, Problem } from '../problems';
import { environmentHosting, sizeGb } from '../sites';
import type { Check } from './input';

export const optionsAgree: Check = ({ config, sites }) => {
  const production = environmentHosting(config, 'production') ?? '';
  const regions = config.environments[production]?.regions ?? {};
  return Object.entries(sites).flatMap(([id, { options, region }]) => {
    const at = (index: number): Path => ['sites', id, 'options', index];
    const problems: Problem[] = [];
    options.forEach((option, index) => {
      if (options.indexOf(option) < index) {
        problems.push({ path: at(index), message: `'${option}' is listed twice; once is enough; remove one` });
      }
    });
    const limited = options.indexOf('daily-attachments-to-5gb');
    if (limited >= 0 && options.includes('daily-attachments')) {
      problems.push({
        path: at(limited),
        message: `'daily-attachments-to-5gb' contradicts 'daily-attachments', which has no limit; one of the two is allowed; remove the other`,
      });
    }
    const replicated = options.indexOf('database-replication');
    const home = own(regions, region);
    if (replicated >= 0 && home && !home.recovery) {
      problems.push({
        path: at(replicated),
        message: `'database-replication' has nowhere to go; ${region} has no recovery region in ${production}; add one there or remove the option`,
      });
    }
    return problems;
  });
};

export const packageHasASize: Check = ({ sites }) =>
  Object.entries(sites).flatMap(([id, site]): Problem[] => {
    const path = ['sites', id, 'customGb'];
    if (site.package === 'custom' && site.customGb === undefined) {
      return [{ path, message: `is missing; the package 'custom' needs its size in GB, 21 or more; add it` }];
    }
    if (site.package !== 'custom' && site.customGb !== undefined) {
      return [
        {
          path,
          message: `${site.customGb} has no meaning with the package '${site.package}'; it goes with 'custom' only; remove it or choose that package`,
        },
      ];
    }
    return [];
  });

/** A site that no server can hold would never be placed. */
export const sizesFit: Check = ({ config, sites, described }) =>
  described.flatMap(({ id, productionSite, kind, environment, options }): Problem[] => {
    const site = sites[productionSite];
    const servers = config.environments[environment]?.databaseServers;
    if (!site || !servers) return [];
    const server = kind === 'production' && options.includes('dedicated-server') ? 'dedicated' : 'shared';
    const most = servers[server].maxStorageGb;
    const size = sizeGb(site);
    if (size <= most) return [];
    const remedy =
      server === 'shared' && kind === 'production'
        ? `order 'dedicated-server' or raise maxStorageGb in platform.yaml`
        : 'raise maxStorageGb in platform.yaml';
    return [
      {
        path: ['sites', productionSite, site.customGb === undefined ? 'package' : 'customGb'],
        message: `${size} GB are too much for ${id} on a ${server} server of ${environment}; ${most} GB are allowed; ${remedy}`,
      },
    ];
  });
