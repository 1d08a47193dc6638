import { z } from 'zod';
import { EVERY_SITE, NO_SITE } from '../../shared/incidents/incident';
import { site, title, type Finding } from '../finding';
import { OPERATION_SEVERITIES } from '../severities';

const operationSchema = z.object({ site: z.string(), operation: z.string(), kind: z.string(), message: z.string() });

/**
 * An operation on a site that failed. A bad night makes one incident for all its sites, not one for each: what they have
 * in common is the operation.
 */
export function siteOperation(detail: unknown): Finding[] {
  const { site: id, operation, kind } = operationSchema.parse(detail);
  return [
    {
      source: 'sites',
      type: `${operation}-failed`,
      resource: `operation/${operation}`,
      severity: OPERATION_SEVERITIES[operation] ?? 'medium',
      // Without the message, which may quote what a customer called a table or a file.
      title: title(`The ${operation} of a site has failed`, kind),
      affects: site(id),
    },
  ];
}

const bannedSchema = z.object({ address: z.string() });

/** An address that was banned: the ban is the answer already, so that it wakes nobody. */
export function banned(detail: unknown): Finding[] {
  const { address } = bannedSchema.parse(detail);
  return [
    {
      source: 'web',
      type: 'address-banned',
      resource: address,
      severity: 'low',
      title: title('An address was banned', address),
      affects: NO_SITE,
    },
  ];
}

const malwareSchema = z.object({
  bucket: z.string(),
  key: z.string(),
  site: z.string().optional(),
});

/** Malware in what was uploaded. A site's attachments lie below its id. */
export function malware(detail: unknown): Finding[] {
  const found = malwareSchema.parse(detail);
  const owner = found.site ?? (found.bucket.includes('-attachments-') ? found.key.split('/')[0] : undefined);
  return [
    {
      source: 'data',
      type: 'malware-found',
      resource: `${found.bucket}/${found.key}`,
      severity: 'high',
      title: title('Malware was found in an upload'),
      affects: owner ? site(owner) : EVERY_SITE,
    },
  ];
}
