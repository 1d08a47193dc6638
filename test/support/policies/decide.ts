import { runSimulation } from '@cloud-copilot/iam-simulate';

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly [key: string]: unknown;
}
export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: readonly Statement[];
}
export type Decision = 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied';
export type Context = Readonly<Record<string, string | string[]>>;

export interface Request {
  /** ARN, or a service such as `logs.amazonaws.com`. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** Account that the resource belongs to. */
  readonly account: string;
  /** What the call is about; a key that the call doesn't know is an error. @default - nothing */
  readonly context?: Context;
  /** What is known of every call; a key that this one doesn't know is left out. @default - nothing */
  readonly surroundings?: Context;
  /** @default - none */
  readonly identityPolicies?: readonly PolicyDocument[];
  /** @default - none, so that it limits nothing */
  readonly boundary?: PolicyDocument;
  /** @default - none */
  readonly resourcePolicy?: PolicyDocument;
  /** Of the session, where it has less than its role. @default - none */
  readonly sessionPolicy?: PolicyDocument;
  /** Service control policy of the organization, beside the one that allows everything. @default - none */
  readonly organizationPolicy?: PolicyDocument;
  /** Of the VPC endpoint that the call goes through. @default - through none */
  readonly endpointPolicy?: PolicyDocument;
}

/**
 * Stand-ins for keys that the simulator takes for unknown, since they hold a colon or are another service's, which nothing
 * of ours uses.
 */
const ALIASES: Readonly<Record<string, string>> = {
  'kms:EncryptionContext:aws:logs:arn': 'kms:RecipientAttestation:PCR29',
  'kms:EncryptionContext:aws:states:stateMachineArn': 'kms:RecipientAttestation:PCR30',
  'kms:EncryptionContext:aws:ssm:SessionId': 'kms:RecipientAttestation:PCR31',
  'kms:EncryptionContext:aws:s3:arn': 'kms:RecipientAttestation:PCR28',
  'ec2:osuser': 'aws:ResourceTag/stand-in-for-osuser',
  // An action on a session, which AWS authorizes by its ARN, and the simulator by none.
  'ssmmessages:OpenDataChannel': 'ssm:ResumeSession',
};
const aliased = new WeakMap<object, unknown>();

function withAliases<T extends object>(value: T): T {
  const known = aliased.get(value);
  if (known) return known as T;
  const text = JSON.stringify(value);
  const replaced = Object.entries(ALIASES).reduce(
    (done, [key, alias]) => done.replaceAll(`"${key}"`, `"${alias}"`),
    text,
  );
  const result = replaced === text ? value : (JSON.parse(replaced) as T);
  aliased.set(value, result);
  return result;
}

const abouts = new WeakMap<PolicyDocument, Map<string, PolicyDocument | undefined>>();

/** A policy's statements on an action. The others change nothing, and to check them takes most of the simulator's time. */
function about(policy: PolicyDocument, action: string): PolicyDocument | undefined {
  let known = abouts.get(policy);
  if (!known) abouts.set(policy, (known = new Map<string, PolicyDocument | undefined>()));
  if (!known.has(action)) {
    const Statement = policy.Statement.filter(
      ({ Action, NotAction }) => NotAction !== undefined || names(Action, action),
    );
    known.set(action, Statement.length === 0 ? undefined : { ...policy, Statement });
  }
  return known.get(action);
}

const named = (policies: readonly PolicyDocument[]) =>
  policies.map((policy, index) => ({ name: `${index}`, policy: withAliases(policy) }));

const ALL_OF_AWS: PolicyDocument = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

const controls = (policy: PolicyDocument) => ({ orgIdentifier: 'r-root', policies: named([ALL_OF_AWS, policy]) });

/** What AWS would decide; throws on a request that can't be simulated, so that nothing is denied by mistake. */
export async function decide(request: Request): Promise<Decision> {
  const { principal, action, resource, account, context = {}, surroundings = {} } = request;
  const {
    identityPolicies = [],
    boundary,
    resourcePolicy,
    sessionPolicy,
    endpointPolicy,
    organizationPolicy,
  } = request;
  const asked = withAliases({ ...context });
  const relevant = resourcePolicy && about(resourcePolicy, action);
  const outcome = await runSimulation(
    {
      request: {
        principal,
        action: ALIASES[action] ?? action,
        resource: { resource, accountId: account },
        contextVariables: { ...surroundings, ...asked },
      },
      identityPolicies: named(identityPolicies.flatMap((policy) => about(policy, action) ?? [])),
      permissionBoundaryPolicies: boundary && named([boundary]),
      resourcePolicy: relevant && withAliases(relevant),
      sessionPolicy: sessionPolicy && withAliases(sessionPolicy),
      vpcEndpointPolicies: endpointPolicy && named([endpointPolicy]),
      serviceControlPolicies: organizationPolicy ? [controls(organizationPolicy)] : [],
      resourceControlPolicies: [],
    },
    { simulationMode: 'Strict' },
  );
  if (outcome.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(outcome.errors)}`);
  const results = outcome.resultType === 'single' ? [outcome.result] : outcome.results;
  const ignored = results.flatMap(({ ignoredContextKeys = [] }) => ignoredContextKeys).filter((key) => key in asked);
  if (ignored.length > 0) throw new Error(`${action} knows no ${ignored.join(', ')}`);
  return outcome.overallResult;
}

/**
 * Whether any statement could allow the action, on the resource if one is given, whatever its conditions. If none could,
 * nobody need ask the simulator, whose every answer takes milliseconds.
 */
export function mentions(
  policies: readonly (PolicyDocument | undefined)[],
  action: string,
  resource?: string,
): boolean {
  return policies.some((policy) =>
    (policy ? allowances(policy, action) : []).some(
      (on) => resource === undefined || on === 'any' || on.some((pattern) => matches(pattern, resource)),
    ),
  );
}

/** Patterns of the resources that a statement is about; any where it names those that it is not about. */
type On = readonly string[] | 'any';
const allowed = new WeakMap<PolicyDocument, Map<string, readonly On[]>>();

/** What each of a policy's statements that could allow an action could allow it on. */
function allowances(policy: PolicyDocument, action: string): readonly On[] {
  let known = allowed.get(policy);
  if (!known) allowed.set(policy, (known = new Map<string, readonly On[]>()));
  let found = known.get(action);
  if (!found) {
    found = policy.Statement.filter(
      ({ Effect, Action, NotAction }) => Effect === 'Allow' && (NotAction !== undefined || names(Action, action)),
    ).map(({ Resource, NotResource }) => (NotResource !== undefined ? 'any' : texts(Resource).map(withoutVariables)));
    known.set(action, found);
  }
  return found;
}

function names(patterns: unknown, action: string): boolean {
  return texts(patterns).some((pattern) => matches(pattern.toLowerCase(), action));
}

function texts(value: unknown): string[] {
  return [value ?? []].flat().map(String);
}

/** What a policy variable stands for is not known here, so it may be anything. */
function withoutVariables(pattern: string): string {
  return pattern.replaceAll(/\$\{[^}]*\}/g, '*');
}

const patterns = new Map<string, RegExp>();

function matches(pattern: string, text: string): boolean {
  let expression = patterns.get(pattern);
  if (!expression) {
    const escaped = pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    patterns.set(pattern, (expression = new RegExp(`^${escaped}$`, 'i')));
  }
  return expression.test(text);
}
