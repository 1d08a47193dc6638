import { z } from 'zod';
import { MOST_CONFIRM_HOURS, MOST_DISCLOSURE_DAYS, MOST_NOTICE_HOURS } from '../../lambda/shared/incidents/policy';

const reminders = z.array(z.int().min(1)).max(6);

/** `incidents` of `config/platform.yaml`. */
export const incidentsSchema = z.strictObject({
  dedupeHours: z
    .int()
    .min(1)
    .max(168)
    .default(24)
    .describe('Hours without an event after which the next one of the same kind opens a new incident. Default: 24'),
  breachNoticeHours: z
    .int()
    .min(1)
    .max(MOST_NOTICE_HOURS, 'must be 24 hours or less: customers were promised that')
    .default(MOST_NOTICE_HOURS)
    .describe('Hours from awareness of a data breach in which customers are told; shorter where law asks (IR-01)'),
  breachReminderHours: reminders
    .default([12, 4, 1])
    .describe('Hours before that deadline at which on-call is reminded. Default: 12, 4 and 1 (IR-01)'),
  disclosureConfirmHours: z
    .int()
    .min(1)
    .max(MOST_CONFIRM_HOURS, 'must be 72 hours or less: reporters were promised that')
    .default(MOST_CONFIRM_HOURS)
    .describe('Hours in which the reporter of a vulnerability is answered (IR-04)'),
  disclosureConfirmReminderHours: reminders
    .default([24, 4])
    .describe('Hours before that deadline at which on-call is reminded. Default: 24 and 4 (IR-04)'),
  disclosureDays: z
    .int()
    .min(1)
    .max(MOST_DISCLOSURE_DAYS, 'must be 90 days or less: reporters were promised that')
    .default(MOST_DISCLOSURE_DAYS)
    .describe('Days in which a reported vulnerability is resolved (IR-04)'),
  disclosureReminderDays: reminders
    .default([30, 7, 1])
    .describe('Days before that deadline at which on-call is reminded. Default: 30, 7 and 1 (IR-04)'),
});
