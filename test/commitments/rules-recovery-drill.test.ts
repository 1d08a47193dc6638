import { ruleOf } from './describe-rules';
import { att, lambda, machine, missing, ref, role } from './site-region';
import { problems, stack } from './template';
import type { Part } from './template';

const schedule = (expression: string, target: string): Part => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: { ScheduleExpression: expression, State: 'ENABLED', Target: { Arn: ref(target), Input: '{}' } },
});

describe('a drill that makes a database server', () => {
  const invoke = (index: number, step: string, more: object = {}) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: `@${index}`, Payload: { step } },
    ...more,
  });
  const always = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Clear' }] };
  const drill = (make: object, restore: object, after = 'Clear'): Part => {
    const States = {
      Make: invoke(1, 'make', { Next: 'Restore', ...make }),
      Restore: {
        Type: 'Task',
        Resource: 'arn:aws:states:::ecs:runTask.sync',
        Parameters: { TaskDefinition: 'worker' },
        Next: after,
        ...restore,
      },
      Clear: invoke(2, 'clear', { Next: 'Done' }),
      Done: { Type: 'Succeed' },
    };
    const [before, between, rest] = JSON.stringify({ States }).split(/@\d/);
    const parts = [before, att('Server'), between, att('Server'), rest];
    return { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: { 'Fn::Join': ['', parts] } } };
  };
  const parts = (Drill: Part, more: Record<string, Part> = {}): Record<string, Part> => ({
    ...role('Rds', 'rds:CreateDBInstance', 'rds:DeleteDBInstance'),
    ...lambda('Server', 'Rds'),
    ...role('Worker', 'kms:*', 's3:*', 'secretsmanager:*'),
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: 'worker', TaskRoleArn: att('Worker') } },
    Drill,
    ...more,
  });
  const rule = ruleOf('DR-04.DrillServerGoes');

  test('deletes it, also after a step that failed', () => {
    expect(problems(rule, stack(parts(drill(always, always))))).toEqual([]);
  });

  test.each<[string, Part, RegExp]>([
    ['when it could not be made', drill({}, always), /leaves the server when 'Make' fails/],
    ['when nothing could be restored', drill(always, {}), /leaves the server when 'Restore' fails/],
    [
      'when only a timeout is caught',
      drill(always, { Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Clear' }] }),
      /'Restore'/,
    ],
    ['when all is well', drill(always, always, 'Done'), /ends in 'Done' with the server still there/],
  ])('is found to leave it %s', (_what, machine, problem) => {
    expect(problems(rule, stack(parts(machine)))).toEqual([expect.stringMatching(problem)]);
  });

  const recovery = (expression: string, Drill = drill(always, always), more: Record<string, Part> = {}) =>
    stack(parts(Drill, { Schedule: schedule(expression, 'Drill'), ...more }), {
      path: 'production-ap-southeast-4/recovery',
      stackName: 'production-ap-southeast-4-recovery',
      region: 'ap-southeast-4',
    });

  test.each<[string, ReturnType<typeof recovery>, number]>([
    ['every quarter', recovery('cron(0 10 22 1,4,7,10 ? *)'), 0],
    ['twice a year', recovery('cron(0 10 22 1,7 ? *)'), 1],
    ['by a machine that makes no server', recovery('cron(0 10 22 1,4,7,10 ? *)', machine({ operation: 'verify' })), 1],
  ])('is held %s', (_when, one, absent) => {
    expect(missing('DR-04.RecoveryDrilled', one)).toHaveLength(absent);
  });
});
