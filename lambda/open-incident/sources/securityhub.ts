import { z } from 'zod';
import { EVERY_SITE, type Severity } from '../../shared/incidents/incident';
import { server, site, SITE_TAG, title, type Envelope, type Finding, type Names } from '../finding';

const findingSchema = z.object({
  Title: z.string(),
  GeneratorId: z.string(),
  Severity: z.object({ Label: z.enum(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']) }),
  Compliance: z.object({ SecurityControlId: z.string().optional() }).optional(),
  Resources: z
    .array(z.object({ Type: z.string(), Id: z.string(), Tags: z.record(z.string(), z.string()).optional() }))
    .min(1),
});
const detailSchema = z.object({ findings: z.array(findingSchema).min(1) });

const SEVERITY: Readonly<Record<z.infer<typeof findingSchema>['Severity']['Label'], Severity>> = {
  CRITICAL: 'critical',
  HIGH: 'high',
  MEDIUM: 'medium',
  LOW: 'low',
  INFORMATIONAL: 'low',
};

/** Findings of Security Hub, and of what reports to it, such as Inspector. */
export function securityHub(detail: unknown, _envelope: Envelope, names: Names): Finding[] {
  return detailSchema.parse(detail).findings.map((finding) => {
    const { Type, Id, Tags } = finding.Resources[0]!;
    const owner = Tags?.[SITE_TAG];
    return {
      source: 'securityhub',
      type: finding.Compliance?.SecurityControlId ?? finding.GeneratorId,
      resource: Id,
      severity: SEVERITY[finding.Severity.Label],
      title: title(finding.Title),
      affects: owner ? site(owner) : Type === 'AwsRdsDbInstance' ? server(Id, names) : EVERY_SITE,
    };
  });
}
