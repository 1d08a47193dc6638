import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const quotaSchema = z.strictObject({
  id: z.string().describe('What our own code calls it'),
  service: z.string().describe('Code of the service in Service Quotas'),
  code: z
    .string()
    .regex(/^L-[0-9A-F]{8}$/)
    .optional()
    .describe('Default: Service Quotas has none for it'),
  name: z.string(),
  value: z.number().positive(),
  unit: z.string(),
  regions: z.record(z.string(), z.number().positive()).optional().describe('Regions whose default is another one'),
  adjustable: z.boolean().describe('Whether AWS raises it on request'),
  source: z.url({ protocol: /^https$/ }).describe("Page of AWS's documentation that states it"),
  verified: z.boolean().describe('Whether it was read there on the date of the table; else it is from memory'),
});

/** A limit of AWS, as an account has it before anybody asks for more. */
export type Quota = z.infer<typeof quotaSchema>;

const tableSchema = z.strictObject({ asOf: z.iso.date(), quotas: z.array(quotaSchema) });

const table = tableSchema.parse(parse(readFileSync(join(__dirname, 'aws-quotas.yaml'), 'utf8')));

/** When the table was compared with its sources. */
export const QUOTAS_AS_OF = table.asOf;

export const QUOTAS: readonly Quota[] = table.quotas;
