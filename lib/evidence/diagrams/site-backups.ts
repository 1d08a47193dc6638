import type { Assembly, Stage, TemplateResource } from '../../commitments/assembly';
import { counted } from '../state';
import type { Section } from './setup-parts';
import { bucketLine, bucketOf, workerPolicies } from './stores';
import { refsOf, resourcesIn } from './traced';

/** A home region, and the one that its backups are copied to. */
export interface Pair {
  readonly assembly: Assembly;
  readonly home: Stage;
  readonly recovery: Stage | undefined;
}

/** Backups of single sites, which the worker writes to both regions. */
export function ofSites({ assembly, home, recovery }: Pair): Section {
  const tasks = resourcesIn(home, 'AWS::ECS::TaskDefinition');
  const [bucket, twin] = [home, recovery].map((stage) => bucketOf(stage, 'site-backups'));
  const nights = resourcesIn(home, 'AWS::Scheduler::Schedule').filter(
    ({ properties }) => inputOf(properties.Target).run !== undefined,
  );
  const runs = (run: string) => nights.filter(({ properties }) => inputOf(properties.Target).run === run);
  const times = (run: string) => [
    ...new Set(runs(run).map(({ properties }) => timeOf(String(properties.ScheduleExpression)))),
  ];
  const zones = (run: string) => new Set(runs(run).map(({ properties }) => properties.ScheduleExpressionTimezone)).size;
  const store = (id: string, title: string, column: number, of: TemplateResource | undefined) => ({
    id,
    title,
    lines: [bucketLine(of), ...undeletedOf(of)],
    kind: 'data' as const,
    ...{ column, row: 3 },
    stands: refsOf(of),
  });
  const writes = (to: string, of: TemplateResource | undefined, policies = workerPolicies(assembly, home, of)) => ({
    from: to === 'twin' ? 'site-backups' : 'worker',
    to,
    label: to === 'twin' ? 'the worker writes each to both' : keysOf(policies),
    stands: refsOf(...policies),
    leaves: ['right', 0.5] as const,
    enters: ['left', 0.5] as const,
  });
  return {
    boxes: [
      {
        id: 'worker',
        title: 'Sites, one by one',
        lines: [
          ...times('night').map(
            (time) => `every night at ${time} local time, in ${counted(zones('night'), 'time zone')}`,
          ),
          ...times('afternoon').map((time) => `and at ${time} where ordered`),
          'database, attachments and settings',
        ],
        kind: 'compute',
        ...{ column: 0, row: 3 },
        stands: refsOf(...tasks, ...nights),
      },
      store('site-backups', 'Bucket of site backups', 1, bucket),
      store('twin', 'Its twin', 2, twin),
    ],
    arrows: [writes('site-backups', bucket), writes('twin', twin)],
  };
}

/** A worker whose right to keys is bound to aliases of sites uses one for each. */
function keysOf(policies: readonly TemplateResource[]): string {
  const bound = /"kms:ResourceAliases":"[^"]*\/site\/\*"/;
  const own = policies.length > 0 && policies.every(({ properties }) => bound.test(JSON.stringify(properties)));
  return own ? 'each site by a key of its own' : '';
}

/** Restores that show every night and every quarter that backups are worth something. */
export function restoreTests({ home, recovery }: Pair): Section {
  const plans = (stage: Stage | undefined) => resourcesIn(stage, 'AWS::Backup::RestoreTestingPlan');
  const said = ({ properties }: TemplateResource) => {
    const [, , day] = String(properties.ScheduleExpression)
      .replace(/^cron\(/, '')
      .split(' ');
    return `${day === '?' || day === '*' ? 'every night' : 'every quarter'}, one chosen at random`;
  };
  const box = (id: string, column: number, of: readonly TemplateResource[]) => ({
    id,
    title: 'Restores for a test',
    lines: of.map(said),
    kind: 'guard' as const,
    ...{ column, row: 2 },
    stands: refsOf(...of),
  });
  const arrow = (from: string, to: string, of: readonly TemplateResource[]) => ({
    from,
    to,
    label: '',
    stands: refsOf(...of),
    leaves: ['bottom', 0.75] as const,
    enters: ['top', 0.75] as const,
  });
  return {
    boxes: [box('tests', 1, plans(home)), box('copy-tests', 2, plans(recovery))],
    arrows: [arrow('vault', 'tests', plans(home)), arrow('copy', 'copy-tests', plans(recovery))],
  };
}

/** What a schedule tells whom it starts. */
function inputOf(target: unknown): { readonly run?: string } {
  const { Input: input } = (target ?? {}) as { Input?: unknown };
  return typeof input === 'string' ? (JSON.parse(input) as { run?: string }) : {};
}

function undeletedOf(bucket: TemplateResource | undefined): string[] {
  const { Rules: rules = [] } = (bucket?.properties.LifecycleConfiguration ?? {}) as {
    Rules?: readonly { readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays: number } }[];
  };
  const days = rules.flatMap(({ NoncurrentVersionExpiration: kept }) => kept?.NoncurrentDays ?? []);
  return days.length > 0 ? [`what is deleted can be brought back for ${Math.min(...days)} days`] : [];
}

/** `cron(0 4 ? * SAT *)` → `04:00`. */
export function timeOf(cron: string): string {
  const [minute = '', hour = ''] = cron.replace(/^cron\(/, '').split(' ');
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}
