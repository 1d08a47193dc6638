import { Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ServerAccess } from '../access/server-access';
import { acknowledgeWildcards } from '../platform/wildcards';

export interface ServerRoleProps {
  /** What the servers are. @default - web servers of the hosted application */
  readonly description?: string;
  /** How they are reached and heard. */
  readonly access: Pick<ServerAccess, 'statements'>;
}

/** What a server may do: let Systems Manager reach it, and be heard. Other rooms grant it their own resources. */
export class ServerRole extends iam.Role {
  constructor(scope: Construct, id: string, { description, access }: ServerRoleProps) {
    super(scope, id, {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      description: description ?? 'Web servers of the hosted application',
    });
    this.addToPolicy(
      new iam.PolicyStatement({
        sid: 'SystemsManager',
        // Less than AmazonSSMManagedInstanceCore, which also reads every parameter of the account.
        actions: [
          'ssm:UpdateInstanceInformation',
          'ssm:ListAssociations',
          'ssm:ListInstanceAssociations',
          'ssm:GetDocument',
          'ssm:DescribeDocument',
          'ssm:GetManifest',
          'ssm:GetDeployablePatchSnapshotForInstance',
          'ssm:PutInventory',
          'ssm:PutComplianceItems',
          'ssm:PutConfigurePackageResult',
          'ssm:UpdateAssociationStatus',
          'ssm:UpdateInstanceAssociationStatus',
          'ssmmessages:CreateControlChannel',
          'ssmmessages:CreateDataChannel',
          'ssmmessages:OpenControlChannel',
          'ssmmessages:OpenDataChannel',
        ],
        resources: ['*'],
      }),
    );
    for (const statement of access.statements) this.addToPolicy(statement);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason:
        'The Systems Manager agent registers itself, opens its channels and finds the log group of sessions before a ' +
        'resource exists to name; these actions only concern the calling server, documents of Systems Manager and the ' +
        'names of log groups.',
    });
    acknowledgeWildcards(
      this,
      access.statements.filter(({ resources }) => !resources.includes('*')),
      'The streams of one log group, which are named when they are written.',
    );
  }
}
