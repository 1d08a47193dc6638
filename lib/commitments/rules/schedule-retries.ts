import { verdict } from '../rule';
import type { Rule } from '../rule';

export const scheduleRetries: Rule = {
  id: 'BK-26.ScheduleRetries',
  keeps: ['BK-26', 'DR-07'],
  statement: 'A schedule that can’t start its target tries again, and puts what it gives up on where an alarm sees it.',
  types: ['AWS::Scheduler::Schedule'],
  judge({ properties }) {
    const target = (properties.Target ?? {}) as {
      DeadLetterConfig?: { Arn?: unknown };
      RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number };
    };
    const { MaximumRetryAttempts: attempts } = target.RetryPolicy ?? {};
    return verdict({
      'Target.DeadLetterConfig.Arn': target.DeadLetterConfig?.Arn
        ? undefined
        : 'is missing, so a start that failed leaves no trace; name a queue',
      'Target.RetryPolicy.MaximumRetryAttempts':
        attempts !== undefined && attempts > 0
          ? undefined
          : `is ${attempts ?? 'missing'}; say how often and for how long to try again: the default of 185 times in a day starts a night's work at noon`,
    });
  },
};
