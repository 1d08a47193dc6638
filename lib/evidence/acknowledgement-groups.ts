import { createHash } from 'node:crypto';
import type { Assembly, StackTemplate } from '../commitments/assembly';
import type { AcknowledgedFinding } from '../commitments/report';
import type { ResourceRef } from './evidence';

/** Findings of one rule that were answered for with the same reason. */
export interface AcknowledgementGroup {
  readonly engine: string;
  readonly rule: string;
  readonly description: string;
  readonly reason: string;
  /** What was found, construct by construct. */
  readonly places: readonly AcknowledgedPlace[];
}

export interface AcknowledgedPlace {
  readonly constructPath: string;
  /** Absent where the construct is no single resource of a template. */
  readonly resource?: ResourceRef;
}

/** Joins findings by what was said of them, in the order of engines, rules and reasons. */
export function groupAcknowledgements(
  acknowledged: readonly AcknowledgedFinding[],
  assembly: Assembly,
): AcknowledgementGroup[] {
  const find = resourceFinder(assembly);
  const groups = new Map<string, AcknowledgementGroup & { places: AcknowledgedPlace[] }>();
  for (const { engine, rule, description, reason, constructPath } of acknowledged) {
    const key = JSON.stringify([engine, rule, reason]);
    const group = groups.get(key) ?? { engine, rule, description, reason, places: [] };
    group.places.push({ constructPath, resource: find(constructPath) });
    groups.set(key, group);
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, group]) => ({ ...group, places: [...group.places].sort(byPath) }));
}

function byPath(a: AcknowledgedPlace, b: AcknowledgedPlace): number {
  return a.constructPath < b.constructPath ? -1 : a.constructPath > b.constructPath ? 1 : 0;
}

/** Finds the resource that a construct became: CDK ends its logical id in a digest of its path below the stack. */
function resourceFinder({ stacks }: Assembly): (constructPath: string) => ResourceRef | undefined {
  const byDigest = new Map<string, ResourceRef>();
  for (const stack of stacks) {
    for (const { logicalId, type } of stack.resources.values()) {
      byDigest.set(`${stack.location.path} ${logicalId.slice(-8)}`, { stack: stack.location.path, logicalId, type });
      byDigest.set(`${stack.location.path} ${logicalId}`, { stack: stack.location.path, logicalId, type });
    }
  }
  const longestFirst = stacks.map(({ location }) => location.path).sort((a, b) => b.length - a.length);
  return (constructPath) => {
    const stack = longestFirst.find((path) => constructPath.startsWith(`${path}/`));
    if (stack === undefined) return undefined;
    const steps = constructPath
      .slice(stack.length + 1)
      .split('/')
      .filter((step) => step !== 'Default');
    const digest = createHash('md5').update(steps.join('/')).digest('hex').slice(0, 8).toUpperCase();
    const id = steps.length === 1 ? steps[0]!.replace(/[^A-Za-z0-9]/g, '') : digest;
    return byDigest.get(`${stack} ${id}`);
  };
}

/** Whether somebody answered for what a rule of ours finds at a resource, and with which reason. */
export function acknowledgedReason(
  groups: readonly AcknowledgementGroup[],
  rule: string,
  { location }: StackTemplate,
  logicalId: string,
): string | undefined {
  return groups.find(
    (group) =>
      group.engine === 'Cordon' &&
      group.rule === rule &&
      group.places.some(({ resource }) => resource?.stack === location.path && resource.logicalId === logicalId),
  )?.reason;
}
