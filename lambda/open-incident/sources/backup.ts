import { z } from 'zod';
import { server, title, type Envelope, type Finding, type Names } from '../finding';

const detailSchema = z.object({
  state: z.string().optional(),
  status: z.string().optional(),
  statusMessage: z.string().nullish(),
  validationStatus: z.string().nullish(),
  resourceArn: z.string().nullish(),
  createdResourceArn: z.string().nullish(),
});

/** A job of AWS Backup that ended badly, or a recovery point that is not whole. */
export function backup(detail: unknown, { id, detailType, resources }: Envelope, names: Names): Finding[] {
  const { state, status, statusMessage, validationStatus, resourceArn, createdResourceArn } =
    detailSchema.parse(detail);
  const outcome = validationStatus === 'FAILED' ? 'validation failed' : (state ?? status ?? 'ended badly');
  const resource = resourceArn ?? createdResourceArn ?? resources[0] ?? id;
  return [
    {
      source: 'backup',
      type: detailType.replace(/ State Change$/, ''),
      resource,
      severity: 'medium',
      title: title(`${detailType.replace(/ State Change$/, '')} ${outcome.toLowerCase()}`, statusMessage ?? undefined),
      // A server's name is in the ARN of the server; anything else may hold what belongs to any site.
      affects: server(resource, names),
    },
  ];
}
