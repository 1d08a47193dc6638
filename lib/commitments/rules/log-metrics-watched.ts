import type { TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

interface Metric {
  readonly MetricName?: string;
  readonly MetricNamespace?: string;
}

export const logMetricsWatched: Rule = {
  id: 'LG-05.LogMetricsWatched',
  keeps: ['LG-05', 'NW-11'],
  statement: 'What is counted in a log has an alarm beside it: nobody has to read the log to learn of it.',
  types: ['AWS::Logs::MetricFilter'],
  judge(filter) {
    return verdict({
      MetricTransformations: alarmed(filter) ? undefined : 'count into a metric without an alarm; add a PlatformAlarm',
    });
  },
};

/** Whether every metric that a filter counts into has an alarm in its stack. */
export function alarmed({ stack, properties }: TemplateResource): boolean {
  const { MetricTransformations = [] } = properties as { MetricTransformations?: readonly Metric[] };
  return MetricTransformations.every(({ MetricName, MetricNamespace }) =>
    [...stack.resources.values()].some(
      ({ type, properties: alarm }) =>
        type === 'AWS::CloudWatch::Alarm' && alarm.MetricName === MetricName && alarm.Namespace === MetricNamespace,
    ),
  );
}
