import { z } from 'zod';

const server = z.strictObject({
  stack: z
    .string()
    .regex(/^data-[1-9]\d*$/, 'must be a data stack such as data-1')
    .describe('Data stack that holds the server; never changes'),
  timeZone: z.string().describe('IANA time zone of its server recovery points: that of the first site placed on it'),
  removed: z
    .literal(true)
    .optional()
    .describe('Set by hand on an empty server to take it down; its number is not given out again'),
  sites: z.array(z.string()).describe('Ids of the sites that live on it'),
});

/** `config/placement.yaml`: environment, region, server, and which sites live on it. */
export const placementSchema = z.record(
  z.string(),
  z.record(
    z.string(),
    z.record(
      z.string().regex(/^(shared-[1-9]\d*|dedicated-[a-z][a-z0-9-]*)$/, 'must be shared-<number> or dedicated-<site>'),
      server,
    ),
  ),
);
export type Placement = z.infer<typeof placementSchema>;
export type PlacedServer = z.infer<typeof server>;
