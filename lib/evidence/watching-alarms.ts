import type { Assembly } from '../commitments/assembly';
import type { ResourceRef } from './evidence';

/** Types of what wakes people; each names its section of the runbook. */
const WATCHING = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::Events::Rule'];

/** Alarms and notices of an assembly by the section of the runbook that their text links to. */
export function alarmsBySection({ resources }: Assembly, runbookUrl: string): Map<string, ResourceRef[]> {
  const sections = new Map<string, ResourceRef[]>();
  for (const { stack, logicalId, type, properties } of resources) {
    if (!WATCHING.includes(type)) continue;
    const [, ...after] = JSON.stringify(properties).split(`${runbookUrl}#`);
    for (const anchor of new Set(after.map((text) => /^[a-z0-9-]*/.exec(text)![0]))) {
      const alarms = sections.get(anchor) ?? [];
      alarms.push({ stack: stack.location.path, logicalId, type });
      sections.set(anchor, alarms);
    }
  }
  return sections;
}
