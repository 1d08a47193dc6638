import type { Context, Decision, PolicyDocument } from '../../support/policies/decide';
import { decide, mentions } from '../../support/policies/decide';
import { examplePolicies } from '../../support/policies/platform-policies';
import type { Role } from '../../support/policies/platform-policies';

/** One call that somebody could make. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  /** What the call is about. @default - nothing */
  readonly context?: Context;
  /** Policy of the resource. @default - that of the template, if it has one there */
  readonly resourcePolicy?: PolicyDocument;
  /** Calls without which this one is worth nothing. @default - none */
  readonly needs?: readonly Call[];
}

/** Somebody who acts in an account. */
export interface Actor {
  readonly arn: string;
  readonly account: string;
  readonly identityPolicies: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
  /** What the organization denies in the account. @default - nothing */
  readonly organizationPolicy?: PolicyDocument;
}

export interface Stand {
  /** Account that the resource belongs to. */
  readonly account: string;
  readonly region: string;
}

/** What a second factor and a secure connection leave in every request. */
const SIGNED_IN = { 'aws:PrincipalTag/mfa': 'true', 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };

/** What AWS would decide about the call of somebody, to a resource that stands there. */
export function asked(actor: Actor, call: Call, at: Stand, surroundings: Context = {}): Promise<Decision> {
  return decide({
    principal: actor.arn,
    action: call.action,
    resource: call.resource,
    account: at.account,
    context: call.context,
    surroundings: {
      ...SIGNED_IN,
      'aws:PrincipalArn': actor.arn,
      'aws:PrincipalAccount': actor.account,
      'aws:ResourceAccount': at.account,
      'aws:RequestedRegion': at.region,
      ...surroundings,
    },
    identityPolicies: actor.identityPolicies,
    boundary: actor.boundary,
    organizationPolicy: actor.organizationPolicy,
    resourcePolicy: call.resourcePolicy ?? examplePolicies().policyOf(call.resource),
  });
}

/** Whether a role may make a call. The simulator is only asked if its policies, and another account's, speak of it. */
export async function roleMay(role: Role, call: Call, at: Stand, surroundings: Context = {}): Promise<boolean> {
  if (!mentions(role.identityPolicies, call.action, call.resource)) return false;
  const resourcePolicy = call.resourcePolicy ?? examplePolicies().policyOf(call.resource);
  if (role.account !== at.account && !mentions([resourcePolicy], call.action)) return false;
  return (await asked(role, { ...call, resourcePolicy }, at, surroundings)) === 'Allowed';
}

/** Whether somebody may make a call, and all that it needs. */
export async function may(actor: Actor, call: Call, at: Stand, surroundings: Context = {}): Promise<boolean> {
  if ((await asked(actor, call, at, surroundings)) !== 'Allowed') return false;
  for (const need of call.needs ?? []) if (!(await may(actor, need, at, surroundings))) return false;
  return true;
}

const EVERYTHING: PolicyDocument = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** Whoever has every right that an identity can have. */
export function administrator(account: string, arn = `arn:aws:iam::${account}:role/administrator`): Actor {
  return { arn, account, identityPolicies: [EVERYTHING] };
}
