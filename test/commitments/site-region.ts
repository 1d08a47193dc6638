import { Assembly } from '../../lib/commitments/assembly';
import { absences, judgeAll } from '../../lib/commitments/rule';
import { ruleOf } from './describe-rules';
import { stack } from './template';
import type { Part } from './template';

/** An attribute `Arn`, as templates refer to it. */
export const att = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
export const ref = (id: string) => ({ Ref: id });

/** A role and what it may do. */
export function role(id: string, ...actions: string[]): Record<string, Part> {
  const Statement = actions.map((Action) => ({ Effect: 'Allow', Action, Resource: '*' }));
  return {
    [id]: { Type: 'AWS::IAM::Role' },
    [`${id}Rights`]: { Type: 'AWS::IAM::Policy', Properties: { Roles: [ref(id)], PolicyDocument: { Statement } } },
  };
}
/** A function with this role, and what it reads from its environment. */
export function lambda(id: string, roleId: string, Variables = {}): Record<string, Part> {
  return { [id]: { Type: 'AWS::Lambda::Function', Properties: { Role: att(roleId), Environment: { Variables } } } };
}

/** A machine that plans with a payload, then runs a task and calls a function in a map, within these seconds. */
export function machine(payload: object, { task = 'worker', calls = 'Rotate', seconds = 3600 } = {}): Part {
  const invoke = (index: number, Payload: object = {}) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: `@${index}`, Payload },
  });
  const run = { Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask.sync', Parameters: { TaskDefinition: task } };
  const States = {
    Plan: invoke(1, payload),
    Each: { Type: 'Map', ItemProcessor: { States: { Run: run, Rotate: invoke(2) } } },
  };
  const [before, between, after] = JSON.stringify({ TimeoutSeconds: seconds, States }).split(/@\d/);
  const parts = [before, att('Plan'), between, att(calls), after];
  return { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: { 'Fn::Join': ['', parts] } } };
}

/** A region with a worker that may do everything, and a machine for each of these payloads. */
export function region(machines: Record<string, Part>, more: Record<string, Part> = {}) {
  const parts = {
    ...role('Worker', 'kms:*', 's3:*', 'secretsmanager:*'),
    ...role('Mild', 's3:Get*'),
    ...role('Functions', 'states:StartExecution', 's3:DeleteObject*'),
    ...lambda('Plan', 'Functions'),
    ...lambda('Rotate', 'Functions'),
    ...lambda('Harmless', 'Mild'),
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: 'worker', TaskRoleArn: att('Worker') } },
    MildTask: { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: 'mild', TaskRoleArn: att('Mild') } },
    ...machines,
    ...more,
  };
  return stack(parts, { path: 'production-ap-southeast-2/sites', stackName: 'production-ap-southeast-2-sites' });
}

/** What stages lack of what a rule asks for. */
export const missing = (id: string, ...stacks: ReturnType<typeof region>[]) =>
  absences(new Assembly(stacks), [ruleOf(id)]).map(({ problem }) => problem);
/** What satisfies a rule of that kind, by logical ids. */
export const evidence = (id: string, ...stacks: ReturnType<typeof region>[]) =>
  judgeAll(new Assembly(stacks), [ruleOf(id)]).map(({ resource }) => resource.logicalId);
