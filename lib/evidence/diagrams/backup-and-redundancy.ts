import type { Assembly, Properties, Stage, TemplateResource } from '../../commitments/assembly';
import { counted } from '../state';
import { pictureOf, type Picture } from './picture';
import type { Section } from './setup-parts';
import { ofSites, restoreTests, timeOf, type Pair } from './site-backups';
import { copiesTo } from './stores';
import { refsOf, referred, resourcesIn } from './traced';

/**
 * Where copies of customers' data are: in the home region, in its vault and bucket, and in the recovery region, with
 * when they are made, how long they are kept, and what keeps them from being deleted (DR-09).
 */
export function backupAndRedundancy(assembly: Assembly, home: Stage): Picture {
  const [target] = copiesTo(assembly, home);
  const recovery = assembly.stages.find(({ name }) => name === target?.stage);
  const pair: Pair = { assembly, home, recovery };
  const vaults = [home, recovery].map((stage) => resourcesIn(stage, 'AWS::Backup::BackupVault')[0]);
  const region = (title: string, column: number, stage: Stage | undefined, vault: TemplateResource | undefined) => ({
    title: `${title} ${stage?.region ?? ''}`,
    kind: 'border' as const,
    ...{ column, row: 0, columns: column === 0 ? 2 : 1, rows: 4 },
    stands: refsOf(vault),
  });
  const sections = [servers(pair), ofServers(pair), ofOthers(pair), ofSites(pair), restoreTests(pair)];
  return pictureOf({
    title: `Backup and redundancy of ${home.region}`,
    description: `Database servers, tables, buckets and sites of ${home.region}, the backups made of them, how long each is kept, and their copies in ${recovery?.region ?? 'no other region'}.`,
    columns: 3,
    gap: { column: 122, row: 34 },
    frames: [region('Home region', 0, home, vaults[0]), region('Recovery region', 2, recovery, vaults[1])],
    boxes: sections.flatMap(({ boxes }) => boxes),
    arrows: sections.flatMap(({ arrows }) => arrows),
  });
}

interface PlanRule {
  readonly name: string;
  readonly at: string;
  readonly days: number;
  readonly copies: readonly string[];
  readonly copyDays: readonly number[];
}

function rulesOf({ properties }: TemplateResource): PlanRule[] {
  const { BackupPlanRule: rules = [] } = (properties.BackupPlan ?? {}) as { BackupPlanRule?: readonly Properties[] };
  return rules.map(({ RuleName, ScheduleExpression, Lifecycle, CopyActions = [] }) => ({
    name: String(RuleName),
    at: timeOf(String(ScheduleExpression)),
    days: (Lifecycle as { DeleteAfterDays: number }).DeleteAfterDays,
    copies: (CopyActions as Properties[]).map((copy) => String(copy.DestinationBackupVaultArn)),
    copyDays: (CopyActions as { Lifecycle?: { DeleteAfterDays?: number } }[]).map(
      ({ Lifecycle: kept }) => kept?.DeleteAfterDays ?? Infinity,
    ),
  }));
}

/** Database servers, and what follows them at once. */
function servers({ home, recovery }: Pair): Section {
  const databases = resourcesIn(home, 'AWS::RDS::DBInstance');
  const replicas = resourcesIn(recovery, 'AWS::RDS::DBInstance').filter(({ properties }) =>
    databases.some((one) =>
      String(properties.SourceDBInstanceIdentifier).endsWith(`:${String(one.properties.DBInstanceIdentifier)}`),
    ),
  );
  const standby = databases.every(({ properties }) => properties.MultiAZ === true);
  const window = [...new Set(databases.map(({ properties }) => Number(properties.BackupRetentionPeriod ?? 0)))];
  return {
    boxes: [
      {
        id: 'databases',
        title: counted(databases.length, 'database server'),
        lines: [
          standby ? 'each with a standby in another zone' : 'not all with a standby',
          `any second of the last ${Math.min(...window)} days can be restored`,
        ],
        kind: 'data',
        ...{ column: 0, row: 0 },
        stands: refsOf(...databases),
      },
      {
        id: 'replicas',
        title: counted(replicas.length, 'read replica'),
        lines: replicas.map(({ properties }) => String(properties.DBInstanceIdentifier)),
        kind: 'data',
        ...{ column: 2, row: 0 },
        stands: refsOf(...replicas),
      },
    ],
    arrows: [
      {
        from: 'databases',
        to: 'replicas',
        label: 'replicates all the time, where ordered',
        stands: refsOf(...replicas),
        leaves: ['right', 0.25],
        enters: ['left', 0.25],
      },
    ],
  };
}

