import { textOf } from '../assembly';
import type { Assembly, TemplateResource } from '../assembly';

export const SCHEDULE = 'AWS::Scheduler::Schedule';

/** What a schedule starts, and when. */
export interface Schedule {
  /** `cron(…)`, `rate(…)` or `at(…)`. */
  readonly expression: string;
  readonly enabled: boolean;
  /** Undefined where it stands in no template of the platform. */
  readonly target?: TemplateResource;
  /** What the target is handed, as text. */
  readonly input: string;
}

export function scheduleOf({ properties, stack }: TemplateResource, assembly: Assembly): Schedule {
  const { ScheduleExpression, State, Target } = properties as {
    readonly ScheduleExpression?: unknown;
    readonly State?: string;
    readonly Target?: { readonly Arn?: unknown; readonly Input?: unknown };
  };
  return {
    expression: textOf(ScheduleExpression),
    enabled: State !== 'DISABLED',
    target: assembly.target(Target?.Arn, stack),
    input: textOf(Target?.Input),
  };
}
