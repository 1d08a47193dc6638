import type { Assembly, StackTemplate, TemplateResource } from '../../commitments/assembly';

/** The names that a recovery needs, read from the templates: what is not in them is an error, never a wrong command. */
export class TemplateNames {
  constructor(
    private readonly assembly: Assembly,
    /** Such as `production-ap-southeast-4`. */
    public readonly stage: string,
  ) {
    if (this.stacks.length === 0) throw new Error(`The templates have no stage '${stage}'`);
  }

  /** In the order in which they stand on each other. */
  public get stacks(): readonly StackTemplate[] {
    return this.assembly.stacks.filter((stack) => stack.stage === this.stage);
  }

  public stack(id: string): StackTemplate {
    const found = this.stacks.find(({ location }) => location.path === `${this.stage}/${id}`);
    if (!found) throw new Error(`Stage '${this.stage}' has no stack '${id}'`);
    return found;
  }

  /** The state machine of an operation on one site. */
  public machine(operation: string): TemplateResource {
    return this.one('sites', 'AWS::StepFunctions::StateMachine', `the operation '${operation}'`, ({ properties }) =>
      JSON.stringify(properties.Tags ?? []).includes(`"Value":"${operation}"`),
    );
  }

  /** The one resource of a type in a stack that is meant. */
  public one(id: string, type: string, what: string, is: (one: TemplateResource) => boolean): TemplateResource {
    const found = [...this.stack(id).resources.values()].filter((one) => one.type === type && is(one));
    if (found.length === 1) return found[0]!;
    throw new Error(`Stack '${this.stage}/${id}' has ${found.length} of type ${type} for ${what}; one is needed`);
  }

  /** What stays of a stack that is deleted, by the name that a template gives it: a second one could not be made. */
  public staying(id: string): string[] {
    return [...this.stack(id).resources.values()].flatMap(({ type, properties, deletionPolicy }) => {
      const name = NAMES.map((property) => properties[property]).find((one) => typeof one === 'string');
      return deletionPolicy === 'Retain' && name !== undefined ? [`${type} ${name}`] : [];
    });
  }
}

/** Properties by which CloudFormation takes a name from the template. */
const NAMES = ['BucketName', 'DBInstanceIdentifier', 'LogGroupName', 'BackupVaultName', 'TableName', 'Name'] as const;
