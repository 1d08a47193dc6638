import { textOf } from '../assembly';
import type { StackTemplate, TemplateResource } from '../assembly';
import { covers, statementsOf } from './policy-statements';
import type { Statement } from './policy-statements';

/** A statement of what an identity may do, with everything as a list and as text. */
export interface IdentityStatement {
  /** Where it stands in the properties, such as `PolicyDocument.Statement.3`. */
  readonly path: string;
  readonly actions: readonly string[];
  /** ARNs; parts that only CloudFormation knows are shown as `<…>`. */
  readonly resources: readonly string[];
  /** Condition keys in lower case, each with all values that any operator compares it with. */
  readonly conditions: ReadonlyMap<string, readonly string[]>;
}

/** Types that say what an identity may do. */
export const IDENTITY_POLICIES = ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role'] as const;

/** What a policy, or the policies inside of a role, allow. */
export function allowedBy({ properties }: TemplateResource): IdentityStatement[] {
  const { PolicyDocument, Policies = [] } = properties as {
    readonly PolicyDocument?: unknown;
    readonly Policies?: readonly { readonly PolicyDocument?: unknown }[];
  };
  return [
    ...statementsIn(PolicyDocument, 'PolicyDocument'),
    ...Policies.flatMap((policy, index) => statementsIn(policy.PolicyDocument, `Policies.${index}.PolicyDocument`)),
  ];
}

function statementsIn(document: unknown, path: string): IdentityStatement[] {
  return statementsOf(document).flatMap((statement, index) =>
    statement.Effect === 'Allow' ? [{ path: `${path}.Statement.${index}`, ...readable(statement) }] : [],
  );
}

function readable({ Action, Resource, Condition = {} }: Statement): Omit<IdentityStatement, 'path'> {
  const conditions = new Map<string, string[]>();
  for (const [key, values] of Object.values(Condition).flatMap((tests) => Object.entries(tests))) {
    const name = key.toLowerCase();
    conditions.set(name, [...(conditions.get(name) ?? []), ...[values].flat().map(textOf)]);
  }
  return { actions: [Action ?? []].flat(), resources: [Resource ?? []].flat().map(textOf), conditions };
}

const policiesOf = new WeakMap<StackTemplate, ReadonlyMap<string, readonly TemplateResource[]>>();

/** Everything that a role is allowed by its own policies and by those that its stack attaches to it. */
export function allowedTo(role: TemplateResource): IdentityStatement[] {
  const attached = policiesOf.get(role.stack) ?? indexPolicies(role.stack);
  return [role, ...(attached.get(role.logicalId) ?? [])].flatMap(allowedBy);
}

function indexPolicies(stack: StackTemplate): ReadonlyMap<string, readonly TemplateResource[]> {
  const index = new Map<string, TemplateResource[]>();
  for (const resource of stack.resources.values()) {
    if (!/^AWS::IAM::(Managed)?Policy$/.test(resource.type)) continue;
    for (const { Ref = '' } of (resource.properties.Roles ?? []) as readonly { readonly Ref?: string }[])
      index.set(Ref, [...(index.get(Ref) ?? []), resource]);
  }
  policiesOf.set(stack, index);
  return index;
}

/** Whether a role, or whatever these statements are of, may do something such as `kms:Decrypt`, with one thing at least. */
export function allows(statements: readonly IdentityStatement[], action: string): boolean {
  return statements.some(({ actions }) => covers({ Action: actions }, action));
}
