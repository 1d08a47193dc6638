import { createHash } from 'node:crypto';
import type { TemplateResource } from '../../../lib/commitments/assembly';

/** What CloudFormation would put in the place of a `Ref` or a `Fn::GetAtt`, where policies use it. */
interface Physical {
  readonly ref?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/**
 * The names that a resource will have in AWS, or a stand-in of the same shape for one that CloudFormation makes up.
 * Undefined for a type that no policy has named yet.
 */
export function physical(resource: TemplateResource): Physical | undefined {
  const { type, properties, stack, logicalId } = resource;
  const { stackName, account, region } = stack.location;
  const text = (property: string): string => {
    const given = properties[property];
    return typeof given === 'string' ? given : `${stackName}-${logicalId}`;
  };
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${region}:${account}:${rest}`;
  const named = (ref: string, itsArn: string, attributes: Record<string, string> = {}): Physical => ({
    ref,
    attributes: { Arn: itsArn, ...attributes },
  });
  const known: Record<string, () => Physical> = {
    'AWS::Backup::BackupVault': () =>
      named(text('BackupVaultName'), arn('backup', `backup-vault:${text('BackupVaultName')}`)),
    'AWS::CodeBuild::Project': () => named(text('Name'), arn('codebuild', `project/${text('Name')}`)),
    'AWS::CodePipeline::Pipeline': () => ({ ref: text('Name') }),
    'AWS::Cognito::UserPool': () =>
      named(`${region}_${logicalId}`, arn('cognito-idp', `userpool/${region}_${logicalId}`)),
    'AWS::DynamoDB::Table': () => named(text('TableName'), arn('dynamodb', `table/${text('TableName')}`)),
    'AWS::EC2::VPC': () => ({ ref: `vpc-${logicalId}`, attributes: { DefaultSecurityGroup: `sg-${logicalId}` } }),
    'AWS::ECS::Cluster': () => named(text('ClusterName'), arn('ecs', `cluster/${text('ClusterName')}`)),
    'AWS::ECS::TaskDefinition': () => ({ ref: arn('ecs', `task-definition/${logicalId}:1`) }),
    'AWS::Events::Rule': () => named(text('Name'), arn('events', `rule/${text('Name')}`)),
    'AWS::IAM::ManagedPolicy': () => ({ ref: `arn:aws:iam::${account}:policy/${text('ManagedPolicyName')}` }),
    'AWS::IAM::Role': () => named(text('RoleName'), `arn:aws:iam::${account}:role/${text('RoleName')}`),
    'AWS::IAM::ServiceLinkedRole': () => ({ attributes: { RoleName: `AWSServiceRoleFor-${logicalId}` } }),
    'AWS::Kinesis::Stream': () => named(text('Name'), arn('kinesis', `stream/${text('Name')}`)),
    'AWS::KinesisFirehose::DeliveryStream': () =>
      named(text('DeliveryStreamName'), arn('firehose', `deliverystream/${text('DeliveryStreamName')}`)),
    'AWS::KMS::Key': () => {
      const id = keyId(`${stackName}/${logicalId}`);
      return named(id, arn('kms', `key/${id}`), { KeyId: id });
    },
    'AWS::Lambda::Function': () => named(text('FunctionName'), arn('lambda', `function:${text('FunctionName')}`)),
    'AWS::Logs::LogGroup': () => named(text('LogGroupName'), arn('logs', `log-group:${text('LogGroupName')}:*`)),
    'AWS::RDS::DBParameterGroup': () => ({ ref: text('DBParameterGroupName') }),
    'AWS::RDS::DBSubnetGroup': () => ({ ref: text('DBSubnetGroupName') }),
    'AWS::S3::Bucket': () => named(text('BucketName'), `arn:aws:s3:::${text('BucketName')}`),
    'AWS::SecretsManager::Secret': () => ({ ref: arn('secretsmanager', `secret:${text('Name')}-AbCdEf`) }),
    'AWS::SNS::Topic': () => ({ ref: arn('sns', text('TopicName')) }),
    'AWS::SQS::Queue': () => named(arn('sqs', text('QueueName')), arn('sqs', text('QueueName'))),
    'AWS::StepFunctions::StateMachine': () => {
      const machine = arn('states', `stateMachine:${text('StateMachineName')}`);
      return named(machine, machine);
    },
    'AWS::WAFv2::IPSet': () =>
      named(`${text('Name')}|${logicalId}|REGIONAL`, arn('wafv2', `regional/ipset/${text('Name')}/${logicalId}`)),
  };
  return known[type]?.();
}

/** In the form that KMS gives them. */
function keyId(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
