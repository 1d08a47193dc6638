import { RegionInfo } from 'aws-cdk-lib/region-info';
import { textOf } from '../assembly';
import type { StackLocation } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Where each type keeps the policy that says who may use it. */
const POLICIES: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupVault': 'AccessPolicy',
  'AWS::DynamoDB::Table': 'ResourcePolicy.PolicyDocument',
  'AWS::ECR::Repository': 'RepositoryPolicyText',
  'AWS::Events::EventBusPolicy': 'Statement',
  'AWS::IAM::Role': 'AssumeRolePolicyDocument',
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::Logs::ResourcePolicy': 'PolicyDocument',
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy',
};
const PERMISSION = 'AWS::Lambda::Permission';

/** Condition keys that confine a statement to an organisation, an account, a principal, a source or a network. */
const CONFINES =
  /^(aws:(principal(orgid|orgpaths|account|arn)|source(account|arn|orgid|orgpaths|owner|vpc|vpce)|userid)|kms:calleraccount|sts:externalid|lambda:functionurlauthtype)$/i;

export const noStrangers: Rule = {
  id: 'TN-18.NoStrangers',
  keeps: ['TN-18', 'TN-07', 'TN-25', 'BK-11'],
  statement: 'Nobody outside the account can use a resource, unless a condition confines them.',
  types: [...Object.keys(POLICIES), PERMISSION],
  judge({ type, properties, stack }) {
    if (type === PERMISSION) {
      const { Principal, SourceAccount, SourceArn, PrincipalOrgID } = properties;
      const confined = [SourceAccount, SourceArn, PrincipalOrgID].some((value) => value !== undefined);
      return verdict({ Principal: confined ? undefined : strangerIn(Principal, stack.location) });
    }
    const path = POLICIES[type]!;
    const statements = statementsIn(read(properties, path));
    if (statements.length === 0) return undefined;
    return verdict(
      Object.fromEntries(
        statements.map((statement, index) => [`${path}.Statement.${index}`, problem(statement, stack.location)]),
      ),
    );
  },
};

function problem(
  { Effect, Principal, NotPrincipal, Condition = {} }: Statement,
  here: StackLocation,
): string | undefined {
  if (Effect !== 'Allow') return undefined;
  const keys = Object.entries(Condition).flatMap(([operator, tests]) =>
    // A negated test names whom it leaves out, not whom it lets in.
    operator.includes('Not') ? [] : Object.keys(tests),
  );
  if (keys.some((key) => CONFINES.test(key))) return undefined;
  return NotPrincipal === undefined ? strangerIn(Principal, here) : 'allows everybody but the principals it names';
}

function strangerIn(principal: unknown, { account, region }: StackLocation): string | undefined {
  const ours = [account, RegionInfo.get(region).elbv2Account];
  for (const name of principalsIn(principal)) {
    if (name === '*')
      return 'allows everybody; name a principal, or confine it by a condition such as aws:PrincipalArn';
    const owner = /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(name)?.[1] ?? /^\d{12}$/.exec(name)?.[0];
    if (owner && !ours.includes(owner))
      return `allows account ${owner}; confine it by a condition such as aws:PrincipalOrgID`;
  }
  return undefined;
}

/** Principals that can be people or accounts; services and identity providers are named by AWS and by us. */
function principalsIn(principal: unknown): string[] {
  if (typeof principal === 'string') return [principal];
  const { AWS } = (principal ?? {}) as { AWS?: unknown };
  return (Array.isArray(AWS) ? AWS : AWS === undefined ? [] : [AWS]).map((value) =>
    // The partition is the only part of an ARN that CDK leaves to CloudFormation.
    textOf(value).replace('<{"Ref":"AWS::Partition"}>', 'aws'),
  );
}

function statementsIn(policy: unknown): readonly Statement[] {
  const document = (typeof policy === 'string' ? JSON.parse(policy) : (policy ?? {})) as {
    Statement?: unknown;
    Effect?: string;
  };
  const statements = document.Effect === undefined ? document.Statement : [document];
  return (Array.isArray(statements) ? statements : statements ? [statements] : []) as readonly Statement[];
}

function read(properties: Readonly<Record<string, unknown>>, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], properties);
}
