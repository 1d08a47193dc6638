import { z } from 'zod';
import { EVERY_SITE, type Severity } from '../../shared/incidents/incident';
import { title, type Finding } from '../finding';
import { CALL_SEVERITIES } from '../severities';

const detailSchema = z.object({
  eventSource: z.string(),
  eventName: z.string(),
  errorCode: z.string().optional(),
  userIdentity: z.object({ arn: z.string().optional(), principalId: z.string().optional() }),
  requestParameters: z.record(z.string(), z.unknown()).nullish(),
});

/** Parameters that name what a call works on, the most telling first. */
const NAMING = [
  'bucketName',
  'recoveryPointArn',
  'backupVaultName',
  'backupPlanId',
  'keyId',
  'logGroupName',
  'trailName',
  'name',
];

/** A call that works on records, keys or backups; one that was refused is an attempt, and told less loudly. */
export function cloudTrail(detail: unknown): Finding[] {
  const { eventSource, eventName, errorCode, userIdentity, requestParameters } = detailSchema.parse(detail);
  const who = userIdentity.arn ?? userIdentity.principalId ?? 'an unknown identity';
  const named = NAMING.map((name) => requestParameters?.[name]).find(
    (value): value is string => typeof value === 'string',
  );
  const severity: Severity = CALL_SEVERITIES[eventName] ?? 'high';
  return [
    {
      source: 'cloudtrail',
      type: `${eventSource.replace(/\.amazonaws\.com$/, '')}:${eventName}`,
      resource: named ?? who,
      severity: errorCode === undefined ? severity : 'medium',
      title: title(`${eventName} ${errorCode === undefined ? 'was called' : 'was refused'}`, who),
      affects: EVERY_SITE,
    },
  ];
}
