import { z } from 'zod';
import { policySchema } from '../shared/incidents/policy';
import { jsonText } from '../shared/json-text';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Table of incidents. */
  INCIDENTS_TABLE: z.string().min(1),
  INCIDENT_POLICY: jsonText(policySchema),
});
export type Environment = z.input<typeof environmentSchema>;
