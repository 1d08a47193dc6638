import {
  MISSING_AFTER_HOURS,
  MISSING_AFTER_HOURS_TWICE_DAILY,
  UNPROVEN_AFTER_DAYS,
} from '../../lambda/find-missing-backups/watching';

/** A kind of site, as the config has it. */
export type SiteKind = 'production' | 'training' | 'test' | 'development';

/** What is aimed at for a figure of service, and which alarms tell when it is in danger. */
export interface ServiceLevelObjective {
  readonly name: string;
  /** How it is measured, for somebody who has to believe the figure. */
  readonly measure: string;
  /** For each kind of site; null: nothing is promised. */
  readonly objective: Readonly<Record<SiteKind, string | null>>;
  /** Sections of the runbook of the alarms that watch it. */
  readonly watchedBy: readonly string[];
}

/** Share of requests that are answered without a server error, over thirty days. */
export const AVAILABILITY = 0.999;

const everywhere = (objective: string) => ({
  production: objective,
  training: objective,
  test: objective,
  development: objective,
});
const inProduction = (objective: string) => ({ production: objective, training: null, test: null, development: null });

/** What the platform is held to; docs/service-levels.md shows the same (AV-08). */
export const SERVICE_LEVELS: readonly ServiceLevelObjective[] = [
  {
    name: 'Availability',
    measure: 'share of requests at the load balancer without a 5xx, of thirty days',
    objective: everywhere(`${AVAILABILITY * 100} %`),
    watchedBy: ['availability-burning', 'sites-down'],
  },
  {
    name: 'Age of the newest backup',
    measure: 'from the moment that the backup shows to now, hourly, from the registry',
    objective: inProduction(`${MISSING_AFTER_HOURS} h; ${MISSING_AFTER_HOURS_TWICE_DAILY} h with two a day`),
    watchedBy: ['site-backups-missing', 'server-backups-missing', 'backup-copies-missing'],
  },
  {
    name: 'Age of the last proof that a backup can be restored',
    measure: 'from the last verified restore to now, hourly, from the registry',
    objective: inProduction(`${UNPROVEN_AFTER_DAYS} days`),
    watchedBy: ['site-unproven', 'restore-test-failed'],
  },
  {
    name: 'Certificate',
    measure: 'days until the certificate ends that a site shows, and of that which ACM holds',
    objective: everywhere('14 days as shown, 30 as held'),
    watchedBy: ['site-certificate-ending', 'certificate-expiry'],
  },
  {
    name: 'Headroom of database servers',
    measure: 'of processors, connections, memory, storage and transaction ids, every five minutes',
    objective: everywhere('20 % of processors and connections, 5 % of memory and storage, half of the transaction ids'),
    watchedBy: [
      'database-cpu',
      'database-connections',
      'database-memory',
      'database-storage',
      'database-transaction-ids',
    ],
  },
  {
    name: 'Lag of read replicas',
    measure: 'seconds behind the source, where database replication was ordered',
    objective: inProduction('300 s'),
    watchedBy: ['database-replica-lag'],
  },
  {
    name: 'Work left undone',
    measure: 'messages in the dead-letter queues of functions, schedules and uploads',
    objective: everywhere('0'),
    watchedBy: ['function-failed', 'site-schedule-not-started', 'attachments-unscanned'],
  },
];
