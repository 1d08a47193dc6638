import { manifests } from './assembly';
import type { Assembly, StackTemplate } from './assembly';
import { isStateful } from './rules/data-outlives-stack';

/** CloudFormation allows 500 resources and 1 MB; the rest is room to add something in an incident. */
export const STACK_LIMITS = { resources: 400, bytes: 800_000 } as const;

/** What synth would have to ask AWS for; nothing, since every fact is in the config. @param folder such as `cdk.out` */
export function missingFacts(folder: string): string[] {
  const keys = manifests(folder).flatMap(({ manifest }) => (manifest.missing ?? []).map(({ key }) => key));
  return [...new Set(keys)];
}

/** Stacks that CDK filled with made-up values, because it was denied a look-up: `dummy1a` and the like. */
export function dummies({ stacks }: Assembly): string[] {
  return stacks.flatMap(({ location, text }) => {
    const dummy = /dummy[-\w]*|vpc-12345|ami-1234\b/.exec(text);
    return dummy ? [`${location.path} contains '${dummy[0]}'`] : [];
  });
}

/** Stacks that grow towards what CloudFormation refuses. */
export function oversized({ stacks }: Assembly): string[] {
  return stacks.flatMap(({ location: { path }, resources, bytes }) => [
    ...(resources.size > STACK_LIMITS.resources
      ? [`${path} has ${resources.size} resources, more than ${STACK_LIMITS.resources}; split it`]
      : []),
    ...(bytes > STACK_LIMITS.bytes ? [`${path} has ${bytes} bytes, more than ${STACK_LIMITS.bytes}; split it`] : []),
  ]);
}

/** `<type> <logical id>` of what holds data in a stack: to change one is to replace a database. */
export function statefulIds({ resources }: StackTemplate): string[] {
  return [...resources.values()]
    .filter(isStateful)
    .map(({ type, logicalId }) => `${type} ${logicalId}`)
    .sort();
}
