import { z } from 'zod';
import type { Envelope, Finding, Names } from './finding';
import { accessAnalyzer } from './sources/access-analyzer';
import { backup } from './sources/backup';
import { cloudTrail } from './sources/cloudtrail';
import { alarm } from './sources/cloudwatch';
import { config } from './sources/config';
import { banned, malware, siteOperation } from './sources/cordon';
import { guardDuty } from './sources/guardduty';
import { securityHub } from './sources/securityhub';

/** An event of EventBridge, of whatever source. */
export const eventSchema = z
  .object({
    id: z.string().min(1),
    source: z.string(),
    'detail-type': z.string(),
    resources: z.array(z.string()).default([]),
    detail: z.unknown(),
  })
  .transform(({ 'detail-type': detailType, ...event }) => ({ ...event, detailType }));
export type ReceivedEvent = z.output<typeof eventSchema>;

/** What makes findings of the detail of an event; throws where the detail is not what the source promises. */
type Source = (detail: unknown, envelope: Envelope, names: Names) => readonly Finding[];

const SOURCES: Readonly<Record<string, Source>> = {
  'GuardDuty Finding': guardDuty,
  'Security Hub Findings - Imported': securityHub,
  'Access Analyzer Finding': accessAnalyzer,
  'Config Rules Compliance Change': config,
  'AWS API Call via CloudTrail': cloudTrail,
  'Backup Job State Change': backup,
  'Copy Job State Change': backup,
  'Restore Job State Change': backup,
  'Recovery Point State Change': backup,
  'CloudWatch Alarm State Change': alarm,
  'Site Operation Failed': siteOperation,
  'Address Banned': banned,
  'Malware Found': malware,
};

/** Types of event that are understood. */
export const EVENT_TYPES = Object.keys(SOURCES);

/**
 * What an event says, whichever source it is from.
 *
 * @throws Error for an event of a type, or a form, that nobody foresaw: it must not be lost in silence.
 */
export function normalise(event: ReceivedEvent, names: Names): readonly Finding[] {
  const source = SOURCES[event.detailType];
  if (source === undefined) {
    throw new Error(`Event ${event.id} is of type '${event.detailType}'; ${EVENT_TYPES.join(', ')} are understood`);
  }
  return source(event.detail, event, names);
}
