import { textOf } from '../assembly';
import type { StackTemplate } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

export const alarmWakesSomeone: Rule = {
  id: 'AV-08.AlarmWakesSomeone',
  keeps: ['AV-08', 'AV-09'],
  statement: 'Every alarm tells on-call, and names the section of the runbook that says what to do.',
  types: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'],
  judge({ stack, logicalId, properties }) {
    const { AlarmActions, ActionsEnabled, AlarmDescription } = properties as {
      AlarmActions?: readonly unknown[];
      ActionsEnabled?: boolean;
      AlarmDescription?: unknown;
    };
    return verdict({
      AlarmActions:
        AlarmActions?.length || isCondition(stack, logicalId)
          ? undefined
          : 'is empty, and no composite alarm depends on it, so nobody hears of it; use PlatformAlarm',
      ActionsEnabled: ActionsEnabled === false ? 'is false, so nobody hears of it; leave it out' : undefined,
      AlarmDescription: /https?:\/\/\S+#[\w-]+/.test(textOf(AlarmDescription))
        ? undefined
        : 'links to no section of the runbook; use PlatformAlarm',
    });
  },
};

/** Whether a composite alarm, which tells on-call in turn, depends on it. */
function isCondition({ resources }: StackTemplate, logicalId: string): boolean {
  return [...resources.values()].some(
    ({ type, properties }) =>
      type === 'AWS::CloudWatch::CompositeAlarm' && JSON.stringify(properties.AlarmRule).includes(`"${logicalId}"`),
  );
}
