import { CustomResource, Duration, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Settings } from '../../lambda/apply-account-settings/settings';
import type { Place } from '../config/platform';
import type { OnCall } from '../monitoring/on-call';
import { PlatformFunction } from '../platform/platform-function';
import type { RegionalLogs } from './regional-logs';

export interface AppliedSettingsProps {
  readonly settings: Settings;
  readonly logs: Pick<RegionalLogs, 'key' | 'shipped'>;
  readonly onCall: OnCall;
  readonly place: Place;
}

/**
 * Settings of an account or region that CloudFormation has no type for, applied by a function at every change of theirs.
 * They outlive the stack.
 */
export class AppliedSettings extends Construct {
  constructor(scope: Construct, id: string, { settings, logs, onCall, place }: AppliedSettingsProps) {
    super(scope, id);
    const apply = new PlatformFunction(this, 'Function', {
      entry: 'apply-account-settings',
      description: `Applies the settings of the ${settings.scope}`,
      logs,
      logsData: 'usage',
      asynchronous: { onCall },
      timeout: Duration.minutes(5),
    });
    const permissions = new iam.ManagedPolicy(this, 'Permissions', {
      description: `Settings of the ${settings.scope}`,
      statements: settings.scope === 'account' ? onAccount() : onRegion(place, settings.serviceLinkedRoles),
    });
    permissions.attachToRole(apply.role as iam.IRole);
    Validations.of(permissions).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason:
        'Settings of an account or region have no ARN; deletions are confined to network parts that are not ours.',
    });
    if (settings.scope === 'region') {
      Validations.of(permissions).acknowledge({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::${serviceRoles(place)}]`,
        reason: 'The roles of services have paths of their own; a condition names the services whose role may be made.',
      });
    }
    // IAM takes seconds to make permissions effective; they pass while the function is made.
    apply.node.addDependency(permissions);
    new CustomResource(this, 'Settings', {
      resourceType: 'Custom::AppliedSettings',
      serviceToken: apply.functionArn,
      // Longer than the function with its retries, far shorter than the default of an hour.
      serviceTimeout: Duration.minutes(20),
      properties: { settings: JSON.stringify(settings) },
    });
  }
}

function onAccount(): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: ['s3:PutAccountPublicAccessBlock', 'iam:UpdateAccountPasswordPolicy'],
      resources: ['*'],
    }),
  ];
}

function onRegion(place: Place, serviceLinkedRoles: readonly string[]): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: [
        'backup:DescribeRegionSettings',
        'backup:UpdateRegionSettings',
        'ec2:DescribeInternetGateways',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
        'ec2:EnableEbsEncryptionByDefault',
        'inspector2:Enable',
      ],
      resources: ['*'],
    }),
    // Whatever belongs to the platform carries the tag of its environment; the default VPC carries none.
    new iam.PolicyStatement({
      actions: ['ec2:DeleteInternetGateway', 'ec2:DeleteSubnet', 'ec2:DeleteVpc', 'ec2:DetachInternetGateway'],
      resources: ['*'],
      conditions: { Null: { 'aws:ResourceTag/cordon:environment': 'true' } },
    }),
    new iam.PolicyStatement({
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [serviceRoles(place)],
      conditions: {
        StringEquals: {
          'iam:AWSServiceName': [
            ...serviceLinkedRoles,
            'inspector2.amazonaws.com',
            'agentless.inspector2.amazonaws.com',
          ],
        },
      },
    }),
  ];
}

function serviceRoles({ account }: Place): string {
  return `arn:aws:iam::${account}:role/aws-service-role/*`;
}
