import type { TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { covers, ofAnybody, statementsOf } from './policy-statements';
import type { Statement } from './policy-statements';

/** Stores that programs reach over the network, the policy of each, and an action that needs TLS. */
const STORES = [
  { store: 'AWS::S3::Bucket', policy: 'AWS::S3::BucketPolicy', of: 'Bucket', action: 's3:GetObject' },
  { store: 'AWS::SNS::Topic', policy: 'AWS::SNS::TopicPolicy', of: 'Topics', action: 'sns:Publish' },
  { store: 'AWS::SQS::Queue', policy: 'AWS::SQS::QueuePolicy', of: 'Queues', action: 'sqs:SendMessage' },
] as const;

export const storesByTls: Rule = {
  id: 'CR-03.StoresByTls',
  keeps: ['CR-03', 'BK-21'],
  statement: 'Nobody reaches a bucket, a topic or a queue without TLS, nor a bucket with less than TLS 1.2.',
  types: STORES.flatMap(({ store, policy }) => [store, policy]),
  judge(resource) {
    const { type, properties } = resource;
    const kind = STORES.find(({ store, policy }) => store === type || policy === type)!;
    if (type === kind.store) {
      return verdict({
        policy: policyOf(resource, kind) ? undefined : `is missing; enforce TLS by a ${kind.policy} in its stack`,
      });
    }
    const denials = statementsOf(properties.PolicyDocument).filter(
      (statement) => statement.Effect === 'Deny' && ofAnybody(statement) && covers(statement, kind.action),
    );
    return verdict({
      'PolicyDocument.SecureTransport': denials.some(deniesPlain) ? undefined : 'denies nobody without TLS; enforceSSL',
      ...(kind.store === 'AWS::S3::Bucket' && {
        'PolicyDocument.TlsVersion': denials.some(deniesOld)
          ? undefined
          : 'lets TLS 1.0 and 1.1 in; use ProtectedBucket',
      }),
    });
  },
};

function policyOf({ logicalId, stack }: TemplateResource, { policy, of }: (typeof STORES)[number]): boolean {
  return [...stack.resources.values()].some(
    ({ type, properties }) =>
      type === policy &&
      [properties[of]].flat().some((one) => (one as { Ref?: string } | undefined)?.Ref === logicalId),
  );
}

function deniesPlain({ Condition }: Statement): boolean {
  return isOnly(Condition, 'Bool') && String(Condition?.Bool?.['aws:SecureTransport']) === 'false';
}

function deniesOld({ Condition }: Statement): boolean {
  return isOnly(Condition, 'NumericLessThan') && Number(Condition?.NumericLessThan?.['s3:TlsVersion'] ?? 0) >= 1.2;
}

/** A second condition would let through whoever does not meet it. */
function isOnly(condition: Statement['Condition'], operator: string): boolean {
  const tests = Object.entries(condition ?? {});
  return tests.length === 1 && tests[0]![0] === operator && Object.keys(tests[0]![1]).length === 1;
}
