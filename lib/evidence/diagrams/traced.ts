import type { Assembly, Properties, Stage, TemplateResource } from '../../commitments/assembly';
import { ROLE_TAG } from '../../network/security-groups';
import type { ResourceRef } from '../evidence';

/** Resources of a stage of some type. */
export function resourcesIn(stage: Stage | undefined, type: string): TemplateResource[] {
  return (stage?.stacks ?? []).flatMap(({ resources }) => [...resources.values()].filter((one) => one.type === type));
}

export function refsOf(...resources: readonly (TemplateResource | undefined)[]): ResourceRef[] {
  return resources.flatMap((one) =>
    one ? [{ stack: one.stack.location.path, logicalId: one.logicalId, type: one.type }] : [],
  );
}

/** References only where all are there: an arrow needs each of them. */
export function allOf(...resources: readonly (TemplateResource | undefined)[]): ResourceRef[] {
  return resources.every((one) => one !== undefined) ? refsOf(...resources) : [];
}

/** Every resource that the properties of another refer to. */
export function referred(assembly: Assembly, from: TemplateResource): TemplateResource[] {
  const found = new Set<TemplateResource>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const target = Array.isArray(value) ? undefined : assembly.target(value, from.stack);
    if (target) found.add(target);
    for (const part of Object.values(value)) visit(part);
  };
  visit(from.properties);
  return [...found];
}

/** Security groups that a resource puts its network interfaces into. */
export function groupsOf(assembly: Assembly, from: TemplateResource): TemplateResource[] {
  return referred(assembly, from).filter(({ type }) => type === 'AWS::EC2::SecurityGroup');
}

/** The role that a security group is for, by its tag. */
export function roleOf(group: TemplateResource): string | undefined {
  return ((group.properties.Tags ?? []) as { Key: string; Value: string }[]).find(({ Key }) => Key === ROLE_TAG)?.Value;
}

/** Whether a policy of a role may do something with what an ARN begins with. */
export function allows({ properties }: TemplateResource, action: string, arn: string): boolean {
  const { Statement: statements = [] } = (properties.PolicyDocument ?? {}) as { Statement?: readonly Properties[] };
  return statements.some(
    ({ Effect, Action, Resource }) =>
      Effect === 'Allow' && [Action].flat().includes(action) && [Resource].flat().some((one) => one === arn),
  );
}
