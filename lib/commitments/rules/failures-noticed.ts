import { textOf } from '../assembly';
import { present } from '../rule';
import type { Rule } from '../rule';
import { EVENT_RULE, type EventRule } from './event-rule';

const ENDS = ['FAILED', 'EXPIRED', 'ABORTED'] as const;
const JOBS = ['Backup Job State Change', 'Copy Job State Change', 'Restore Job State Change'] as const;

export const failuresNoticed: Rule = present({
  id: 'BK-26.FailuresNoticed',
  keeps: ['BK-26'],
  statement: 'Wherever there is a vault, on-call is told of every backup, copy and restore that does not end well.',
  types: [EVENT_RULE],
  where: ({ stacks }) =>
    stacks.some(({ resources }) => [...resources.values()].some(({ type }) => type === 'AWS::Backup::BackupVault')),
  needs: 'an event rule for failed, expired and aborted backup jobs with a target; see lib/backup/backup-notices.ts',
  is: ({ properties }) => {
    const { EventPattern, State = 'ENABLED', Targets = [] } = properties as EventRule;
    const detail = JSON.stringify(EventPattern?.detail ?? '');
    return (
      State === 'ENABLED' &&
      JOBS.every((job) => EventPattern?.['detail-type']?.includes(job)) &&
      ENDS.every((end) => detail.includes(`"${end}"`)) &&
      Targets.some(({ Arn }) => textOf(Arn).includes('OnCall'))
    );
  },
});
