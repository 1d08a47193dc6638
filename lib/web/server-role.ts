import { Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** What a web server may do: let Systems Manager reach it. Other rooms grant it their own resources. */
export class ServerRole extends iam.Role {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      description: 'Web servers of the hosted application',
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
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason:
        'The Systems Manager agent registers itself and opens its channels before a resource exists to name; ' +
        'these actions only concern the calling server and documents of Systems Manager.',
    });
  }
}
