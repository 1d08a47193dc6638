import { present } from '../rule';
import type { Rule } from '../rule';
import { SCHEDULE, scheduleOf } from './schedule';
import { waveOf } from './site-operations';
import { isHomeOf } from './stages';

/** @param production environments that hold live data of customers */
export function nightlyBackups(production: readonly string[]): Rule {
  return present({
    id: 'BK-01.NightlyBackups',
    keeps: ['BK-01', 'BK-02', 'BK-10', 'BK-22', 'BK-23'],
    statement:
      'In every home region of live sites a schedule starts the backup of its sites at 4 am of their own time.',
    types: [SCHEDULE],
    where: isHomeOf(production),
    needs: 'an enabled schedule at 04:00 that starts the backup of sites; see lib/sites/site-schedules.ts',
    is: (schedule, assembly) => {
      const { expression, enabled, input, target } = scheduleOf(schedule, assembly);
      return (
        expression === 'cron(0 4 * * ? *)' &&
        enabled &&
        input.includes('"run":"night"') &&
        waveOf(target, assembly) === 'backup'
      );
    },
  });
}
