import { z } from 'zod';
import { EVERY_SITE } from '../../shared/incidents/incident';
import { title, type Finding } from '../finding';

const detailSchema = z.object({ resource: z.string(), resourceType: z.string() });

/** Somebody outside the account can reach a resource. */
export function accessAnalyzer(detail: unknown): Finding[] {
  const { resource, resourceType } = detailSchema.parse(detail);
  return [
    {
      source: 'access-analyzer',
      type: resourceType,
      resource,
      severity: 'high',
      title: title('Reachable from outside the account', resource),
      affects: EVERY_SITE,
    },
  ];
}
