import { z } from 'zod';
import { jsonText } from '../shared/json-text';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  PIPELINE: z.string().min(1),
  /** Stage in which people approve; each of its approvals is named like the group that gives it. */
  STAGE: z.string().min(1),
  /** Name of each group's role, by the group, as JSON. */
  APPROVERS: jsonText(
    z
      .record(z.string().min(1), z.string().min(1))
      .refine((groups) => Object.keys(groups).length >= 2, 'must have two groups'),
  ),
});
export type Environment = z.input<typeof environmentSchema>;
