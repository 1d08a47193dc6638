import { z } from 'zod';
import { EVERY_SITE } from '../../shared/incidents/incident';
import { title, type Finding } from '../finding';

const detailSchema = z.object({
  configRuleName: z.string(),
  resourceType: z.string(),
  resourceId: z.string(),
  newEvaluationResult: z.object({ complianceType: z.string(), annotation: z.string().nullish() }),
});

/** A resource that breaks a rule; only the rules that guard data, records or ways back get here. */
export function config(detail: unknown): Finding[] {
  const { configRuleName, resourceType, resourceId, newEvaluationResult } = detailSchema.parse(detail);
  // The pack's own id, which changes when the pack is made anew.
  const type = configRuleName.replace(/-conformance-pack-.*$/, '');
  return [
    {
      source: 'config',
      type,
      resource: `${resourceType}/${resourceId}`,
      severity: 'high',
      title: title(`Rule ${type} is broken`, newEvaluationResult.annotation ?? undefined),
      affects: EVERY_SITE,
    },
  ];
}
