import { runSimulation } from '@cloud-copilot/iam-simulate';
import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib';

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

/** Asks the policies of the identity stack's roles what AWS would decide. */
export class Policies {
  private readonly resources: Record<string, Resource>;

  constructor(private readonly stack: Stack) {
    this.resources = (Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> }).Resources;
  }

  /** All statements of the role of a function, by the beginning of the function's logical id. */
  public ofFunction(prefix: string): object[] {
    const id = this.idOf('AWS::Lambda::Function', prefix);
    const role = (this.resources[id]!.Properties.Role as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0];
    return this.ofRole(role);
  }

  public get functions(): string[] {
    return Object.entries(this.resources).flatMap(([id, { Type }]) => (Type === 'AWS::Lambda::Function' ? [id] : []));
  }

  /** Statements of the policy that is attached to the application's servers. */
  public ofServers(): object[] {
    const policy = this.resources[this.idOf('AWS::IAM::ManagedPolicy', 'Application')]!;
    return this.statements(policy);
  }

  /** ARN of the one resource of a type whose logical id begins so. */
  public arn(type: string, prefix: string): string {
    return this.arnOf(this.idOf(type, prefix));
  }

  /** Throws on a request that could not be simulated, so that nothing is denied by mistake. */
  public async may(statements: object[], action: string, resource: string, context: Record<string, string[]> = {}) {
    const { account } = this.stack;
    const outcome = await runSimulation(
      {
        request: {
          principal: `arn:aws:iam::${account}:role/asked`,
          action,
          resource: { resource, accountId: account },
          contextVariables: context,
        },
        identityPolicies: [{ name: 'asked', policy: { Version: '2012-10-17', Statement: statements } }],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      { simulationMode: 'Strict' },
    );
    if (outcome.resultType === 'error') throw new Error(JSON.stringify(outcome.errors));
    return outcome.overallResult === 'Allowed';
  }

  private ofRole(role: string): object[] {
    return Object.values(this.resources)
      .filter(
        ({ Type, Properties }) => Type === 'AWS::IAM::Policy' && JSON.stringify(Properties.Roles).includes(`"${role}"`),
      )
      .flatMap((policy) => this.statements(policy));
  }

  private statements({ Properties }: Resource): object[] {
    return (this.resolve(Properties.PolicyDocument) as { Statement: object[] }).Statement;
  }

  private idOf(type: string, prefix: string): string {
    const found = Object.keys(this.resources).filter(
      (id) => this.resources[id]!.Type === type && id.startsWith(prefix),
    );
    if (found.length !== 1) throw new Error(`${found.length} of ${type} begin with ${prefix}, not one`);
    return found[0]!;
  }

  /** An intrinsic function that it doesn't know is an error: a wrong ARN would prove a denial that isn't there. */
  private resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument], ...more] = Object.entries(value) as [[string, unknown], ...unknown[]];
    if (more.length === 0 && name === 'Fn::GetAtt') {
      const [id, attribute] = argument as [string, string];
      if (attribute === 'Arn') return this.arnOf(id);
      throw new Error(`No value for ${id}.${attribute}`);
    }
    if (name.startsWith('Fn::') || name === 'Ref')
      throw new Error(`${name} is not one that this simulation understands`);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item)]));
  }

  private arnOf(id: string): string {
    const { account, region } = this.stack;
    const at = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
    const { Type } = this.resources[id]!;
    switch (Type) {
      case 'AWS::Cognito::UserPool':
        return at('cognito-idp', `userpool/${region}_Example`);
      case 'AWS::DynamoDB::Table':
        return at('dynamodb', `table/${id}`);
      case 'AWS::KMS::Key':
        return at('kms', `key/${id.toLowerCase()}`);
      case 'AWS::Lambda::Function':
        return at('lambda', `function:${id}`);
      case 'AWS::Logs::LogGroup':
        return at('logs', `log-group:${id}:*`);
      case 'AWS::SQS::Queue':
        return at('sqs', id);
      default:
        throw new Error(`No ARN for a resource of ${Type}`);
    }
  }
}
