import { verdict } from '../rule';
import type { Rule } from '../rule';
import { BACKUP_PLAN, rulesOf } from './backup-plan';
import { isTimeZone } from './time-zone';

export const backupTimeZone: Rule = {
  id: 'BK-01.BackupTimeZone',
  keeps: ['BK-01', 'BK-22', 'BK-23'],
  statement: 'Every backup runs on a schedule in a named time zone, so that four in the morning is local all year.',
  types: [BACKUP_PLAN],
  judge({ properties }) {
    return verdict(
      Object.fromEntries(
        rulesOf(properties).flatMap(({ rule, path }) => [
          [`${path}.ScheduleExpression`, rule.ScheduleExpression ? undefined : 'is missing, so it never runs'],
          [
            `${path}.ScheduleExpressionTimezone`,
            isTimeZone(rule.ScheduleExpressionTimezone)
              ? undefined
              : `is ${rule.ScheduleExpressionTimezone ?? 'missing, which means UTC'}; give an IANA time zone such as Europe/Berlin`,
          ],
        ]),
      ),
    );
  },
};
