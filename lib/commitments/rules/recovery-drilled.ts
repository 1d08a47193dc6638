import type { Assembly, TemplateResource } from '../assembly';
import { present, verdict } from '../rule';
import type { Rule } from '../rule';
import { QUARTERLY } from './drills-held';
import { allowedTo, allows } from './identity-policies';
import { SCHEDULE, scheduleOf } from './schedule';
import { may } from './site-operations';
import { isHome, isRecovery } from './stages';
import { STATE_MACHINE, statesOf, type MachineState } from './state-machine';

/** What the worker needs to restore a site, and compare it, by nothing but what its region has. */
const RESTORES = ['s3:GetObject', 'kms:Decrypt', 'secretsmanager:GetSecretValue'];

/** @param production environments that hold live data of customers */
export function recoveryDrilled(production: readonly string[]): Rule {
  return present({
    id: 'DR-04.RecoveryDrilled',
    keeps: ['DR-04', 'DR-02', 'DR-03', 'DR-05'],
    statement:
      'Every quarter all sites are restored for a test in each recovery region at rest, into a server of its own.',
    types: [SCHEDULE],
    where: (stage) => production.includes(stage.environment) && isRecovery(stage) && !isHome(stage),
    needs:
      'a schedule in January, April, July and October that starts the recovery drill, which makes a server and has the ' +
      'worker restore into it; see lib/recovery/drill-stack.ts',
    is: (schedule, assembly) => {
      const { expression, enabled, target } = scheduleOf(schedule, assembly);
      return (
        QUARTERLY.test(expression) &&
        enabled &&
        target !== undefined &&
        may(target, assembly, 'lambda:invoke', ['rds:CreateDBInstance']) &&
        may(target, assembly, 'ecs:runTask.sync', RESTORES)
      );
    },
  });
}

export const drillServerGoes: Rule = {
  id: 'DR-04.DrillServerGoes',
  keeps: ['DR-04', 'TN-19'],
  statement: 'A drill that makes a database server deletes it, also after a step that failed or took too long.',
  types: [STATE_MACHINE],
  judge(machine, assembly) {
    const states = statesOf(machine, assembly);
    const maker = states.find((state) => isStep(state, 'make'));
    if (!maker || !calls(maker, assembly, 'rds:CreateDBInstance')) return undefined;
    const deletes = (state: MachineState) => isStep(state, 'clear') && calls(state, assembly, 'rds:DeleteDBInstance');
    const until = beforeDeletion(maker, states, deletes);
    const ends = until.filter(({ goes }) => goes.length === 0);
    const tasks = until.filter((state) => state.calls !== '' && !state.catchesAll);
    const named = (some: readonly MachineState[]) => some.map(({ name }) => `'${name}'`).join(', ');
    return verdict({
      DefinitionString:
        ends.length > 0
          ? `ends in ${named(ends)} with the server still there; delete it first`
          : tasks.length > 0
            ? `leaves the server when ${named(tasks)} fails; catch States.ALL and delete it`
            : undefined,
    });
  },
};

/** The states that the machine may be in while the server is there. */
function beforeDeletion(
  maker: MachineState,
  states: readonly MachineState[],
  deletes: (state: MachineState) => boolean,
): MachineState[] {
  const reached = new Set([maker]);
  for (const { goes } of reached) {
    for (const state of states.filter(({ name }) => goes.includes(name))) if (!deletes(state)) reached.add(state);
  }
  return [...reached];
}

function isStep({ parameters }: MachineState, step: string): boolean {
  return (parameters.Payload as { readonly step?: unknown } | undefined)?.step === step;
}

function calls({ acts }: MachineState, assembly: Assembly, action: string): boolean {
  const role: TemplateResource | undefined = acts && assembly.target(acts.properties.Role, acts.stack);
  return role !== undefined && allows(allowedTo(role), action);
}
