import { textOf } from '../assembly';
import type { Stage } from '../assembly';
import { present } from '../rule';
import type { Rule } from '../rule';

/** Home regions of live sites: those whose site operations run there. */
export function isHomeOf(production: readonly string[]) {
  return ({ environment, stacks }: Stage): boolean =>
    production.includes(environment) && stacks.some(({ location }) => location.path.endsWith('/sites'));
}

/** @param production environments that hold live data of customers */
export function nightlyBackups(production: readonly string[]): Rule {
  return present({
    id: 'BK-01.NightlyBackups',
    keeps: ['BK-01', 'BK-02', 'BK-10', 'BK-22', 'BK-23'],
    statement:
      'In every home region of live sites a schedule starts the backup of its sites at 4 am of their own time.',
    types: ['AWS::Scheduler::Schedule'],
    where: isHomeOf(production),
    needs: 'an enabled schedule at 04:00 that starts the backup of sites; see lib/sites/site-schedules.ts',
    is: ({ properties, stack }, assembly) => {
      const {
        ScheduleExpression,
        State = 'ENABLED',
        Target,
      } = properties as {
        ScheduleExpression?: string;
        State?: string;
        Target?: { Arn?: unknown; Input?: unknown };
      };
      const machine = assembly.target(Target?.Arn, stack);
      return (
        ScheduleExpression === 'cron(0 4 * * ? *)' &&
        State === 'ENABLED' &&
        textOf(Target?.Input).includes('"run":"night"') &&
        textOf(machine?.properties.DefinitionString).includes('"wave":"backup"')
      );
    },
  });
}
