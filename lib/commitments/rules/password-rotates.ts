import type { Assembly, TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

const SCHEDULE = 'AWS::SecretsManager::RotationSchedule';
const INSTANCE = 'AWS::RDS::DBInstance';
/** Days that a password or certificate is good for at the most. */
const LONGEST = 30;

export const passwordRotates: Rule = {
  id: 'ID-04.PasswordRotates',
  keeps: ['ID-04'],
  statement: 'The password of every database server is replaced by a function of ours within 30 days.',
  types: [SCHEDULE, INSTANCE],
  judge(resource, assembly) {
    if (resource.type === SCHEDULE) return judgeSchedule(resource, assembly);
    const secret = secretOf(resource);
    // A replica has the users of its source.
    if (resource.properties.MasterUserPassword === undefined) return undefined;
    return verdict({
      MasterUserPassword:
        secret && rotates(secret, resource)
          ? undefined
          : 'comes from a secret that nothing rotates; attach it to the server and give it a RotationSchedule',
    });
  },
};

function judgeSchedule({ properties, stack }: TemplateResource, assembly: Assembly) {
  const { RotationRules, RotationLambdaARN } = properties as {
    RotationRules?: { readonly AutomaticallyAfterDays?: number };
    RotationLambdaARN?: unknown;
  };
  const days = RotationRules?.AutomaticallyAfterDays ?? Infinity;
  return verdict({
    'RotationRules.AutomaticallyAfterDays':
      days <= LONGEST ? undefined : `is ${days}; up to ${LONGEST} days are allowed`,
    RotationLambdaARN:
      assembly.target(RotationLambdaARN, stack)?.type === 'AWS::Lambda::Function'
        ? undefined
        : 'is no function of the platform, so that nobody knows how it rotates',
  });
}

/** Logical id of the secret that a server's password is resolved from. */
function secretOf({ properties }: TemplateResource): string | undefined {
  const { 'Fn::Join': join } = (properties.MasterUserPassword ?? {}) as { 'Fn::Join'?: [string, unknown[]] };
  return join?.[1].flatMap((part) => (part as { Ref?: string }).Ref ?? [])[0];
}

function rotates(secret: string, { stack, logicalId }: TemplateResource): boolean {
  const resources = [...stack.resources.values()];
  const attachments = resources.filter(
    ({ type, properties }) =>
      type === 'AWS::SecretsManager::SecretTargetAttachment' &&
      refOf(properties.SecretId) === secret &&
      refOf(properties.TargetId) === logicalId,
  );
  return resources.some(
    ({ type, properties }) =>
      type === SCHEDULE && attachments.some((attachment) => attachment.logicalId === refOf(properties.SecretId)),
  );
}

function refOf(value: unknown): string | undefined {
  return (value as { Ref?: string } | undefined)?.Ref;
}
