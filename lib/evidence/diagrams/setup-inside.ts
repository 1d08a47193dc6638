import type { Properties, TemplateResource } from '../../commitments/assembly';
import { counted } from '../state';
import { publicBalancer, roleIn, serversOf, zonesOf, type Parts, type Section } from './setup-parts';
import { bucketLine, bucketOf, copiesTo, workerPolicies } from './stores';
import { refsOf, referred } from './traced';

/** Web servers, and the databases behind them. */
export function servers(parts: Parts): Section {
  const { assembly, ways, of } = parts;
  const web = serversOf(parts, 'web');
  const targets = web && referred(assembly, web).find(({ type }) => type.endsWith('::TargetGroup'));
  const subnets = web ? referred(assembly, web).filter(({ type }) => type === 'AWS::EC2::Subnet') : [];
  const databases = of('AWS::RDS::DBInstance').filter(({ properties }) => !properties.SourceDBInstanceIdentifier);
  const settings = databases.flatMap((one) => assembly.target(one.properties.DBParameterGroupName, one.stack) ?? []);
  const forced = settings.filter(
    ({ properties }) => (properties.Parameters as Properties | undefined)?.['rds.force_ssl'] === '1',
  );
  const served = ways.between(roleIn(assembly, publicBalancer(parts)), 'web');
  const queries = ways.between('web', 'database');
  return {
    boxes: [
      {
        id: 'web',
        title: 'Web servers',
        lines: [`${String(web?.properties.MinSize)} to ${String(web?.properties.MaxSize)}, spread over the zones`],
        kind: 'compute',
        parts: zonesOf(subnets),
        ...{ column: 1, row: 3, columns: 2 },
        stands: refsOf(web, targets, ...subnets),
      },
      {
        id: 'databases',
        title: `${counted(databases.length, 'database server')}, a database for each site`,
        lines: databaseLines(databases),
        kind: 'data',
        ...{ column: 1, row: 4, columns: 2 },
        stands: refsOf(...databases),
      },
    ],
    arrows: [
      {
        from: 'balancer',
        to: 'web',
        label: `${served?.ports ?? ''}, ${String(targets?.properties.Protocol)}`,
        stands: served && targets ? [...refsOf(targets), ...served.stands] : [],
        leaves: ['bottom', 0.1],
        enters: ['top', 0.1],
      },
      {
        from: 'web',
        to: 'databases',
        label: `${queries?.ports ?? ''}${forced.length > 0 ? ', TLS only' : ''}`,
        stands: queries ? [...queries.stands, ...refsOf(...new Set(forced))] : [],
        leaves: ['bottom', 0.046],
        enters: ['top', 0.1],
      },
    ],
  };
}

/** Most servers that are named one by one. */
const NAMED = 6;

function databaseLines(databases: readonly TemplateResource[]): string[] {
  const kinds = databases.map(({ properties }) => {
    const { Engine: engine, EngineVersion: version, MultiAZ: standby, StorageEncrypted: encrypted } = properties;
    return [
      `${engine === 'postgres' ? 'PostgreSQL' : String(engine)} ${String(version)}`,
      standby === true ? 'primary and standby in two zones' : 'no standby',
      encrypted === true ? 'encrypted' : 'not encrypted',
    ].join(', ');
  });
  const names = databases.map(
    ({ properties }) =>
      `${String(properties.DBInstanceIdentifier)} (${String(properties.DBInstanceClass).replace('db.', '')})`,
  );
  const more = names.length > NAMED ? [`and ${names.length - NAMED} more`] : [];
  return [...new Set(kinds), ...names.slice(0, NAMED), ...more];
}

/** The worker that backs sites up, restores and moves them. */
export function operations({ assembly, stage, ways, of }: Parts): Section {
  const machines = of('AWS::StepFunctions::StateMachine').filter((one) =>
    referred(assembly, one).some(({ type }) => type === 'AWS::ECS::Cluster'),
  );
  const role = machines.map((one) => roleIn(assembly, one)).find((one) => one !== undefined);
  const tasks = of('AWS::ECS::TaskDefinition');
  const way = ways.between(role, 'database');
  return {
    boxes: [
      {
        id: 'worker',
        title: 'Site worker',
        lines: ['backs up, restores and moves single sites', 'runs only while there is work'],
        kind: 'compute',
        ...{ column: 3, row: 3 },
        stands: refsOf(...tasks),
      },
    ],
    arrows: [
      {
        from: 'worker',
        to: 'databases',
        label: way?.ports ?? '',
        stands: way ? [...way.stands, ...refsOf(...machines.slice(0, 1))] : [],
        leaves: ['bottom', 0.15],
        enters: ['right', 0.5],
      },
      {
        from: 'worker',
        to: 'attachments',
        label: '',
        stands: refsOf(...workerPolicies(assembly, stage, bucketOf(stage, 'attachments'))),
        leaves: ['bottom', 0.52],
        enters: ['top', 0.5],
      },
      {
        from: 'worker',
        to: 'site-backups',
        label: 'writes',
        stands: refsOf(...workerPolicies(assembly, stage, bucketOf(stage, 'site-backups'))),
        leaves: ['bottom', 0.66],
        enters: ['top', 0.66],
      },
    ],
  };
}

/** Buckets, vault and logs, outside of the private network. */
export function stores({ assembly, stage, of }: Parts): Section {
  const [attachments, backups] = [bucketOf(stage, 'attachments'), bucketOf(stage, 'site-backups')];
  const [vault] = of('AWS::Backup::BackupVault');
  const lock = vault?.properties.LockConfiguration as Properties | undefined;
  const selections = of('AWS::Backup::BackupSelection').filter((one) =>
    referred(assembly, one).some(({ type }) => type === 'AWS::RDS::DBInstance'),
  );
  return {
    boxes: [
      {
        id: 'vault',
        title: 'Backups of whole servers',
        lines: [
          lock ? `nobody can delete one for ${String(lock.MinRetentionDays)} days` : 'not locked',
          ...copiesTo(assembly, stage).map(({ location }) => `copied to ${location.region}`),
        ],
        kind: 'data',
        ...{ column: 1, row: 5 },
        stands: refsOf(vault),
      },
      {
        id: 'attachments',
        title: 'Attachments of sites',
        lines: [bucketLine(attachments)],
        kind: 'data',
        ...{ column: 2, row: 5 },
        stands: refsOf(attachments),
      },
      {
        id: 'site-backups',
        title: 'Backups of single sites',
        lines: [bucketLine(backups)],
        kind: 'data',
        ...{ column: 3, row: 5 },
        stands: refsOf(backups),
      },
    ],
    arrows: [
      {
        from: 'databases',
        to: 'vault',
        label: 'every night',
        stands: refsOf(...selections),
        leaves: ['bottom', 0.046],
        enters: ['top', 0.1],
      },
    ],
  };
}
