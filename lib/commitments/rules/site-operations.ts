import type { Assembly, TemplateResource } from '../assembly';
import { present } from '../rule';
import type { Rule } from '../rule';
import { allowedTo, allows } from './identity-policies';
import { isHome } from './stages';
import { STATE_MACHINE, statesOf } from './state-machine';

/** What an operation on one site needs to be able to keep its promise. */
interface Promised {
  readonly id: string;
  readonly keeps: readonly string[];
  readonly statement: string;
  /** Its name in the input of what plans it. */
  readonly operation: string;
  /** Calls that the worker must be allowed, or the operation could not do what it is for. */
  readonly worker: readonly string[];
  /** Calls that one of its functions must be allowed. @default - none */
  readonly functions?: readonly string[];
}

const PROMISED: readonly Promised[] = [
  {
    id: 'TN-01.SitesOnboarded',
    keeps: ['TN-01'],
    statement: 'Where sites live, an operation gives each a database, a secret and a key of its own.',
    operation: 'onboard',
    worker: ['kms:CreateKey', 'secretsmanager:CreateSecret'],
  },
  {
    id: 'TN-10.SitesExported',
    keeps: ['TN-10'],
    statement: 'Where sites live, an operation exports all data of one for its customer.',
    operation: 'export',
    worker: ['s3:PutObject'],
  },
  {
    id: 'TN-21.PeopleExported',
    keeps: ['TN-21', 'TN-20'],
    statement: 'Where sites live, an operation exports what a site holds of one person.',
    operation: 'export-person',
    worker: ['s3:PutObject'],
  },
  {
    id: 'TN-22.PeopleErased',
    keeps: ['TN-20', 'TN-22'],
    statement: 'Where sites live, an operation erases one person from a site, and notes it for restores.',
    operation: 'erase-person',
    worker: ['s3:PutObject', 'kms:GenerateDataKey'],
  },
  {
    id: 'TN-20.SitesErased',
    keeps: ['TN-20', 'TN-22'],
    statement: 'Where sites live, an operation deletes what a site holds, its backups included, and shreds its keys.',
    operation: 'erase',
    worker: ['kms:ScheduleKeyDeletion', 's3:DeleteObjectVersion', 'secretsmanager:DeleteSecret'],
    functions: ['s3:DeleteObjectVersion'],
  },
];

export const siteOperations: readonly Rule[] = PROMISED.map(({ operation, worker, functions = [], ...rule }) =>
  present({
    ...rule,
    types: [STATE_MACHINE],
    where: isHome,
    needs:
      `a state machine that plans '${operation}', runs the worker as a role with ${worker.join(', ')}` +
      `${functions.length > 0 ? ` and calls a function with ${functions.join(', ')}` : ''}; make it by SiteOperations`,
    is: (machine, assembly) =>
      operationOf(machine, assembly) === operation &&
      may(machine, assembly, 'ecs:runTask.sync', worker) &&
      (functions.length === 0 || may(machine, assembly, 'lambda:invoke', functions)),
  }),
);

/** Which operation a machine has planned; undefined for a machine that plans none. */
export function operationOf(machine: TemplateResource | undefined, assembly: Assembly): string | undefined {
  return planned(machine, assembly, 'operation');
}

/** Which wave a machine has planned, and works on; undefined for a machine that does not. */
export function waveOf(machine: TemplateResource | undefined, assembly: Assembly): string | undefined {
  const works = machine && may(machine, assembly, 'ecs:runTask.sync', ['kms:GenerateDataKey']);
  return works ? planned(machine, assembly, 'wave') : undefined;
}

function planned(machine: TemplateResource | undefined, assembly: Assembly, what: string): string | undefined {
  for (const { acts, parameters } of statesOf(machine, assembly)) {
    const { Payload = {} } = parameters as { readonly Payload?: Readonly<Record<string, unknown>> };
    const name = Payload[what];
    if (acts?.type === 'AWS::Lambda::Function' && typeof name === 'string') return name;
  }
  return undefined;
}

/** Whether what one of a machine's states calls may do all of these. */
export function may(machine: TemplateResource, assembly: Assembly, calls: string, actions: readonly string[]): boolean {
  return statesOf(machine, assembly)
    .filter((state) => state.calls === calls)
    .some(({ acts }) => {
      const role = acts?.type === 'AWS::Lambda::Function' ? assembly.target(acts.properties.Role, acts.stack) : acts;
      const allowed = role ? allowedTo(role) : [];
      return actions.every((action) => allows(allowed, action));
    });
}
