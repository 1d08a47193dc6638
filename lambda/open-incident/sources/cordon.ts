import { z } from 'zod';
import { NO_SITE } from '../../shared/incidents/incident';
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

const malwareSchema = z.object({ site: z.string(), object: z.string() });

/** Malware in what was uploaded to a site. The object goes by a hash: its name may be personal. */
export function malware(detail: unknown): Finding[] {
  const { site: id, object } = malwareSchema.parse(detail);
  return [
    {
      source: 'data',
      type: 'malware-found',
      resource: `${id}/${object}`,
      severity: 'high',
      title: title('Malware was found in an upload'),
      affects: site(id),
    },
  ];
}
