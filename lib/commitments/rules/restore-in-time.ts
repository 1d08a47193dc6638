import { textOf } from '../assembly';
import { present } from '../rule';
import type { Rule } from '../rule';
import { operationOf } from './site-operations';
import { isHomeOf } from './stages';

/** A working day: the recovery time that was promised. */
const LONGEST_SECONDS = 8 * 3600;

/** @param production environments that hold live data of customers */
export function restoreInTime(production: readonly string[]): Rule {
  return present({
    id: 'DR-01.RestoreInTime',
    keeps: ['DR-01', 'DR-05', 'BK-18'],
    statement:
      'In every home region one operation restores any backup of a site, and ends within a working day or fails.',
    types: ['AWS::StepFunctions::StateMachine'],
    where: isHomeOf(production),
    needs: 'a state machine for restores that ends within 8 hours; see lib/sites/site-operations.ts',
    is: (machine, assembly) => {
      const definition = textOf(machine.properties.DefinitionString);
      const seconds = [...definition.matchAll(/"TimeoutSeconds":(\d+)/g)].map(([, value]) => Number(value));
      return (
        operationOf(machine, assembly) === 'restore' &&
        definition.includes('ecs:runTask.sync') &&
        seconds.length > 0 &&
        Math.max(...seconds) <= LONGEST_SECONDS
      );
    },
  });
}
