import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Place } from '../config/platform';

const { InterfaceVpcEndpointAwsService: services } = ec2;

/**
 * AWS services with a door of their own in the VPC (EC2.10, .55, .56, .57): what servers, the worker and Session
 * Manager call all the time, or send secrets to. The rest goes through NAT, under the DNS firewall.
 *
 * `own`: reaches resources of this account only. `shared`: AWS itself offers resources there (images, documents,
 * parameters, packages), so only the caller is confined to this account.
 */
const INTERFACES: readonly {
  readonly id: string;
  readonly service: ec2.IInterfaceVpcEndpointService;
  readonly resources: 'own' | 'shared';
}[] = [
  { id: 'Ec2', service: services.EC2, resources: 'shared' },
  { id: 'Ssm', service: services.SSM, resources: 'shared' },
  { id: 'SsmMessages', service: services.SSM_MESSAGES, resources: 'shared' },
  { id: 'Ec2Messages', service: services.EC2_MESSAGES, resources: 'shared' },
  { id: 'EcrApi', service: services.ECR, resources: 'shared' },
  { id: 'EcrDocker', service: services.ECR_DOCKER, resources: 'shared' },
  { id: 'Sts', service: services.STS, resources: 'own' },
  { id: 'Kms', service: services.KMS, resources: 'own' },
  { id: 'SecretsManager', service: services.SECRETS_MANAGER, resources: 'own' },
  { id: 'Logs', service: services.CLOUDWATCH_LOGS, resources: 'own' },
  { id: 'Monitoring', service: services.CLOUDWATCH_MONITORING, resources: 'own' },
  { id: 'Sns', service: services.SNS, resources: 'own' },
  { id: 'Sqs', service: services.SQS, resources: 'own' },
  { id: 'States', service: services.STEP_FUNCTIONS, resources: 'own' },
];

export interface ServiceEndpointsProps {
  readonly place: Place;
  readonly vpc: ec2.Vpc;
  /** Where servers and functions stand: the only subnets that get endpoints. */
  readonly subnets: ec2.SubnetSelection;
  /** Accounts that copies of sites are sent to, by S3 and under keys of theirs (D20). */
  readonly copyAccounts: readonly string[];
  /** Group of the interface endpoints. */
  readonly securityGroup: ec2.ISecurityGroup;
}

/** Private ways to AWS services, which can't be used to carry data to another account (TN-18, BK-21). */
export class ServiceEndpoints extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { place, vpc, subnets, copyAccounts, securityGroup }: ServiceEndpointsProps,
  ) {
    super(scope, id);
    const gateway = (name: string, service: ec2.GatewayVpcEndpointAwsService): ec2.GatewayVpcEndpoint =>
      new ec2.GatewayVpcEndpoint(this, name, { vpc, service, subnets: [subnets] });
    const s3 = gateway('S3', ec2.GatewayVpcEndpointAwsService.S3);
    s3.addToPolicy(confine(place.account, 'own', copyAccounts));
    s3.addToPolicy(readAmazonBuckets(place.region));
    gateway('DynamoDb', ec2.GatewayVpcEndpointAwsService.DYNAMODB).addToPolicy(confine(place.account, 'own'));

    for (const { id: name, service, resources } of INTERFACES) {
      const endpoint = new ec2.InterfaceVpcEndpoint(this, name, {
        vpc,
        service,
        subnets,
        securityGroups: [securityGroup],
        privateDnsEnabled: true,
        // The port table says who may enter, not the VPC's whole range.
        open: false,
      });
      endpoint.addToPolicy(confine(place.account, resources, service === services.KMS ? copyAccounts : []));
    }
  }
}

function confine(account: string, resources: 'own' | 'shared', others: readonly string[] = []): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'OurAccount',
    principals: [new iam.StarPrincipal()],
    actions: ['*'],
    resources: ['*'],
    conditions: {
      StringEquals: { 'aws:PrincipalAccount': account },
      // Absent in the few calls that concern no resource.
      ...(resources === 'own'
        ? { StringEqualsIfExists: { 'aws:ResourceAccount': others.length > 0 ? [account, ...others] : account } }
        : {}),
    },
  });
}

/** Amazon Linux packages are fetched without a signature, image layers with one of ECR's: neither caller is ours. */
function readAmazonBuckets(region: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'AmazonBuckets',
    principals: [new iam.StarPrincipal()],
    actions: ['s3:GetObject'],
    resources: [
      `al2023-repos-${region}-*`,
      `prod-${region}-starport-layer-bucket`,
      `amazoncloudwatch-agent-${region}`,
      `amazon-ssm-${region}`,
      `aws-ssm-${region}`,
      `amazon-ssm-packages-${region}`,
      `aws-ssm-document-attachments-${region}`,
      `aws-patch-manager-${region}-*`,
      `patch-baseline-snapshot-${region}`,
    ].map((bucket) => `arn:aws:s3:::${bucket}/*`),
  });
}
