import { z } from 'zod';

/** What AWS Backup tells EventBridge of a restore job that ended well. Of all it says, only the job's id is used. */
const eventSchema = z.object({
  source: z.literal('aws.backup'),
  'detail-type': z.literal('Restore Job State Change'),
  detail: z.object({
    restoreJobId: z.string().min(1),
    status: z.string().optional(),
    /** Present only where the job belongs to a drill. */
    restoreTestingPlanArn: z.string().optional(),
  }),
});

/** Id of the job to look at; undefined if the job has not come to its end, or a person restores something. */
export function jobOf(event: unknown): string | undefined {
  const { detail } = eventSchema.parse(event);
  const { restoreJobId, status, restoreTestingPlanArn } = detail;
  return status === 'COMPLETED' && restoreTestingPlanArn !== undefined ? restoreJobId : undefined;
}
