import { z } from 'zod';

/** Hours that we may take to tell customers of a breach, at the most (IR-01). */
export const MOST_NOTICE_HOURS = 24;
/** Hours that we may take to confirm the report of a vulnerability, at the most (IR-04). */
export const MOST_CONFIRM_HOURS = 72;
/** Days that we may take to resolve it, at the most (IR-04). */
export const MOST_DISCLOSURE_DAYS = 90;

const counts = z.array(z.number().int().positive());

/** The clocks of incidents, as the config sets them; functions are given it as JSON in INCIDENT_POLICY. */
export const policySchema = z.strictObject({
  /** Minutes that each level of the escalation has, first level first (IR-03). */
  levels: z.array(z.number().int().positive()).min(2),
  /** Hours without an event after which the next one opens a new incident. */
  dedupeHours: z.number().int().positive(),
  breachNoticeHours: z.number().int().positive().max(MOST_NOTICE_HOURS),
  /** Hours before the deadline. */
  breachReminderHours: counts,
  disclosureConfirmHours: z.number().int().positive().max(MOST_CONFIRM_HOURS),
  disclosureConfirmReminderHours: counts,
  disclosureDays: z.number().int().positive().max(MOST_DISCLOSURE_DAYS),
  disclosureReminderDays: counts,
});
export type IncidentPolicy = z.infer<typeof policySchema>;
