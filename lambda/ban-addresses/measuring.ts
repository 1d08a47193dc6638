import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { measure, type Telemetry } from '../shared/telemetry';
import { LIST_CAPACITY } from './ban-list';
import type { Ban } from './judging';
import type { Settled } from './settling';

/** Metrics that alarms ask for. */
export const BAN_METRICS = { fullest: 'FullestBanList', overdue: 'BanOverdue' } as const;

export function measureBans(tools: Pick<Telemetry, 'metrics'>, bans: readonly Ban[]): void {
  for (const reason of new Set(bans.map((ban) => ban.reason))) {
    const value = bans.filter((ban) => ban.reason === reason).length;
    measure(tools, { reason }, [{ name: 'AddressesBanned', unit: MetricUnit.Count, value }]);
  }
}

/** Measured even when nothing has changed: silence means that nobody lifts bans any more. */
export function measureLists(tools: Pick<Telemetry, 'metrics'>, lists: readonly Settled[]): void {
  for (const { family, listed } of lists) {
    measure(tools, { family }, [{ name: 'BannedAddresses', unit: MetricUnit.Count, value: listed }]);
  }
  const sum = (what: 'lifted' | 'evicted') => lists.reduce((total, list) => total + list[what], 0);
  const fullest = Math.max(...lists.map(({ listed }) => listed));
  measure(tools, {}, [
    { name: BAN_METRICS.fullest, unit: MetricUnit.Percent, value: (100 * fullest) / LIST_CAPACITY },
    {
      name: BAN_METRICS.overdue,
      unit: MetricUnit.Seconds,
      value: Math.max(...lists.map((list) => list.overdueSeconds)),
    },
    { name: 'BansLifted', unit: MetricUnit.Count, value: sum('lifted') },
    { name: 'BansEvicted', unit: MetricUnit.Count, value: sum('evicted') },
  ]);
}
