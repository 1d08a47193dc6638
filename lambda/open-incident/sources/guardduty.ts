import { z } from 'zod';
import { EVERY_SITE, type Affects, type Severity } from '../../shared/incidents/incident';
import { server, site, SITE_TAG, title, type Envelope, type Finding, type Names } from '../finding';

const tagsSchema = z.array(z.object({ key: z.string(), value: z.string().nullish() })).nullish();

const detailSchema = z.object({
  id: z.string(),
  type: z.string(),
  severity: z.number(),
  title: z.string(),
  resource: z.object({
    resourceType: z.string(),
    instanceDetails: z.object({ instanceId: z.string(), tags: tagsSchema }).nullish(),
    accessKeyDetails: z.object({ userName: z.string().nullish(), principalId: z.string().nullish() }).nullish(),
    s3BucketDetails: z.array(z.object({ name: z.string(), tags: tagsSchema })).nullish(),
    rdsDbInstanceDetails: z.object({ dbInstanceIdentifier: z.string(), tags: tagsSchema }).nullish(),
    lambdaDetails: z.object({ functionName: z.string(), tags: tagsSchema }).nullish(),
  }),
});
type Resource = z.infer<typeof detailSchema>['resource'];

/** A threat. GuardDuty sends the same finding again as it counts up; the resource is what they have in common. */
export function guardDuty(detail: unknown, _envelope: Envelope, names: Names): Finding[] {
  const { id, type, severity, title: text, resource } = detailSchema.parse(detail);
  return [
    {
      source: 'guardduty',
      type,
      resource: `${resource.resourceType}/${nameOf(resource) ?? id}`,
      severity: severityOf(severity),
      title: title(text),
      affects: affectedBy(resource, names),
    },
  ];
}

/** GuardDuty's own bounds. */
function severityOf(severity: number): Severity {
  if (severity >= 9) return 'critical';
  if (severity >= 7) return 'high';
  return severity >= 4 ? 'medium' : 'low';
}

function nameOf(resource: Resource): string | undefined {
  const { instanceDetails, s3BucketDetails, rdsDbInstanceDetails, lambdaDetails, accessKeyDetails } = resource;
  return (
    instanceDetails?.instanceId ??
    rdsDbInstanceDetails?.dbInstanceIdentifier ??
    s3BucketDetails?.[0]?.name ??
    lambdaDetails?.functionName ??
    accessKeyDetails?.userName ??
    accessKeyDetails?.principalId ??
    undefined
  );
}

function affectedBy(resource: Resource, names: Names): Affects {
  const { instanceDetails, s3BucketDetails, rdsDbInstanceDetails, lambdaDetails } = resource;
  const tagged = [instanceDetails, s3BucketDetails?.[0], rdsDbInstanceDetails, lambdaDetails];
  const owner = tagged.flatMap((details) => details?.tags ?? []).find(({ key }) => key === SITE_TAG)?.value;
  if (owner) return site(owner);
  return rdsDbInstanceDetails ? server(rdsDbInstanceDetails.dbInstanceIdentifier, names) : EVERY_SITE;
}
