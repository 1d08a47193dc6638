import type { StackTemplate, TemplateResource } from '../../../lib/commitments/assembly';
import { Assembly } from '../../../lib/commitments/assembly';
import { exampleFolder } from '../example-folder';
import type { PolicyDocument, Statement } from './decide';
import { Resolver } from './resolver';

/** Where something stands. */
interface Standing {
  readonly stage: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly logicalId: string;
}

export interface Role extends Standing {
  readonly arn: string;
  readonly name: string;
  /** Stack and logical id without its hash: `production-us-west-2/sites WorkerOperateTaskRole`. */
  readonly label: string;
  readonly trust: PolicyDocument;
  readonly identityPolicies: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
  /** Policies of AWS that it has and whose text is not known here: it may do more than `identityPolicies` say. */
  readonly unread: readonly string[];
}

/** Something with a policy of its own that says who may use it. */
export interface Guarded extends Standing {
  readonly arn: string;
  readonly type: string;
  readonly policy: PolicyDocument;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The text of AWS's own policies, as far as a role with one is judged by it. */
const AWS_POLICIES: Readonly<Record<string, PolicyDocument>> = {
  'service-role/AWSLambdaBasicExecutionRole': {
    Statement: [
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: '*',
      },
    ],
  },
};

/** Property with the policy, and property that names what it is the policy of; none where it is a resource's own. */
const POLICIES: Readonly<Record<string, { readonly policy: string; readonly of?: string }>> = {
  'AWS::Backup::BackupVault': { policy: 'AccessPolicy' },
  'AWS::ECR::Repository': { policy: 'RepositoryPolicyText' },
  'AWS::KMS::Key': { policy: 'KeyPolicy' },
  'AWS::S3::BucketPolicy': { policy: 'PolicyDocument', of: 'Bucket' },
  'AWS::SNS::TopicPolicy': { policy: 'PolicyDocument', of: 'Topics' },
  'AWS::SQS::QueuePolicy': { policy: 'PolicyDocument', of: 'Queues' },
  'AWS::SecretsManager::ResourcePolicy': { policy: 'ResourcePolicy', of: 'SecretId' },
};

/** Every role of the synthesized platform with all that is said of it, and everything that has a policy of its own. */
export class PlatformPolicies {
  public readonly roles: readonly Role[];
  public readonly guarded: readonly Guarded[];
  private readonly byArn: ReadonlyMap<string, Guarded>;
  private readonly resolver: Resolver;

  constructor(public readonly assembly: Assembly) {
    this.resolver = new Resolver(assembly);
    this.roles = assembly.stacks.flatMap((stack) => this.rolesOf(stack));
    this.guarded = assembly.resources.flatMap((resource) => this.guardedBy(resource));
    this.byArn = new Map(this.guarded.map((guarded) => [guarded.arn, guarded]));
  }

  /** The policy of a resource, or of the bucket that an object lies in. */
  public policyOf(arn: string): PolicyDocument | undefined {
    const own = arn.startsWith('arn:aws:s3:::') ? arn.split('/')[0]! : arn;
    return this.byArn.get(own)?.policy;
  }

  /** The only one that is asked for. */
  public role(environment: string, name: string): Role {
    const found = this.roles.filter((role) => role.environment === environment && role.name === name);
    if (found.length !== 1) throw new Error(`${environment} has ${found.length} roles named ${name}, not one`);
    return found[0]!;
  }

  /** Value of a property, with its intrinsic functions worked out. */
  public valueOf(resource: TemplateResource, property: string): unknown {
    return this.resolver.resolve(resource.properties[property], resource.stack);
  }

  private rolesOf(stack: StackTemplate): Role[] {
    const resources = [...stack.resources.values()];
    const attached = resources
      .filter(({ type }) => type === 'AWS::IAM::Policy' || type === 'AWS::IAM::ManagedPolicy')
      .map(({ properties: { Roles = [], PolicyDocument } }) => ({
        roles: this.resolver.resolve(Roles, stack) as string[],
        document: PolicyDocument,
      }));
    return resources
      .filter(({ type }) => type === 'AWS::IAM::Role')
      .map((resource): Role => {
        const { properties, logicalId } = resource;
        const name = this.resolver.resolve({ Ref: logicalId }, stack) as string;
        const policies = (properties.Policies ?? []) as { PolicyDocument: unknown }[];
        const documents = [
          ...policies.map(({ PolicyDocument }) => PolicyDocument),
          ...attached.filter(({ roles }) => roles.includes(name)).map(({ document }) => document),
        ].map((document) => this.document(document, stack));
        const managed = ((properties.ManagedPolicyArns ?? []) as unknown[]).map((arn) => this.managed(arn, stack));
        const boundary = properties.PermissionsBoundary && this.managed(properties.PermissionsBoundary, stack);
        if (typeof boundary === 'string')
          throw new Error(`${logicalId} is bounded by ${boundary}, whose text is unknown`);
        return {
          ...standing(resource),
          arn: this.arnOf(resource),
          name,
          label: `${stack.location.path} ${logicalId.replace(/[0-9A-F]{8}$/, '')}`,
          trust: this.document(properties.AssumeRolePolicyDocument, stack),
          identityPolicies: [...documents, ...managed.filter((policy) => typeof policy !== 'string')],
          boundary: boundary as PolicyDocument | undefined,
          unread: managed.filter((policy) => typeof policy === 'string'),
        };
      });
  }

