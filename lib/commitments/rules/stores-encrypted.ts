import { textOf } from '../assembly';
import type { Assembly, Properties, TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { keyProblem, valueAt } from './key-of-ours';

const BUCKET = 'AWS::S3::Bucket';
const FUNCTION = 'AWS::Lambda::Function';
const GLOBAL_TABLE = 'AWS::DynamoDB::GlobalTable';

/** Where each type names the key of what it keeps. Volumes and log groups have rules of their own. */
const KEYS: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupVault': 'EncryptionKeyArn',
  'AWS::CloudTrail::Trail': 'KMSKeyId',
  'AWS::CodeBuild::Project': 'EncryptionKey',
  'AWS::CodePipeline::Pipeline': 'ArtifactStore.EncryptionKey.Id',
  'AWS::DynamoDB::Table': 'SSESpecification.KMSMasterKeyId',
  'AWS::Kinesis::Stream': 'StreamEncryption.KeyId',
  'AWS::KinesisFirehose::DeliveryStream': 'DeliveryStreamEncryptionConfigurationInput.KeyARN',
  'AWS::OpenSearchService::Domain': 'EncryptionAtRestOptions.KmsKeyId',
  'AWS::SNS::Topic': 'KmsMasterKeyId',
  'AWS::SQS::Queue': 'KmsMasterKeyId',
  'AWS::Scheduler::Schedule': 'KmsKeyArn',
  'AWS::SecretsManager::Secret': 'KmsKeyId',
  'AWS::StepFunctions::StateMachine': 'EncryptionConfiguration.KmsKeyId',
  // Environment variables alone: what is kept is elsewhere.
  [FUNCTION]: 'KmsKeyArn',
};

/** Types that keep data, other than in blocks and in log groups. */
const ENCRYPTED_TYPES = [BUCKET, GLOBAL_TABLE, ...Object.keys(KEYS)];

export const storesEncrypted: Rule = {
  id: 'CR-06.StoresEncrypted',
  keeps: ['CR-06', 'CR-10', 'BK-11'],
  statement: 'Whatever keeps data, on its way or for long, encrypts it with AES-256 by a key of ours.',
  types: ENCRYPTED_TYPES,
  judge(resource, assembly) {
    const { type, properties, stack } = resource;
    if (type === BUCKET) return verdict(bucketOf(resource, assembly));
    if (type === GLOBAL_TABLE) return verdict(replicasOf(resource, assembly));
    if (type === FUNCTION && properties.Environment === undefined) return undefined;
    // What it buffers is encrypted as in the stream that it reads, which is judged by itself.
    if (properties.KinesisStreamSourceConfiguration !== undefined) return undefined;
    const path = KEYS[type]!;
    return verdict({ [path]: keyProblem(valueAt(properties, path), stack, assembly) });
  },
};

/** Buckets into which S3 and load balancers write what they log: they can do so with keys of S3 alone, AES-256 as well. */
const LOGS_OF_AWS = /-(access|account|lb)-logs-/;

function bucketOf({ properties, stack }: TemplateResource, assembly: Assembly): Record<string, string | undefined> {
  const path = 'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault';
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } = (valueAt(properties, path) ?? {}) as Properties;
  if (algorithm === 'AES256' && LOGS_OF_AWS.test(textOf(properties.BucketName))) {
    return { [`${path}.SSEAlgorithm`]: undefined };
  }
  return {
    [`${path}.SSEAlgorithm`]:
      algorithm === 'aws:kms' ? undefined : `is ${textOf(algorithm) || 'missing'}; use ProtectedBucket with a key`,
    [`${path}.KMSMasterKeyID`]: keyProblem(key, stack, assembly),
  };
}

function replicasOf({ properties, stack }: TemplateResource, assembly: Assembly): Record<string, string | undefined> {
  const replicas = (properties.Replicas ?? []) as readonly Properties[];
  return Object.fromEntries(
    replicas.map((replica, index) => [
      `Replicas.${index}.SSESpecification.KMSMasterKeyId`,
      keyProblem(valueAt(replica, 'SSESpecification.KMSMasterKeyId'), stack, assembly),
    ]),
  );
}
