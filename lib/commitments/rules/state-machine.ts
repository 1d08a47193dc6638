import type { Assembly, TemplateResource } from '../assembly';

/** A state of a state machine, as far as the commitments look at it. */
export interface MachineState {
  readonly name: string;
  /** What a task calls, such as `lambda:invoke` or `ecs:runTask.sync`; empty for other states. */
  readonly calls: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The function that it invokes, or the role of the Fargate task that it runs. */
  readonly acts?: TemplateResource;
  /** Names of the states that may follow, after a failure as well; empty for one that ends the machine, or a map's item. */
  readonly goes: readonly string[];
  /** Whether every failure of it leads to another state. */
  readonly catchesAll: boolean;
}

export const STATE_MACHINE = 'AWS::StepFunctions::StateMachine';

interface RawState {
  readonly Resource?: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly ItemProcessor?: Definition;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next?: string }[];
  readonly Catch?: readonly { readonly Next?: string; readonly ErrorEquals?: readonly string[] }[];
}
interface Definition {
  readonly States?: Readonly<Record<string, RawState>>;
}

/** What stands in a definition for what only CloudFormation knows. */
const STAND_IN = /^⟨(\d+)⟩$/;

/** The states of a machine, those inside of its maps as well; none of what is no machine, or has no readable definition. */
export function statesOf(machine: TemplateResource | undefined, assembly: Assembly): MachineState[] {
  if (machine?.type !== STATE_MACHINE) return [];
  const { 'Fn::Join': join } = (machine.properties.DefinitionString ?? {}) as {
    'Fn::Join'?: readonly [string, readonly unknown[]];
  };
  const parts = join?.[1] ?? [machine.properties.DefinitionString];
  const text = parts.map((part, index) => (typeof part === 'string' ? part : `⟨${index}⟩`)).join('');
  const target = (value: unknown) => {
    const index = STAND_IN.exec(String(value))?.[1];
    return index === undefined ? undefined : assembly.target(parts[Number(index)], machine.stack);
  };
  return flatten(parse(text)).map(([name, state]) => {
    const { Resource = '', Parameters = {}, Catch = [] } = state;
    const calls = Resource.split(':states:::')[1] ?? '';
    const acts = calls.startsWith('ecs:')
      ? taskRole(machine, Parameters.TaskDefinition, assembly)
      : target(Parameters.FunctionName);
    const catchesAll = Catch.some(({ ErrorEquals = [] }) => ErrorEquals.includes('States.ALL'));
    return { name, calls, parameters: Parameters, acts, goes: following(state), catchesAll };
  });
}

function following({ Next, Default, Choices = [], Catch = [] }: RawState): string[] {
  const names = [Next, Default, ...[...Choices, ...Catch].map((way) => way.Next)];
  return names.filter((name) => name !== undefined);
}

function parse(text: string): Definition {
  try {
    return JSON.parse(text) as Definition;
  } catch {
    return {};
  }
}

function flatten({ States = {} }: Definition): [string, RawState][] {
  return Object.entries(States).flatMap(([name, state]) => [
    [name, state] as [string, RawState],
    ...flatten(state.ItemProcessor ?? {}),
  ]);
}

/** Definitions name a task definition by its family. */
function taskRole({ stack }: TemplateResource, family: unknown, assembly: Assembly): TemplateResource | undefined {
  const task = [...stack.resources.values()].find(
    ({ type, properties }) => type === 'AWS::ECS::TaskDefinition' && properties.Family === family,
  );
  return task && assembly.target(task.properties.TaskRoleArn, stack);
}
