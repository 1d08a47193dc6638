import type { Assembly, StackTemplate } from '../../../lib/commitments/assembly';
import { physical } from './physical-names';

/**
 * Works out the intrinsic functions of a template's policies. One that it doesn't know is an error: a wrong ARN would
 * prove a denial that isn't there.
 */
export class Resolver {
  constructor(private readonly assembly: Assembly) {}

  public resolve(value: unknown, stack: StackTemplate): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item, stack));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name = '', argument] = entries[0] ?? [];
    if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) {
      return this.intrinsic(name, argument, stack);
    }
    return Object.fromEntries(entries.map(([key, item]) => [key, this.resolve(item, stack)]));
  }

  private intrinsic(name: string, argument: unknown, stack: StackTemplate): unknown {
    switch (name) {
      case 'Ref':
        return this.ref(argument as string, stack);
      case 'Fn::GetAtt': {
        const [id, attribute] = argument as [string, string];
        return this.attribute(id, attribute, stack);
      }
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, unknown[]];
        return (this.resolve(parts, stack) as unknown[]).map((part) => textOf(part, stack)).join(separator);
      }
      case 'Fn::Split': {
        const [separator, text] = argument as [string, unknown];
        return textOf(this.resolve(text, stack), stack).split(separator);
      }
      case 'Fn::Select': {
        const [index, list] = argument as [string | number, unknown];
        return (this.resolve(list, stack) as unknown[])[Number(index)];
      }
      case 'Fn::Sub':
        if (typeof argument !== 'string') break;
        return argument.replaceAll(/\$\{([^}]+)\}/g, (_, id: string) => this.ref(id, stack));
      case 'Fn::GetStackOutput':
      case 'Fn::ImportValue':
        return this.output(name, argument, stack);
    }
    throw new Error(`${stack.location.path}: '${name}' ${JSON.stringify(argument)} can't be worked out`);
  }

  private ref(id: string, stack: StackTemplate): string {
    const { account, region, stackName } = stack.location;
    const pseudo: Record<string, string> = {
      'AWS::AccountId': account,
      'AWS::Partition': 'aws',
      'AWS::Region': region,
      'AWS::StackName': stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    return pseudo[id] ?? this.known(id, 'Ref', stack, (names) => names.ref);
  }

  private attribute(id: string, attribute: string, stack: StackTemplate): string {
    return this.known(id, attribute, stack, (names) => names.attributes?.[attribute]);
  }

  private known(
    id: string,
    what: string,
    stack: StackTemplate,
    pick: (names: NonNullable<ReturnType<typeof physical>>) => string | undefined,
  ): string {
    const resource = stack.resources.get(id);
    const names = resource && physical(resource);
    const value = names && pick(names);
    if (value !== undefined) return value;
    const type = resource?.type ?? 'no resource';
    throw new Error(
      `${stack.location.path}: ${what} of ${id} (${type}) has no stand-in; add it to test/support/policies/physical-names.ts`,
    );
  }

  /** A value of another stack, in the account and region that the reference is made in. */
  private output(name: string, argument: unknown, from: StackTemplate): unknown {
    const { account, region } = from.location;
    const weak = name === 'Fn::GetStackOutput';
    const asked = argument as { StackName: string; OutputName: string; Region?: string };
    const output = weak ? asked.OutputName : (argument as string);
    const stacks = this.assembly.stacks.filter(
      ({ location }) =>
        location.account === account &&
        location.region === (weak ? (asked.Region ?? region) : region) &&
        (!weak || location.stackName === asked.StackName),
    );
    const stack = stacks.find((candidate) => candidate.output(output) !== undefined);
    if (!stack) throw new Error(`${from.location.path}: no stack has the output ${JSON.stringify(argument)}`);
    return this.resolve(stack.output(output), stack);
  }
}

function textOf(value: unknown, stack: StackTemplate): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`${stack.location.path}: ${JSON.stringify(value)} is no text`);
}
