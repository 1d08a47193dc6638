import { z } from 'zod';

const days = z.int().min(1);

/** `identity` of platform.yaml: who may sign in to sites, and how. */
export const identitySchema = z
  .strictObject({
    passwordMinLength: z
      .int()
      .min(12)
      .max(99)
      .default(14)
      .describe('Least number of characters of a password; four kinds of characters are always asked for (ID-02)'),
    invitationDays: days
      .max(7)
      .default(3)
      .describe('Days in which an invitation, with its temporary password, must be taken up (ID-04)'),
    accessTokenMinutes: z
      .int()
      .min(5)
      .max(60)
      .default(15)
      .describe('Minutes that an access token lasts; who is removed is out by then at the latest (TN-06)'),
    sessionHours: z
      .int()
      .min(1)
      .max(24)
      .default(12)
      .describe('Hours after which a person signs in again, second factor included'),
    applicationRoles: z
      .array(z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower-case letters, digits and hyphens'))
      .min(1)
      .max(10)
      .default(['admin', 'user'])
      .describe('Roles of the hosted application; each is a group of every site (TN-04)'),
    callbackPath: z
      .string()
      .regex(/^\/[a-z0-9/-]+$/, 'must be a path such as /sign-in/callback')
      .default('/sign-in/callback')
      .describe('Path of every site that takes who has signed in'),
    apiKeys: z
      .strictObject({
        expireDays: days.max(365).default(90).describe('Days that an API key lasts (ID-05)'),
        overlapDays: days
          .max(90)
          .default(14)
          .describe('Days that a rotated key still works beside its successor (ID-05)'),
      })
      .prefault({}),
    providerSecretsOf: z.iso
      .date()
      .describe(
        'Day that the secrets of Google, Facebook and LinkedIn were stored in Secrets Manager, as ' +
          '`<name>/<environment>/sign-in/<provider>/<day>`; a year later they must have been replaced (ID-04, ID-06)',
      ),
    certificates: z
      .record(
        z.string(),
        z.record(
          z.string(),
          z.string().regex(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]{36}$/, {
            error: 'must be the ARN of an ACM certificate in us-east-1, where Cognito wants it',
          }),
        ),
      )
      .default({})
      .describe(
        'For each environment, by region: certificate of `sign-in.<domain>`, which makes it the address where users sign ' +
          'in (CR-09). Default: none, and they do so at an address of amazoncognito.com',
      ),
  })
  .describe('Who may sign in to sites, and how');
export type IdentityConfig = z.infer<typeof identitySchema>;
