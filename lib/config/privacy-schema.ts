import { z } from 'zod';
import { personLinkSchema } from '../../lambda/shared/job';

/** What the law gives at the most, in days (TN-20, TN-21). */
export const LONGEST_DEADLINE_DAYS = 30;

/** `privacy` of `config/platform.yaml`: how requests about personal data are handled. */
export const privacySchema = z.strictObject({
  deadlineDays: z
    .int()
    .min(1)
    .max(LONGEST_DEADLINE_DAYS, `must be ${LONGEST_DEADLINE_DAYS} or less: that is what was promised (TN-20, TN-21)`)
    .default(LONGEST_DEADLINE_DAYS)
    .describe('Days in which a request is answered; one request can be given less, never more (TN-20, TN-21)'),
  remindDays: z
    .int()
    .min(1)
    .default(7)
    .describe('Days before its deadline from which on-call is reminded of an open request'),
  subProcessorDays: z
    .int()
    .min(1)
    .default(20)
    .describe('Days in which a sub-processor must have confirmed its part of a request (OR-06)'),
  exitWaitingDays: z
    .int()
    .min(1)
    .default(14)
    .describe('Days between the retirement of the sites of a customer who leaves, and their erasure (TN-09)'),
  links: z
    .array(
      z.strictObject({
        table: personLinkSchema.shape.table.describe('Table of the application with its schema'),
        column: personLinkSchema.shape.column.describe('Its column that refers to another row'),
        references: personLinkSchema.shape.references.describe('Table of that row, with its schema'),
        key: personLinkSchema.shape.key.describe('Column that the row is referred to by'),
      }),
    )
    .default([])
    .describe(
      'Which rows belong to a person without an address of theirs: those that refer to rows with one (TN-20, TN-21)',
    ),
});
export type PrivacyConfig = z.infer<typeof privacySchema>;
