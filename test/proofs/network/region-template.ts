import type { Assembly, StackTemplate } from '../../../lib/commitments/assembly';
import type { TemplateJson } from '../../../lib/network/template-network';

type Resources = Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>;

/**
 * All stacks of a region as one template: references from stack to stack have become references within it, and logical
 * ids begin with the stack's name. What stands in a network is spread over the stacks; who reaches whom is not.
 */
export function regionTemplate(assembly: Assembly, stage: string): TemplateJson {
  const resources: Resources = {};
  for (const stack of assembly.stacks.filter((one) => one.stage === stage)) {
    for (const { logicalId, type, properties } of stack.resources.values()) {
      const Properties = moved(properties, stack, assembly) as Record<string, unknown>;
      resources[idIn(stack, logicalId)] = { Type: type, Properties };
    }
  }
  return { Resources: resources };
}

function idIn(stack: StackTemplate, logicalId: string): string {
  return `${stack.location.path.split('/').pop()!.replaceAll(/\W/g, '_')}_${logicalId}`;
}

function moved(value: unknown, stack: StackTemplate, assembly: Assembly): unknown {
  if (Array.isArray(value)) return value.map((item) => moved(item, stack, assembly));
  if (typeof value !== 'object' || value === null) return value;
  const [name = '', argument] = Object.entries(value)[0] ?? [];
  if (name === 'Ref') {
    const id = argument as string;
    return stack.resources.has(id) ? { Ref: idIn(stack, id) } : value;
  }
  if (name === 'Fn::GetAtt') {
    const [id, attribute] = argument as [string, string];
    return { 'Fn::GetAtt': [idIn(stack, id), attribute] };
  }
  if (name === 'Fn::GetStackOutput' || name === 'Fn::ImportValue') {
    const { StackName, OutputName } = argument as { StackName: string; OutputName: string };
    const output = name === 'Fn::ImportValue' ? (argument as string) : OutputName;
    const { account, region } = stack.location;
    const source = assembly.stacks.find(
      (one) =>
        one.location.account === account &&
        one.location.region === region &&
        (name === 'Fn::ImportValue' || one.location.stackName === StackName) &&
        one.output(output) !== undefined,
    );
    if (!source) throw new Error(`${stack.location.path}: no stack has the output ${JSON.stringify(argument)}`);
    return moved(source.output(output), source, assembly);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, moved(item, stack, assembly)]));
}
