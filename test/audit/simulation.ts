import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { decide } from '../support/policies/decide';
import type { Decision, PolicyDocument } from '../support/policies/decide';

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}
type Document = PolicyDocument;
export type { Decision };

export interface Request {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: Record<string, string | string[]>;
  /** @default - none */
  readonly identityPolicies?: readonly Document[];
  /** @default - none */
  readonly resourcePolicy?: Document;
  /** Of the session, where it has less than its role. @default - none */
  readonly sessionPolicy?: Document;
}

/** Asks the policies of a stack's template what AWS would decide. */
export class Simulation {
  private readonly resources: Record<string, Resource>;
  private readonly account: string;

  constructor(stack: Stack) {
    this.account = stack.account;
    this.resources = (Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> }).Resources;
  }

  /** ARN and policy of the bucket with this name. */
  public bucket(name: string): { readonly arn: string; readonly policy: Document } {
    const policy = this.only('AWS::S3::BucketPolicy', ({ Bucket }) => this.resolve(Bucket) === name);
    return { arn: `arn:aws:s3:::${name}`, policy: this.resolve(policy.PolicyDocument) as Document };
  }

  public key(description: string): { readonly arn: string; readonly policy: Document } {
    const [id, { Properties }] = Object.entries(this.resources).find(
      ([, { Type, Properties }]) => Type === 'AWS::KMS::Key' && Properties.Description === description,
    )!;
    return { arn: this.arnOf(id), policy: this.resolve(Properties.KeyPolicy) as Document };
  }

  public role(name: string): {
    readonly arn: string;
    readonly policies: readonly Document[];
    readonly trust: Document;
  } {
    const role = this.only('AWS::IAM::Role', ({ RoleName }) => RoleName === name);
    const attached = role.ManagedPolicyArns as { Ref: string }[];
    return {
      arn: `arn:aws:iam::${this.account}:role/${name}`,
      policies: attached.map(({ Ref }) => this.resolve(this.resources[Ref]!.Properties.PolicyDocument) as Document),
      trust: this.resolve(role.AssumeRolePolicyDocument) as Document,
    };
  }

  /**
   * The role with this description, which CloudFormation names, and the policies that name it.
   *
   * @param service only statements about this one, where others speak of resources that have no ARN here
   */
  public roleDescribed(
    description: string,
    service = '',
  ): {
    readonly arn: string;
    readonly policies: readonly Document[];
    readonly trust: Document;
  } {
    const [id, role] = Object.entries(this.resources).find(
      ([, { Type, Properties }]) => Type === 'AWS::IAM::Role' && Properties.Description === description,
    )!;
    const policies = Object.values(this.resources).filter(
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::Policy' && (Properties.Roles as { Ref: string }[]).some(({ Ref }) => Ref === id),
    );
    return {
      arn: this.arnOf(id),
      policies: policies.map(({ Properties }) => {
        const { Statement, ...rest } = Properties.PolicyDocument as Document;
        const own = Statement.filter(({ Action }) =>
          [Action].flat().some((action) => String(action).startsWith(service)),
        );
        return this.resolve({ ...rest, Statement: own }) as Document;
      }),
      trust: this.resolve(role.Properties.AssumeRolePolicyDocument) as Document,
    };
  }

  /** What a function acts as, by the policies that stand beside its role. */
  public roleOf(functionId: string): { readonly arn: string; readonly policies: readonly Document[] } {
    const { Role } = this.resources[functionId]!.Properties as { Role: { 'Fn::GetAtt': [string] } };
    const [id] = Role['Fn::GetAtt'];
    const policies = Object.values(this.resources).filter(
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::Policy' && (Properties.Roles as { Ref?: string }[]).some(({ Ref }) => Ref === id),
    );
    return {
      arn: this.arnOf(id),
      policies: policies.map(({ Properties }) => this.resolve(Properties.PolicyDocument) as Document),
    };
  }

  /** The decision, about something of the stack's account. */
  public decide(request: Request): Promise<Decision> {
    return decide({ ...request, account: this.account });
  }

  private only(type: string, accept: (properties: Record<string, unknown>) => boolean): Record<string, unknown> {
    const found = Object.values(this.resources).filter(({ Type, Properties }) => Type === type && accept(Properties));
    if (found.length !== 1) throw new Error(`${found.length} of ${type} match, not one`);
    return found[0]!.Properties;
  }

  /** An intrinsic function that it doesn't know is an error: a wrong ARN would prove a denial that isn't there. */
  private resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument], ...more] = Object.entries(value) as [[string, unknown], ...unknown[]];
    if (more.length === 0 && name === 'Ref') return this.ref(argument as string);
    if (more.length === 0 && name === 'Fn::GetAtt') {
      const [id, attribute] = argument as [string, string];
      if (attribute === 'Arn') return this.arnOf(id);
      throw new Error(`No value for ${id}.${attribute}`);
    }
    if (more.length === 0 && name === 'Fn::Join') {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map((part) => this.resolve(part)).join(separator);
    }
    if (name.startsWith('Fn::')) throw new Error(`${name} is not one that this simulation understands`);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item)]));
  }

  private ref(id: string): string {
    if (id === 'AWS::Partition') return 'aws';
    const resource = this.resources[id];
    if (resource?.Type === 'AWS::S3::Bucket') return resource.Properties.BucketName as string;
    throw new Error(`No value for Ref ${id}`);
  }

  private arnOf(id: string): string {
    const { Type, Properties } = this.resources[id]!;
    if (Type === 'AWS::S3::Bucket') return `arn:aws:s3:::${String(Properties.BucketName)}`;
    if (Type === 'AWS::KMS::Key') return `arn:aws:kms:ap-southeast-2:${this.account}:key/${id.toLowerCase()}`;
    const own = `ap-southeast-2:${this.account}`;
    const arns: Readonly<Record<string, string>> = {
      'AWS::DynamoDB::Table': `arn:aws:dynamodb:${own}:table/${id}`,
      'AWS::IAM::Role': `arn:aws:iam::${this.account}:role/${(Properties.RoleName as string | undefined) ?? id}`,
      'AWS::Logs::LogGroup': `arn:aws:logs:${own}:log-group:${id}`,
      'AWS::SQS::Queue': `arn:aws:sqs:${own}:${id}`,
      'AWS::WAFv2::IPSet': `arn:aws:wafv2:${own}:regional/ipset/${id}/1a2b`,
    };
    const arn = arns[Type];
    if (arn) return arn;
    throw new Error(`No ARN for a resource of ${Type}`);
  }
}