  /** A managed policy's document, or the name of one of AWS whose text is not known. */
  private managed(reference: unknown, stack: StackTemplate): PolicyDocument | string {
    const own = this.assembly.target(reference, stack);
    if (own) return this.document(own.properties.PolicyDocument, own.stack);
    const name = String(this.resolver.resolve(reference, stack)).replace('arn:aws:iam::aws:policy/', '');
    return AWS_POLICIES[name] ?? name;
  }

  private guardedBy(resource: TemplateResource): Guarded[] {
    const { type, properties, stack } = resource;
    if (type === 'AWS::Lambda::Permission') return [this.permission(resource)];
    if (type === 'AWS::Logs::ResourcePolicy') return [this.logPolicy(resource)];
    if (type === 'AWS::IAM::Role') {
      return [this.guards(resource, this.arnOf(resource), properties.AssumeRolePolicyDocument)];
    }
    if (type === 'AWS::DynamoDB::Table' && properties.ResourcePolicy) {
      const { PolicyDocument } = properties.ResourcePolicy as { PolicyDocument: unknown };
      return [this.guards(resource, this.arnOf(resource), PolicyDocument)];
    }
    const place = POLICIES[type];
    if (!place || properties[place.policy] === undefined) return [];
    if (place.of === undefined) return [this.guards(resource, this.arnOf(resource), properties[place.policy])];
    const named = [this.resolver.resolve(properties[place.of], stack)].flat() as string[];
    // A bucket's policy names it by its name, the others by their ARN.
    const arns = named.map((name) => (type === 'AWS::S3::BucketPolicy' ? `arn:aws:s3:::${name}` : name));
    return arns.map((arn) => this.guards(resource, arn, properties[place.policy]));
  }

  private permission(resource: TemplateResource): Guarded {
    const { stack } = resource;
    const { Action, Principal, SourceArn, SourceAccount, FunctionName } = this.resolver.resolve(
      resource.properties,
      stack,
    ) as Record<string, string>;
    const Condition = {
      ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } }),
      ...(SourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
    };
    const principal = /^\d{12}$|^arn:|^\*$/.test(Principal!) ? { AWS: Principal } : { Service: Principal };
    const statement: Statement = { Effect: 'Allow', Principal: principal, Action, Resource: FunctionName, Condition };
    return this.guards(resource, FunctionName!, { Version: '2012-10-17', Statement: [statement] });
  }

  /** Written as text, and for all log groups of the region. */
  private logPolicy(resource: TemplateResource): Guarded {
    const { stack, properties } = resource;
    const text = this.resolver.resolve(properties.PolicyDocument, stack) as string;
    const arn = `arn:aws:logs:${stack.location.region}:${stack.location.account}:log-group:*`;
    return this.guards(resource, arn, JSON.parse(text));
  }

  private guards(resource: TemplateResource, arn: string, policy: unknown): Guarded {
    const { type, properties, stack } = resource;
    return { ...standing(resource), arn, type, properties, policy: this.document(policy, stack) };
  }

  private document(value: unknown, stack: StackTemplate): PolicyDocument {
    return this.resolver.resolve(value, stack) as PolicyDocument;
  }

  private arnOf({ logicalId, stack }: TemplateResource): string {
    return this.resolver.resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] }, stack) as string;
  }
}

function standing({ stack, logicalId }: TemplateResource): Standing {
  const { stage, environment, location } = stack;
  return { stage, environment, account: location.account, region: location.region, logicalId };
}

let known: PlatformPolicies | undefined;

/** Those of the example platform, read once. */
export function examplePolicies(): PlatformPolicies {
  return (known ??= new PlatformPolicies(Assembly.read(exampleFolder())));
}
