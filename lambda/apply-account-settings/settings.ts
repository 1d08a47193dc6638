import { z } from 'zod';
import { jsonText } from '../shared/json-text';

/** Settings of the account, which CloudFormation has no resource type for. */
export const accountSettingsSchema = z.strictObject({
  scope: z.literal('account'),
  account: z.string().regex(/^\d{12}$/),
  /** Of IAM users; there are none, and should one ever be made, this holds for it (ID-02). */
  passwordPolicy: z.strictObject({
    minimumLength: z.int().min(14),
    maximumAgeDays: z.int().min(1).max(90),
    remembered: z.int().min(1).max(24),
  }),
});
export type AccountSettings = z.infer<typeof accountSettingsSchema>;

/** Settings that an account has once in each region, which CloudFormation has no resource type for. */
export const regionSettingsSchema = z.strictObject({
  scope: z.literal('region'),
  account: z.string().regex(/^\d{12}$/),
  region: z.string().min(1),
  /** Types of resource that AWS Backup acts on, as it names them. */
  backupResourceTypes: z.array(z.string().min(1)).min(1),
  /** Those of them whose backups AWS Backup manages itself, which copies to another region need. */
  backupManagedTypes: z.array(z.string().min(1)),
  /** What Inspector scans for vulnerabilities. */
  inspect: z.array(z.enum(['EC2', 'ECR', 'LAMBDA'])).min(1),
  /** Services that need their role before a stack can set them up. */
  serviceLinkedRoles: z.array(z.string().endsWith('.amazonaws.com')),
});
export type RegionSettings = z.infer<typeof regionSettingsSchema>;

export const settingsSchema = z.discriminatedUnion('scope', [accountSettingsSchema, regionSettingsSchema]);
export type Settings = z.infer<typeof settingsSchema>;

/** Properties of the custom resource; CloudFormation turns values into strings, so the settings are one of JSON. */
export const resourcePropertiesSchema = z.object({
  settings: jsonText(settingsSchema),
});
