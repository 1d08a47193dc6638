import type { WaveRequest } from '../../../lambda/plan-wave/due-sites';
import { planWave, type PlannedWave } from '../../../lambda/plan-wave/planning';
import type { SiteRecord } from '../../../lambda/shared/registry/records';
import type { Step } from '../../../lambda/shared/step';
import { BUCKET, COMMON, copyOf, serverRecord, siteRecord, type SiteChanges } from '../support/site-records';

export const NIGHT: WaveRequest = {
  wave: 'backup',
  at: '2026-03-07T03:00:00.000Z',
  execution: 'night-1',
  timeZone: 'Europe/Berlin',
  run: 'night',
};
export const AFTERNOON: WaveRequest = {
  ...NIGHT,
  at: '2026-03-07T15:00:00.000Z',
  execution: 'afternoon-1',
  run: 'afternoon',
};
export const DRILL: WaveRequest = { wave: 'drill', at: '2026-04-08T08:00:00.000Z', execution: 'drill-1' };
export const REFRESH: WaveRequest = { wave: 'refresh', at: '2026-04-08T08:00:00.000Z', execution: 'refresh-1' };
export const TWICE = { job: { backupTimes: ['04:00', '16:00'] } };

export function plan(request: WaveRequest, sites: readonly SiteRecord[], draw?: number): PlannedWave {
  const servers = ['shared-1', 'shared-2'].map(serverRecord);
  const planning = { bucket: BUCKET, common: COMMON, execution: request.execution };
  return planWave(request, { sites, servers }, planning, draw === undefined ? undefined : () => draw);
}

export const stepsOf = ({ batches }: PlannedWave): readonly Step[] => batches.flatMap(({ steps }) => steps);
export const brief = (planned: PlannedWave) =>
  stepsOf(planned).map(({ operation, sites, then }) => `${operation} ${sites.join()}, then ${then}`);
export const copied = (id: string, refresh: 'nightly' | 'release' | 'request', changes: SiteChanges = {}) =>
  siteRecord(id, {
    ...changes,
    refresh: { [`${id}-copy`]: refresh },
    job: { copies: [copyOf(`${id}-copy`)], ...changes.job },
  });
export const withProof = (id: string, at?: string) =>
  siteRecord(id, { newestProof: at === undefined ? undefined : { backup: '2026-03-01-1-night', at } });
