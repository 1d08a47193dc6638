import { isDeepStrictEqual } from 'node:util';
import type { StackTemplate, TemplateResource } from '../commitments/assembly';
import type { StackPair } from './resource-changes';

/** Somebody may do more than before. */
export interface Widening {
  readonly stack: string;
  /** Whom or what it is about: a role, or the resource whose policy it is. */
  readonly subject: string;
  /** What is new, in a line. */
  readonly what: string;
}

/** A statement of a policy as it stands in a template. */
interface Statement {
  readonly Effect?: string;
  readonly [element: string]: unknown;
}

/** Policies that belong to others, by the property that names these. */
const HOLDERS: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::ManagedPolicy': ['Roles', 'Users', 'Groups'],
  'AWS::IAM::Policy': ['Roles', 'Users', 'Groups'],
  'AWS::Lambda::Permission': ['FunctionName'],
  'AWS::S3::BucketPolicy': ['Bucket'],
  'AWS::SecretsManager::ResourcePolicy': ['SecretId'],
  'AWS::SNS::TopicPolicy': ['Topics'],
  'AWS::SQS::QueuePolicy': ['Queues'],
};

/**
 * Rights that the stack gives and did not give before: statements that allow what none of the same holder allowed,
 * statements that no longer deny, managed policies that were attached, boundaries that are gone. A condition that differs
 * counts as new, since nobody can say which is the narrower.
 */
export function widenedRights({ path: stack, before, after }: StackPair): Widening[] {
  const [old, now] = [rightsOf(before), rightsOf(after)];
  // Of what is there still, a policy that is gone denies nothing any more.
  const bereft = [...old.keys()].filter((subject) => !now.has(subject) && after?.resources.has(subject));
  return [...now.keys(), ...bereft].flatMap((subject) => {
    const [known, statements] = [old.get(subject) ?? [], now.get(subject) ?? []];
    const allowed = statements.filter((one) => isAllow(one) && !known.some((other) => covers(other, one)));
    const undenied = known.filter((one) => !isAllow(one) && !statements.some((other) => covers(other, one)));
    return [
      ...allowed.map((one) => ({ stack, subject, what: `allows ${sentence(one)}` })),
      ...undenied.map((one) => ({ stack, subject, what: `no longer denies ${sentence(one)}` })),
    ];
  });
}

/** Statements by their holder. Attached policies and a missing boundary are statements as well, of their own making. */
function rightsOf(stack: StackTemplate | undefined): Map<string, Statement[]> {
  const rights = new Map<string, Statement[]>();
  const add = (holder: string, statements: readonly Statement[]) =>
    rights.set(holder, [...(rights.get(holder) ?? []), ...statements]);
  for (const resource of stack?.resources.values() ?? []) {
    const statements = [...statementsIn(resource.properties), ...otherRights(resource)];
    if (statements.length > 0) for (const holder of holdersOf(resource)) add(holder, statements);
  }
  return rights;
}

function otherRights({ type, properties }: TemplateResource): Statement[] {
  if (type === 'AWS::Lambda::Permission') {
    const { Action, Principal, SourceArn, SourceAccount } = properties;
    const condition = {
      ...(SourceArn !== undefined && { SourceArn }),
      ...(SourceAccount !== undefined && { SourceAccount }),
    };
    return [{ Effect: 'Allow', Action, Principal, ...(Object.keys(condition).length > 0 && { Condition: condition }) }];
  }
  if (type !== 'AWS::IAM::Role' && type !== 'AWS::IAM::User') return [];
  const attached = Array.isArray(properties.ManagedPolicyArns) ? (properties.ManagedPolicyArns as unknown[]) : [];
  return [
    ...attached.map((arn) => ({ Effect: 'Allow', ManagedPolicy: arn })),
    ...(properties.PermissionsBoundary === undefined
      ? []
      : [{ Effect: 'Deny', OutsideOf: properties.PermissionsBoundary }]),
  ];
}

/** Every statement of every policy document, wherever it stands. */
function statementsIn(value: unknown): Statement[] {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { Statement: own, ...rest } = value as { readonly Statement?: unknown };
  const statements = [own ?? []].flat() as Statement[];
  return [...statements.filter(({ Effect }) => Effect !== undefined), ...Object.values(rest).flatMap(statementsIn)];
}

function holdersOf({ type, logicalId, properties }: TemplateResource): string[] {
  const named = (HOLDERS[type] ?? []).flatMap((name) => items(properties[name] ?? [])).map(nameOf);
  return named.length > 0 ? named : [logicalId];
}

function isAllow({ Effect }: Statement): boolean {
  return Effect === 'Allow';
}

/** Whether what one statement says is part of what another says; false where that can't be told. */
function covers(wide: Statement, narrow: Statement): boolean {
  if (wide.Effect !== narrow.Effect) return false;
  const elements = new Set([...Object.keys(wide), ...Object.keys(narrow)]);
  return [...elements].every((element) => {
    const [outer, inner] = [wide[element], narrow[element]];
    if (element === 'Sid' || element === 'Effect' || isDeepStrictEqual(outer, inner)) return true;
    if (element === 'Action' || element === 'Resource') return isWithin(element, outer, inner);
    // A statement without a condition says more than one with, where what it says is the same.
    return element === 'Condition' && outer === undefined;
  });
}

function isWithin(element: string, outer: unknown, inner: unknown): boolean {
  if (outer === undefined || inner === undefined) return false;
  const patterns = items(outer);
  return items(inner).every((value) =>
    patterns.some((pattern) => isDeepStrictEqual(pattern, value) || matches(element, pattern, value)),
  );
}

function matches(element: string, pattern: unknown, value: unknown): boolean {
  if (pattern === '*') return true;
  if (typeof pattern !== 'string' || typeof value !== 'string') return false;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, element === 'Action' ? 'i' : '').test(value);
}

/** Elements of a statement by the word that leads up to each. */
const WORDS: readonly (readonly [string, string])[] = [
  ['Action', ''],
  ['NotAction', 'all but'],
  ['ManagedPolicy', 'all of'],
  ['OutsideOf', 'all but'],
  ['Resource', 'on'],
  ['NotResource', 'on all but'],
  ['Principal', 'to'],
  ['NotPrincipal', 'to all but'],
  ['Condition', 'if'],
];

function sentence(statement: Statement): string {
  return WORDS.flatMap(([element, word]) =>
    statement[element] === undefined ? [] : [`${word} ${listed(statement[element])}`.trim()],
  ).join(' ');
}

/** One or several, as policies have it. */
function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

function listed(value: unknown): string {
  const names = items(value).map(nameOf);
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

/** A value in a word: `Key.Arn` for an attribute, the text itself for a text. */
export function nameOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  const {
    Ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
  } = value as {
    readonly Ref?: string;
    readonly 'Fn::GetAtt'?: string | readonly string[];
    readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
  };
  if (Ref !== undefined) return Ref.replace('AWS::', '');
  if (attribute !== undefined) return typeof attribute === 'string' ? attribute : attribute.join('.');
  return join ? join[1].map(nameOf).join(join[0]) : JSON.stringify(value);
}
