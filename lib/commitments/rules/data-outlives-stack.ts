import type { TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

/** Types whose loss is the loss of data, of evidence or of the key to either. */
export const STATEFUL_TYPES = [
  'AWS::Backup::BackupVault',
  'AWS::Cognito::UserPool',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::EC2::Volume',
  'AWS::EFS::FileSystem',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
] as const;

export const dataOutlivesStack: Rule = {
  id: 'TN-09.DataOutlivesStack',
  keeps: ['TN-09'],
  statement: 'What holds data stays when its stack is deleted, or when a change would replace it.',
  types: STATEFUL_TYPES,
  judge({ deletionPolicy, updateReplacePolicy }) {
    return verdict({
      DeletionPolicy: problem(deletionPolicy, ['Retain', 'RetainExceptOnCreate']),
      UpdateReplacePolicy: problem(updateReplacePolicy, ['Retain']),
    });
  },
};

function problem(policy: string | undefined, allowed: readonly string[]): string | undefined {
  if (allowed.includes(policy ?? '')) return undefined;
  return `is ${policy ?? 'missing'}; set removalPolicy to RemovalPolicy.RETAIN`;
}

/** Whether a resource holds data: its logical id may never change by accident. */
export function isStateful({ type }: TemplateResource): boolean {
  return (STATEFUL_TYPES as readonly string[]).includes(type);
}