/** Recovery points of whole database servers. */
function ofServers({ assembly, home, recovery }: Pair): Section {
  const selections = resourcesIn(home, 'AWS::Backup::BackupSelection').filter((one) =>
    referred(assembly, one).some(({ type }) => type === 'AWS::RDS::DBInstance'),
  );
  const plans = [
    ...new Set(selections.flatMap((one) => assembly.target(one.properties.BackupPlanId, one.stack) ?? [])),
  ];
  const rules = distinctRules(plans.flatMap(rulesOf));
  const [vault] = resourcesIn(home, 'AWS::Backup::BackupVault');
  const [copy] = resourcesIn(recovery, 'AWS::Backup::BackupVault');
  return {
    boxes: [
      {
        id: 'vault',
        title: 'Backup vault',
        lines: [...rules.map(({ name, at, days }) => `${name} at ${at}, kept ${days} days`), ...lockOf(vault)],
        kind: 'data',
        ...{ column: 1, row: 1 },
        stands: refsOf(vault, ...plans),
      },
      {
        id: 'copy',
        title: 'Vault of copies',
        lines: lockOf(copy),
        kind: 'data',
        ...{ column: 2, row: 1 },
        stands: refsOf(copy),
      },
    ],
    arrows: [
      {
        from: 'databases',
        to: 'vault',
        label: 'every night',
        stands: refsOf(...selections),
        leaves: ['right', 0.8],
        enters: ['top', 0.5],
      },
      {
        from: 'vault',
        to: 'copy',
        label: rules.map(({ name, copyDays }) => `${name} ${copyDays.join()}\u00a0d`).join(', '),
        stands: refsOf(...plans.filter((plan) => rulesOf(plan).some(({ copies }) => copies.length > 0))),
        leaves: ['right', 0.5],
        enters: ['left', 0.5],
      },
    ],
  };
}

function distinctRules(rules: readonly PlanRule[]): PlanRule[] {
  const bySaying = new Map(rules.map((rule) => [`${rule.name} ${rule.at} ${rule.days} ${rule.copyDays.join()}`, rule]));
  return [...bySaying.values()].sort((a, b) => a.days - b.days);
}

function lockOf(vault: TemplateResource | undefined): string[] {
  const lock = vault?.properties.LockConfiguration as
    { MinRetentionDays: number; MaxRetentionDays: number; ChangeableForDays?: number } | undefined;
  if (!lock) return ['not locked'];
  const { MinRetentionDays: least, MaxRetentionDays: most, ChangeableForDays: open } = lock;
  const kind = open === undefined ? 'lock' : 'lock that nobody can loosen';
  return [`${kind}: each lives ${least} to ${most} days`];
}

/** Tables, buckets and volumes that are tagged for it. */
function ofOthers({ assembly, home }: Pair): Section {
  const selections = resourcesIn(home, 'AWS::Backup::BackupSelection').filter(({ properties }) =>
    JSON.stringify(properties).includes('aws:ResourceTag/'),
  );
  const plans = selections.flatMap((one) => assembly.target(one.properties.BackupPlanId, one.stack) ?? []);
  const rules = plans.flatMap(rulesOf);
  return {
    boxes: [
      {
        id: 'others',
        title: 'Tables, buckets, volumes',
        lines: rules.map(({ name, at, days }) => `${name} at ${at}, kept ${days} days in both vaults`),
        kind: 'data',
        ...{ column: 0, row: 1 },
        stands: refsOf(...selections, ...plans),
      },
    ],
    arrows: [
      {
        from: 'others',
        to: 'vault',
        label: 'every night',
        stands: refsOf(...selections, ...plans),
        leaves: ['right', 0.5],
        enters: ['left', 0.5],
      },
    ],
  };
}
