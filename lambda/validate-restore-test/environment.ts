import { z } from 'zod';
import { jsonText } from '../shared/json-text';

const serverSchema = z.strictObject({
  /** Id of the server in the config and in the registry. */
  id: z.string().min(1),
  /** Name of its master secret. */
  secret: z.string().min(1),
  /** GB that it has at least. */
  storageGb: z.number().int().positive(),
});
export type ExpectedServer = z.infer<typeof serverSchema>;

/** What the function reads from its environment; the construct that creates it sets the same. */
export const environmentSchema = z.object({
  /** Table of the registry, in the home region. */
  REGISTRY_TABLE: z.string().min(1),
  /** The servers that recovery points are of, by the name of the RDS instance, as JSON. */
  SERVERS: jsonText(z.record(z.string(), serverSchema)),
  /** Major version of PostgreSQL. */
  ENGINE_MAJOR: z.coerce.number().int().positive(),
  /** Where the drill puts what it restores. */
  SUBNET_GROUP: z.string().min(1),
  /** Region of the registry and of the secrets. Default: the function's own, which is not so in a recovery region. */
  HOME_REGION: z.string().min(1).optional(),
  /** File with the authorities that sign servers' certificates; the Lambda runtime loads it only on demand. */
  NODE_EXTRA_CA_CERTS: z.literal('/var/runtime/ca-cert.pem'),
});
export type Environment = z.input<typeof environmentSchema>;
