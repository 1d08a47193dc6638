import { textOf } from '../assembly';
import { present } from '../rule';
import type { Rule } from '../rule';
import { SCHEDULE, scheduleOf } from './schedule';
import { waveOf } from './site-operations';
import { isHomeOf } from './stages';

/** In January, April, July and October. */
export const QUARTERLY = /^cron\(\d+ \d+ \d+ 1,4,7,10 \? \*\)$/;

/** @param production environments that hold live data of customers */
export function drillsHeld(production: readonly string[]): readonly Rule[] {
  return [
    present({
      id: 'DR-04.QuarterlyDrills',
      keeps: ['DR-04', 'DR-07'],
      statement: 'Every quarter all sites are restored for a test, in every home region.',
      types: [SCHEDULE],
      where: isHomeOf(production),
      needs: 'a schedule in January, April, July and October that starts the drill of all sites',
      is: (schedule, assembly) => {
        const { expression, enabled, target } = scheduleOf(schedule, assembly);
        return QUARTERLY.test(expression) && enabled && waveOf(target, assembly) === 'drill';
      },
    }),
    present({
      id: 'DR-04.QuarterlyServerTests',
      keeps: ['DR-04'],
      statement: 'Every quarter servers, volumes, tables and buckets are restored from their recovery points.',
      types: ['AWS::Backup::RestoreTestingPlan'],
      where: isHomeOf(production),
      needs: 'a restore testing plan in January, April, July and October',
      is: ({ properties }) => QUARTERLY.test(textOf(properties.ScheduleExpression)),
    }),
    present({
      id: 'DR-07.NightlyTests',
      keeps: ['DR-07'],
      statement: 'Every night a server is restored from one of its recovery points.',
      types: ['AWS::Backup::RestoreTestingPlan'],
      where: isHomeOf(production),
      needs: 'a restore testing plan of every night',
      is: ({ properties }) => /^cron\(\d+ \d+ \? \* \* \*\)$/.test(textOf(properties.ScheduleExpression)),
    }),
  ];
}
