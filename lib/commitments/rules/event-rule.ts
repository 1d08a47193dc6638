import type { Assembly, TemplateResource } from '../assembly';

export const EVENT_RULE = 'AWS::Events::Rule';

export interface EventRule {
  /** Enabled where nothing is said. */
  readonly State?: string;
  readonly ScheduleExpression?: string;
  readonly EventBusName?: unknown;
  readonly EventPattern?: EventPattern;
  readonly Targets?: readonly { readonly Arn?: unknown; readonly Input?: unknown }[];
}

export interface EventPattern {
  readonly source?: readonly string[];
  readonly 'detail-type'?: readonly string[];
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** What an event rule hands its events to, as far as the assembly has it. */
export function targetsOf({ properties, stack }: TemplateResource, assembly: Assembly): TemplateResource[] {
  const { Targets = [] } = properties as EventRule;
  return Targets.flatMap(({ Arn }) => assembly.target(Arn, stack) ?? []);
}
