import { textOf } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

export const alarmWakesSomeone: Rule = {
  id: 'AV-08.AlarmWakesSomeone',
  keeps: ['AV-08', 'AV-09'],
  statement: 'Every alarm tells on-call, and names the section of the runbook that says what to do.',
  types: ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'],
  judge({ properties }) {
    const { AlarmActions, ActionsEnabled, AlarmDescription } = properties as {
      AlarmActions?: readonly unknown[];
      ActionsEnabled?: boolean;
      AlarmDescription?: unknown;
    };
    return verdict({
      AlarmActions: AlarmActions?.length ? undefined : 'is empty, so nobody hears of it; use PlatformAlarm',
      ActionsEnabled: ActionsEnabled === false ? 'is false, so nobody hears of it; leave it out' : undefined,
      AlarmDescription: /https?:\/\/\S+#[\w-]+/.test(textOf(AlarmDescription))
        ? undefined
        : 'links to no section of the runbook; use PlatformAlarm',
    });
  },
};
