import { verdict } from '../rule';
import type { Rule } from '../rule';
import { rulesOf } from './backup-plan';

/** On which days a slot is due, and how many days it takes until as many as were promised are there (D2, D3). */
const SLOTS: Readonly<Record<string, { readonly days: RegExp; readonly least: number }>> = {
  daily: { days: /^cron\(\d+ \d+ \? \* SUN,MON,TUE,WED,THU,FRI \*\)$/, least: 7 },
  weekly: { days: /^cron\(\d+ \d+ \? \* SAT \*\)$/, least: 28 },
  monthly: { days: /^cron\(\d+ \d+ 1 \* \? \*\)$/, least: 62 },
};

export const slotPlans: Rule = {
  id: 'BK-04.SlotPlans',
  keeps: ['BK-04', 'BK-05', 'BK-06', 'BK-22', 'BK-23'],
  statement:
    'Servers are backed up daily from Sunday to Friday, on Saturdays and on the first of a month, each kept long enough for six, four and two.',
  types: ['AWS::Backup::BackupPlan'],
  judge({ properties }) {
    const { BackupPlanTags: tags = {} } = properties as { BackupPlanTags?: Readonly<Record<string, string>> };
    const slot = SLOTS[tags['cordon:slot'] ?? ''];
    const [first] = rulesOf(properties);
    if (!slot || !first) return undefined;
    const { ScheduleExpression: schedule = '', Lifecycle: { DeleteAfterDays: days = 0 } = {} } = first.rule;
    return verdict({
      'BackupPlan.BackupPlanRule.0.ScheduleExpression': slot.days.test(schedule)
        ? undefined
        : `is ${schedule}, which is not when the ${tags['cordon:slot']} slot is due`,
      'BackupPlan.BackupPlanRule.0.Lifecycle.DeleteAfterDays':
        days >= slot.least ? undefined : `is ${days}; the ${tags['cordon:slot']} slot needs ${slot.least} days`,
    });
  },
};
