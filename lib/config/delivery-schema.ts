import { z } from 'zod';

const repository = z
  .string()
  .regex(/^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/, 'must be <owner>/<name> of a repository on GitHub');

const approverGroup = z.strictObject({
  group: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,20}$/, 'must be 2 to 21 lower-case letters, digits and hyphens')
    .describe('Becomes the role `<name>-delivery-approver-<group>`, which the identity provider gives to its members'),
  email: z.email().describe('Where its members hear that a release waits for them'),
});

/** How grave a finding of ZAP is, from the least. */
export const SCAN_RISKS = ['low', 'medium', 'high'] as const;

/** `delivery` of platform.yaml: the account of its own from which the platform is delivered. */
export const deliverySchema = z
  .strictObject({
    account: z
      .string()
      .regex(/^\d{12}$/, 'must be a quoted 12-digit AWS account id')
      .describe(
        'Account of the pipeline; that of no environment, so that who builds has no way into one but the roles given to it',
      ),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as eu-central-1')
      .describe('Region of the pipeline; it holds source code, templates and reports, and no data of customers'),
    timeZone: z.string().min(1).describe('IANA time zone in which its nights are meant'),
    connection: z
      .string()
      .regex(
        /^arn:aws:codeconnections:[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]{36}$/,
        'must be the ARN of a connection of CodeConnections',
      )
      .describe('Connection of that account to GitHub, which a person has authorised for the repositories'),
    repository: repository.describe('The repository that holds this platform'),
    branch: z.string().min(1).default('main').describe('The protected branch that is delivered (IR-08)'),
    otherRepositories: z
      .array(repository)
      .default([])
      .describe('Further repositories of ours that are backed up every night, such as that of the application (BK-25)'),
    approvers: z
      .array(approverGroup)
      .length(2, 'must be two groups: a release to production needs a person of each (IR-11)')
      .describe('Whose members approve releases to production; the same person never counts twice'),
    scan: z
      .strictObject({
        site: z
          .string()
          .min(1)
          .optional()
          .describe('Id of the site outside production that ZAP scans before each release; default: the first (IR-06)'),
        image: z
          .string()
          .regex(/^[a-z0-9.-]+(\/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}$/, 'must be an image pinned by its digest')
          .describe('Image of ZAP, pinned by digest; a newer one is a change that is reviewed'),
        stopAt: z
          .enum(SCAN_RISKS)
          .default('medium')
          .describe('The least grave finding that keeps a release from production'),
      })
      .describe('Scan of the running application'),
    watchMinutes: z
      .int()
      .min(5)
      .max(60)
      .default(15)
      .describe('Minutes in which an alarm of the region that was just deployed takes the release back'),
  })
  .describe('Where and from what the platform is delivered');
export type DeliveryConfig = z.infer<typeof deliverySchema>;
