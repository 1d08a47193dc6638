import { z } from 'zod';
import { DATA_PACKAGES, SITE_OPTIONS } from './vocabulary';
import type { DataPackage, SiteOption } from './vocabulary';

const text = z.string().trim().min(1);

/** `config/sites/<site>.yaml`: one production site of a customer; the file's name is the site's id. */
export const siteSchema = z.strictObject({
  customer: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,40}$/, 'must be lower-case letters, digits and hyphens')
    .describe('Id of the customer; one customer may have several sites (TN-13)'),
  name: text.describe('Display name'),
  hostName: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9-]+)+$/, 'must be a host name')
    .describe('One label below the domain of the region'),
  timeZone: text.describe('IANA time zone; backups run at 04:00 in it (BK-01)'),
  region: z.string().describe('Home region'),
  residency: z.string().describe('Named set of regions that the data may never leave (TN-11)'),
  package: z.enum(Object.keys(DATA_PACKAGES) as [DataPackage]).describe('Data package (TN-08)'),
  customGb: z
    .int()
    .min(21)
    .optional()
    .describe('Size limit in GB of a `custom` package. Default: none, and required with `custom`'),
  options: z
    .array(z.enum(Object.keys(SITE_OPTIONS) as [SiteOption]))
    .default([])
    .describe('Options ordered'),
  maskCopies: z
    .boolean()
    .default(false)
    .describe('Mask personal data in the copies of this site, before it leaves production (D20)'),
  noticeContact: z
    .email()
    .optional()
    .describe(
      'Who at the customer is told of a data breach (IR-01). Default: that of another site of the customer; one has it',
    ),
  recoveryPriority: z
    .int()
    .min(1)
    .max(9)
    .optional()
    .describe(
      'Turn in which it is restored after the loss of its region, 1 first (DR-05). Default: after all that have one',
    ),
  legalHold: z
    .strictObject({ since: z.iso.date(), reason: z.string().min(10) })
    .optional()
    .describe('Blocks erasure while present (D9). Default: none'),
});
export type SiteConfig = z.infer<typeof siteSchema>;
