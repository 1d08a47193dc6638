import { z } from 'zod';
import { EVERY_SITE } from '../../shared/incidents/incident';
import { title, type Finding } from '../finding';
import { ALARM_SEVERITIES } from '../severities';

const detailSchema = z.object({
  alarmName: z.string(),
  state: z.object({ value: z.string() }),
  configuration: z.object({ description: z.string().optional() }).optional(),
});

/** An alarm of ours that is grave: its description ends with the section of the runbook. */
export function alarm(detail: unknown): Finding[] {
  const { alarmName, state, configuration } = detailSchema.parse(detail);
  const description = configuration?.description ?? '';
  const section = /#([a-z0-9-]+)$/.exec(description)?.[1];
  const severity = section === undefined ? undefined : ALARM_SEVERITIES[section];
  if (section === undefined || severity === undefined || state.value !== 'ALARM') return [];
  return [
    {
      source: 'cloudwatch',
      type: section,
      resource: alarmName,
      severity,
      title: title(description.replace(/ What to do: \S+$/, '')),
      affects: EVERY_SITE,
    },
  ];
}
