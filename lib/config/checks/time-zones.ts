import type { Path } from '../problems';
import { everyServer } from '../placement';
import { isTimeZone, timeZoneProblem } from '../time-zones';
import { homes } from './regions';
import type { Check } from './input';

/** BK-01: schedules run by the zone's clock, so the name must be one that AWS knows. */
export const knownTimeZones: Check = ({ config, sites, placement }) => {
  const named: { path: Path; timeZone: string }[] = [
    ...homes(config).map(({ path, home }) => ({ path, timeZone: home.timeZone })),
    ...Object.entries(sites).map(([id, { timeZone }]) => ({ path: ['sites', id], timeZone })),
    ...everyServer(placement).map(({ environment, region, id, server }) => ({
      path: ['placement', environment, region, id],
      timeZone: server.timeZone,
    })),
  ];
  return named
    .filter(({ timeZone }) => !isTimeZone(timeZone))
    .map(({ path, timeZone }) => ({ path: [...path, 'timeZone'], message: timeZoneProblem(timeZone) }));
};
