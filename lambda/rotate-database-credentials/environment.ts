import { z } from 'zod';

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /**
   * File with the authorities that the function trusts beside Node's own. The Lambda runtime ships Amazon's, those of
   * RDS among them, in this file, but since Node.js 20 loads it only on demand.
   */
  NODE_EXTRA_CA_CERTS: z.literal('/var/runtime/ca-cert.pem'),
});
export type Environment = z.infer<typeof environmentSchema>;

/** The environment as the construct sets it. */
export const environment: Environment = { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' };
