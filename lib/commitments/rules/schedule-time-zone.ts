import { verdict } from '../rule';
import type { Rule } from '../rule';
import { isTimeZone } from './time-zone';

export const scheduleTimeZone: Rule = {
  id: 'BK-01.ScheduleTimeZone',
  keeps: ['BK-01', 'BK-12', 'TN-15'],
  statement: 'Every schedule names the time zone it is meant in.',
  types: ['AWS::Scheduler::Schedule', 'AWS::Backup::RestoreTestingPlan'],
  judge({ properties }) {
    const { ScheduleExpressionTimezone: zone } = properties;
    return verdict({
      ScheduleExpressionTimezone: isTimeZone(zone)
        ? undefined
        : `is ${JSON.stringify(zone ?? 'missing')}, which leaves it to UTC; give an IANA time zone such as Europe/Berlin`,
    });
  },
};
