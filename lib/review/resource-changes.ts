import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import type { ResourceDifference, TemplateDiff } from '@aws-cdk/cloudformation-diff';
import type { Assembly, StackTemplate } from '../commitments/assembly';
import { STATEFUL_TYPES } from '../commitments/rules/data-outlives-stack';

/** In the order in which a reviewer wants them. `may be replaced`: CloudFormation decides by what is changed to what. */
export const CHANGE_KINDS = ['deleted', 'replaced', 'may be replaced', 'changed', 'added'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What a deployment would do to one resource. */
export interface ResourceChange {
  readonly kind: ChangeKind;
  /** Path of the stack, such as `production-eu-central-1/data`. */
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** Whether it holds data, evidence or the key to either. */
  readonly stateful: boolean;
  /** Properties and attributes that differ; of a replacement those that bring it about. Empty where all of it is new or gone. */
  readonly properties: readonly string[];
}

/** A stack before and after. Undefined where it is not there. */
export interface StackPair {
  readonly path: string;
  readonly before?: StackTemplate;
  readonly after?: StackTemplate;
}

/**
 * Stacks of both sides by path. One that has moved to another account or region, or is called otherwise, is not the
 * same to CloudFormation: the old one goes, with all that it holds, and a new one comes.
 */
export function pairsOf(before: Assembly, after: Assembly): StackPair[] {
  const old = new Map(before.stacks.map((stack) => [stack.location.path, stack]));
  const now = new Map(after.stacks.map((stack) => [stack.location.path, stack]));
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((path): StackPair[] => {
    const pair = { path, before: old.get(path), after: now.get(path) };
    if (!pair.before || !pair.after || isSamePlace(pair.before, pair.after)) return [pair];
    return [
      { path, before: pair.before },
      { path, after: pair.after },
    ];
  });
}

function isSamePlace({ location: a }: StackTemplate, { location: b }: StackTemplate): boolean {
  return a.stackName === b.stackName && a.account === b.account && a.region === b.region;
}

/** What CloudFormation's own schemas say of the difference between two templates. */
export function differenceOf({ before, after }: StackPair): TemplateDiff {
  return fullDiff(parsed(before), parsed(after));
}

function parsed(stack: StackTemplate | undefined): Record<string, unknown> {
  return stack ? (JSON.parse(stack.text) as Record<string, unknown>) : {};
}

/** What a deployment of one stack would do to its resources. */
export function changesOf({ path: stack }: StackPair, { resources }: TemplateDiff): ResourceChange[] {
  return Object.entries(resources.changes).flatMap(([logicalId, difference]): ResourceChange[] => {
    const kind = kindOf(difference);
    const type = difference.oldResourceType ?? difference.newResourceType ?? '';
    const properties = propertiesOf(difference, kind);
    // Metadata changes nothing that runs.
    if (kind === 'changed' && properties.length === 0) return [];
    return [{ kind, stack, logicalId, type, stateful: isStatefulType(type), properties }];
  });
}

function isStatefulType(type: string): boolean {
  return (STATEFUL_TYPES as readonly string[]).includes(type);
}

function kindOf({ isAddition, isRemoval, changeImpact }: ResourceDifference): ChangeKind {
  if (isAddition) return 'added';
  if (isRemoval) return 'deleted';
  if (changeImpact === ResourceImpact.WILL_REPLACE) return 'replaced';
  return changeImpact === ResourceImpact.MAY_REPLACE ? 'may be replaced' : 'changed';
}

function propertiesOf(difference: ResourceDifference, kind: ChangeKind): string[] {
  if (kind === 'added' || kind === 'deleted') return [];
  if (difference.resourceTypeChanged) return ['Type'];
  const updates = Object.entries(difference.propertyUpdates);
  const impact = kind === 'replaced' ? ResourceImpact.WILL_REPLACE : ResourceImpact.MAY_REPLACE;
  if (kind !== 'changed') {
    return updates.flatMap(([name, { changeImpact }]) => (changeImpact === impact ? [name] : [])).sort();
  }
  const others = Object.keys(difference.otherChanges).filter((name) => name !== 'Metadata');
  return [...updates.map(([name]) => name), ...others].sort();
}
