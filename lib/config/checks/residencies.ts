import { own } from '../own';
import { list } from '../problems';
import type { Problem } from '../problems';
import { environmentHosting } from '../sites';
import { suggestion } from '../suggestion';
import type { Check } from './input';

/** TN-11: a site's home lies in the production environment and in its residency. */
export const regionInResidency: Check = ({ config, sites }) => {
  const production = environmentHosting(config, 'production');
  const regions = Object.keys(config.environments[production ?? '']?.regions ?? {});
  const residencies = Object.keys(config.residencies);
  return Object.entries(sites).flatMap(([id, { region, residency }]): Problem[] => {
    const problems: Problem[] = [];
    const inside = own(config.residencies, residency);
    if (production !== undefined && !regions.includes(region)) {
      problems.push({
        path: ['sites', id, 'region'],
        message: `'${region}' is not a home region of ${production}; ${list(regions)} are${suggestion(region, regions) || '; choose one'}`,
      });
    } else if (inside && !inside.includes(region)) {
      problems.push({
        path: ['sites', id, 'region'],
        message: `'${region}' lies outside residency '${residency}'; ${list(inside)} lie inside; choose one of them`,
      });
    }
    if (!inside) {
      problems.push({
        path: ['sites', id, 'residency'],
        message: `'${residency}' is not a residency; ${list(residencies)} are${suggestion(residency, residencies) || '; choose one'}`,
      });
    }
    return problems;
  });
};
