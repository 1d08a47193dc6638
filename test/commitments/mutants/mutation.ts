import type { StackTemplate, TemplateResource } from '../../../lib/commitments/assembly';

/** Properties of a template's resource, in any shape that CloudFormation may give them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Raw = any;

/**
 * What breaks a resource that keeps a rule: changes its properties in place, or makes another resource of it. Where that
 * leaves a resource as it was, there is nothing to break.
 */
export type Mutation = ((properties: Raw, type: string) => unknown) | Replacement;

export interface Replacement {
  readonly replace: (resource: TemplateResource) => TemplateResource;
}

/** Mutations by the id of the rule that has to find each of them. */
export type Mutations = Readonly<Record<string, readonly Mutation[]>>;

export function replaced(replace: Replacement['replace']): Replacement {
  return { replace };
}

/** Leaves a resource as it is, and takes all of another type from beside it. */
export function alone(type: string): Replacement {
  return replaced((resource) => {
    const resources = new Map<string, TemplateResource>();
    const stack = Object.assign(Object.create(resource.stack) as StackTemplate, { resources });
    for (const [id, other] of resource.stack.resources) if (other.type !== type) resources.set(id, { ...other, stack });
    return { ...resource, stack };
  });
}

/** A resource that a mutation has broken; undefined where it has nothing to break. */
export function mutantOf(resource: TemplateResource, mutation: Mutation): TemplateResource | undefined {
  const mutant = typeof mutation === 'function' ? withProperties(resource, mutation) : mutation.replace(resource);
  return mutant.stack === resource.stack && textOf(mutant) === textOf(resource) ? undefined : mutant;
}

function withProperties(
  resource: TemplateResource,
  mutate: (properties: Raw, type: string) => unknown,
): TemplateResource {
  const properties = structuredClone(resource.properties);
  mutate(properties, resource.type);
  return { ...resource, properties };
}

function textOf(resource: TemplateResource): string {
  return JSON.stringify({ ...resource, stack: undefined });
}

/** Says something else everywhere in a property, such as a definition in pieces. */
export function rewrite(properties: Raw, property: string, from: string, to: string): void {
  properties[property] = JSON.parse(JSON.stringify(properties[property]).replaceAll(from, to));
}
