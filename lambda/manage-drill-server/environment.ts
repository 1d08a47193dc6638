import { z } from 'zod';
import { jsonText } from '../shared/json-text';

/** The server that a recovery drill makes; what is not here is the same for every one. */
export const drillServerSchema = z.strictObject({
  /** Name of the RDS instance: always the same, so that a drill finds what an interrupted one has left. */
  name: z.string().min(1),
  class: z.string().startsWith('db.'),
  engineVersion: z.string().min(1),
  port: z.number().int(),
  storageGb: z.number().int().positive(),
  /** Up to which RDS enlarges it by itself. */
  maxStorageGb: z.number().int().positive(),
  subnetGroup: z.string().min(1),
  parameterGroup: z.string().min(1),
  securityGroup: z.string().min(1),
  /** ARN of the key of its storage, and of the secret of its master user. */
  key: z.string().min(1),
  tags: z.record(z.string(), z.string()),
});
export type DrillServer = z.infer<typeof drillServerSchema>;

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({ SERVER: jsonText(drillServerSchema) });
export type Environment = z.input<typeof environmentSchema>;
