import type { Assembly, TemplateResource } from '../assembly';
import { textOf } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { alarmed } from './log-metrics-watched';
import { covers } from './policy-statements';
import { denialsOf, ROLE, signIns } from './staff-role';

/** What reads something that belongs to a customer, or opens the way to it. */
const READS = [
  's3:GetObject',
  's3:GetObjectVersion',
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:Scan',
  'kms:Decrypt',
  'rds-db:connect',
  'secretsmanager:GetSecretValue',
];
const BUCKETS = ['attachments', 'exports', 'quarantine', 'site-backups'];

export const staffData: Rule = {
  id: 'ID-08.StaffData',
  keeps: ['ID-08', 'TN-23'],
  statement: 'A role of staff is denied customers’ data, or on-call hears each time that somebody takes it.',
  types: [ROLE],
  judge(role, assembly) {
    if (signIns(role).length === 0) return undefined;
    const open = openReads(role, assembly);
    if (open.length === 0) return verdict({ ManagedPolicyArns: undefined });
    return verdict({
      RoleName: watched(role)
        ? undefined
        : `is in the pattern of no alarm, though the role is not denied ${open.join(', ')}; deny it, or watch its use`,
    });
  },
};

function openReads(role: TemplateResource, assembly: Assembly): string[] {
  const denials = denialsOf(role, assembly);
  const denied = (action: string) =>
    action.startsWith('s3:')
      ? BUCKETS.every((bucket) =>
          denials.some(
            (one) => covers(one, action) && resourcesOf(one.Resource).some((arn) => arn.includes(`-${bucket}-`)),
          ),
        )
      : denials.some((one) => covers(one, action) && one.Resource === '*');
  return READS.filter((action) => !denied(action));
}

function resourcesOf(resource: unknown): string[] {
  return [resource].flat().map((part) => textOf(part));
}

/** The trail of all regions is in the stack of the roles: a role can be taken from any of them. */
function watched({ stack, properties }: TemplateResource): boolean {
  const name = textOf(properties.RoleName);
  return [...stack.resources.values()].some(
    (filter) =>
      filter.type === 'AWS::Logs::MetricFilter' &&
      name !== '' &&
      textOf(filter.properties.FilterPattern).includes(`:role/${name}"`) &&
      alarmed(filter),
  );
}
