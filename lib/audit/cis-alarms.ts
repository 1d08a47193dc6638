import type { WatchedEvents } from './trail-alarms';

/** `{ ($.eventSource = s) && (($.eventName = A) || …) }`; without a source, the names alone. */
export function calls(names: readonly string[], source?: string): string {
  const any = names.map((name) => `($.eventName = ${name})`).join(' || ');
  return source ? `{ ($.eventSource = ${source}.amazonaws.com) && (${any}) }` : `{ ${any} }`;
}

export const each = (verbs: readonly string[], things: readonly string[]) =>
  things.flatMap((thing) => verbs.map((verb) => `${verb}${thing}`));

/** What the CIS AWS Foundations Benchmark asks to be watched (5.1 to 5.15), in its order. */
export const CIS_ALARMS: readonly WatchedEvents[] = [
  {
    id: 'UnauthorizedCalls',
    runbook: 'unauthorized-calls',
    meaning: 'Many API calls were denied within five minutes.',
    pattern:
      '{ (($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*")) && ' +
      '($.sourceIPAddress != "delivery.logs.amazonaws.com") && ($.eventName != "HeadBucket") }',
    // Consoles probe what they may show, so single denials mean nothing.
    threshold: 10,
  },
  {
    id: 'SignInWithoutMfa',
    runbook: 'sign-in-without-mfa',
    meaning: 'Somebody signed in to the console as an IAM user without a second factor.',
    pattern:
      '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ' +
      '($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
  },
  {
    id: 'RootUsed',
    runbook: 'root-used',
    meaning: 'The root user of the account was used.',
    pattern:
      '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
  },
  {
    id: 'PermissionsChanged',
    runbook: 'permissions-changed',
    meaning: 'An IAM policy was changed, attached or detached.',
    pattern: calls(
      [
        ...each(['Delete', 'Put', 'Attach', 'Detach'], ['GroupPolicy', 'RolePolicy', 'UserPolicy']),
        ...['CreatePolicy', 'DeletePolicy', 'CreatePolicyVersion', 'DeletePolicyVersion'],
      ],
      'iam',
    ),
  },
  {
    id: 'TrailChanged',
    runbook: 'trail-tampering',
    meaning: 'A CloudTrail trail was made, changed, stopped or deleted.',
    pattern: calls(['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging']),
  },
  {
    id: 'SignInFailures',
    runbook: 'sign-in-failures',
    meaning: 'Signing in to the console failed several times within five minutes.',
    pattern: '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
    threshold: 3,
  },
  {
    id: 'KeyDisabled',
    runbook: 'key-deletion',
    meaning: 'A KMS key was disabled or is to be deleted.',
    pattern: calls(['DisableKey', 'ScheduleKeyDeletion'], 'kms'),
  },
  {
    id: 'BucketPolicyChanged',
    runbook: 'bucket-policy-changed',
    meaning: 'The policy, ACL, CORS, lifecycle or replication of a bucket was changed.',
    pattern: calls(
      [
        'PutBucketAcl',
        ...each(['Put', 'Delete'], ['BucketPolicy', 'BucketCors', 'BucketLifecycle', 'BucketReplication']),
      ],
      's3',
    ),
  },
  {
    id: 'ConfigChanged',
    runbook: 'config-changed',
    meaning: 'The recording of AWS Config was changed or stopped.',
    pattern: calls(
      ['StopConfigurationRecorder', 'PutConfigurationRecorder', 'DeleteDeliveryChannel', 'PutDeliveryChannel'],
      'config',
    ),
  },
  {
    id: 'SecurityGroupChanged',
    runbook: 'network-changed',
    meaning: 'A security group was changed.',
    pattern: calls([
      ...each(['Authorize', 'Revoke'], ['SecurityGroupIngress', 'SecurityGroupEgress']),
      ...['CreateSecurityGroup', 'DeleteSecurityGroup', 'ModifySecurityGroupRules'],
    ]),
  },
  {
    id: 'NetworkAclChanged',
    runbook: 'network-changed',
    meaning: 'A network ACL was changed.',
    pattern: calls([
      ...each(['Create', 'Delete'], ['NetworkAcl', 'NetworkAclEntry']),
      ...['ReplaceNetworkAclEntry', 'ReplaceNetworkAclAssociation'],
    ]),
  },
  {
    id: 'GatewayChanged',
    runbook: 'network-changed',
    meaning: 'A network gateway was changed.',
    pattern: calls([
      ...['CreateCustomerGateway', 'DeleteCustomerGateway'],
      ...each(['Create', 'Delete', 'Attach', 'Detach'], ['InternetGateway']),
    ]),
  },
  {
    id: 'RouteChanged',
    runbook: 'network-changed',
    meaning: 'A route or route table was changed.',
    pattern: calls(
      [
        ...each(['Create', 'Delete'], ['Route', 'RouteTable']),
        ...['ReplaceRoute', 'ReplaceRouteTableAssociation', 'DisassociateRouteTable'],
      ],
      'ec2',
    ),
  },
  {
    id: 'VpcChanged',
    runbook: 'network-changed',
    meaning: 'A VPC or a peering was changed.',
    pattern: calls([
      ...['CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute'],
      ...each(['Create', 'Delete', 'Accept', 'Reject'], ['VpcPeeringConnection']),
      ...['AttachClassicLinkVpc', 'DetachClassicLinkVpc', 'DisableVpcClassicLink', 'EnableVpcClassicLink'],
    ]),
  },
  {
    id: 'OrganizationChanged',
    runbook: 'organization-changed',
    meaning: 'The AWS organization, or this account’s place in it, was changed.',
    pattern: calls(
      [
        ...['AcceptHandshake', 'AttachPolicy', 'CancelHandshake', 'CreateAccount', 'CreateOrganization'],
        ...['CreateOrganizationalUnit', 'CreatePolicy', 'DeclineHandshake', 'DeleteOrganization'],
        ...['DeleteOrganizationalUnit', 'DeletePolicy', 'EnableAllFeatures', 'EnablePolicyType'],
        ...['DisablePolicyType', 'DetachPolicy', 'InviteAccountToOrganization', 'LeaveOrganization', 'MoveAccount'],
        ...['RemoveAccountFromOrganization', 'UpdatePolicy', 'UpdateOrganizationalUnit'],
      ],
      'organizations',
    ),
  },
];
