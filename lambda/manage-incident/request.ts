import { z } from 'zod';
import { SEVERITIES } from '../shared/incidents/incident';
import { instantSchema } from '../shared/step';

const by = z.string().trim().min(3);
const words = z.string().trim().min(10).max(4000);
const incident = z.string().regex(/^(inc|dis)-\d{8}-[0-9a-f]{12}$/, "must be the id of an incident, from 'list'");
const sites = z.array(z.string()).min(1);
const customer = z.string().min(1);

/** What people do with incidents; docs/incidents.md shows each. */
export const requestSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('list') }),
  z.strictObject({ action: z.literal('show'), incident }),
  z.strictObject({
    action: z.literal('open'),
    by,
    title: z.string().trim().min(10).max(240),
    severity: z.enum(SEVERITIES),
    /** Default: all sites of the region. */
    sites: sites.optional(),
  }),
  z.strictObject({ action: z.literal('acknowledge'), incident, by }),
  z.strictObject({ action: z.literal('note'), incident, by, text: words }),
  z.strictObject({ action: z.literal('resolve'), incident, by, text: words }),
  z.strictObject({
    action: z.literal('declare-breach'),
    incident,
    by,
    /** When we became aware. Default: now */
    awareAt: instantSchema.optional(),
    /** For the notice: what happened, to what data, when, what we do, what customers should do. */
    what: words,
    data: words,
    when: z.string().trim().min(3),
    measures: words,
    advice: words,
    /** Sites that are affected. Default: those that the incident names, or its servers' or region's */
    sites: sites.optional(),
  }),
  z.strictObject({ action: z.literal('show-notice'), incident, customer }),
  z.strictObject({ action: z.literal('record-notice'), incident, customer, by, sentAt: instantSchema.optional() }),
  z.strictObject({
    action: z.literal('report-disclosure'),
    by,
    title: z.string().trim().min(10).max(240),
    severity: z.enum(SEVERITIES),
    /** When the report came in. Default: now */
    reportedAt: instantSchema.optional(),
  }),
  z.strictObject({ action: z.literal('confirm-disclosure'), incident, by }),
  z.strictObject({ action: z.literal('list-customers') }),
]);
export type IncidentRequest = z.infer<typeof requestSchema>;
export type RequestOf<Action extends IncidentRequest['action']> = Extract<IncidentRequest, { action: Action }>;

/** As the state machine hands it on. */
export const eventSchema = z.object({
  request: requestSchema,
  at: instantSchema,
  /** Name of the execution: CloudTrail has who started it. */
  execution: z.string().min(1),
});
