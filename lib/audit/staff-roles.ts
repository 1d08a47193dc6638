import { Duration, Tags, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Place } from '../config/platform';
import type { PlatformConfig } from '../config/platform-schema';
import { staffRoleName } from '../platform/names';
import { acknowledgeWildcards } from '../platform/wildcards';
import { breakGlass, customerData, operate, readOnly, support } from './staff-access';
import { safeguards } from './staff-safeguards';

type Staff = PlatformConfig['staff'];
export type StaffAccess = Staff['roles'][number]['access'];

export interface StaffRolesProps {
  readonly place: Place;
  readonly staff: Staff;
  /** Regions of the environment; staff work in no other. */
  readonly regions: readonly string[];
}

/** The policies of each kind of access; the safeguards come with all of them. */
const POLICIES: Readonly<Record<StaffAccess, readonly (keyof typeof DOCUMENTS)[]>> = {
  'read-only': ['Safeguards', 'CustomerData', 'ReadOnly'],
  operator: ['Safeguards', 'CustomerData', 'ReadOnly', 'Operate'],
  support: ['Safeguards', 'CustomerData', 'Support'],
  'break-glass': ['Safeguards', 'ReadOnly', 'BreakGlass'],
};

const DOCUMENTS = {
  Safeguards: ({ place, regions }: StaffRolesProps) => safeguards(place, regions),
  CustomerData: ({ place }: StaffRolesProps) => customerData(place),
  ReadOnly: () => readOnly(),
  Operate: ({ place }: StaffRolesProps) => operate(place),
  Support: ({ place }: StaffRolesProps) => support(place),
  BreakGlass: ({ place }: StaffRolesProps) => breakGlass(place),
};

const WILDCARD_REASONS: Readonly<Record<keyof typeof DOCUMENTS, string>> = {
  Safeguards: 'Denies only.',
  CustomerData: 'Denies only.',
  ReadOnly: 'Descriptions of every resource, present and future; the policy beside it denies all content.',
  Operate: 'Site operations, sessions and restores name no resource beforehand; tags of the environment confine them.',
  Support: 'Log groups, metrics and executions have generated names; what can be started is confined by tags.',
  BreakGlass:
    'Emergency access has to reach what failed, whatever it is; safeguards deny tampering and on-call is told.',
};

const FULL_ACCESS_RULES = [
  'NIST.800.53.R5::NIST.800.53.R5-IAMPolicyNoStatementsWithFullAccess',
  'PCI.DSS.321::PCI.DSS.321-IAMPolicyNoStatementsWithFullAccess',
  'Control-Tower::CT.IAM.PR.3',
];

/** At the console's sign-in page, after a second factor, by a person who is named. */
export const SIGN_IN = {
  StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml', 'aws:RequestTag/mfa': 'true' },
  StringLike: { 'sts:SourceIdentity': '?*' },
};

/**
 * The roles of staff in this environment's account, taken through the identity provider with a second factor (ID-07,
 * ID-08, NW-08). There are no IAM users.
 *
 * A SAML session has no `aws:MultiFactorAuthPresent`, so the provider says it in the session tag `mfa`, which its policy
 * sets only after the second factor; a role can't be taken without it. It also has to name the person (`SourceIdentity`),
 * whom CloudTrail then shows beside every call.
 */
export class StaffRoles extends Construct {
  /** Names of the roles that wake on-call when taken. */
  public readonly breakGlassRoles: readonly string[];
  private readonly policies = new Map<string, iam.ManagedPolicy>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: StaffRolesProps,
  ) {
    super(scope, id);
    const { place, staff } = props;
    const roles = staff.roles.filter(({ environments }) => environments.includes(place.environment));
    for (const role of roles) this.addRole(role);
    this.breakGlassRoles = roles
      .filter(({ access }) => access === 'break-glass')
      .map(({ name }) => staffRoleName(place, name));
  }

  private addRole({ name, access, sessionMinutes }: Staff['roles'][number]): void {
    const { place, staff } = this.props;
    const provider = `arn:aws:iam::${place.account}:saml-provider/${staff.samlProvider}`;
    const role = new iam.Role(this, name, {
      roleName: staffRoleName(place, name),
      description: `Staff of ${place.environment}, ${access} access, sessions of ${sessionMinutes} minutes`,
      assumedBy: new iam.FederatedPrincipal(provider, SIGN_IN, 'sts:AssumeRoleWithSAML'),
      // The shortest limit that IAM knows; the provider shortens a session further by its attribute SessionDuration.
      maxSessionDuration: Duration.hours(1),
      managedPolicies: POLICIES[access].map((policy) => this.policy(policy)),
    });
    // Both come with the assertion; no tag but this one may be passed.
    role.assumeRolePolicy?.addStatements(
      new iam.PolicyStatement({
        principals: [new iam.FederatedPrincipal(provider)],
        actions: ['sts:TagSession', 'sts:SetSourceIdentity'],
        conditions: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['mfa'] } },
      }),
    );
    Tags.of(role).add('cordon:session-minutes', String(sessionMinutes));
  }

  /** Each policy is made when the first role needs it. */
  private policy(name: keyof typeof DOCUMENTS): iam.ManagedPolicy {
    const known = this.policies.get(name);
    if (known) return known;
    const statements = DOCUMENTS[name](this.props);
    const policy = new iam.ManagedPolicy(this, `${name}Policy`, { description: `Staff: ${name}`, statements });
    acknowledgeWildcards(policy, statements, WILDCARD_REASONS[name]);
    if (name === 'BreakGlass') {
      for (const id of FULL_ACCESS_RULES)
        Validations.of(policy).acknowledge({ id, reason: WILDCARD_REASONS.BreakGlass });
    }
    this.policies.set(name, policy);
    return policy;
  }
}
