import { textOf } from '../assembly';
import type { Assembly, TemplateResource } from '../assembly';
import { present } from '../rule';
import type { Rule } from '../rule';
import { isHome } from './stages';
import { alarmed } from './log-metrics-watched';

/** Members without which a record does not say what was promised. */
const PROMISED = {
  'LG-01': { kind: 'access', members: ['time', 'site', 'user', 'operation', 'sourceIp'] },
  'LG-07': { kind: 'change', members: ['time', 'user', 'change'] },
} as const;

/** A rule for each kind of the application's records. */
export const recordsChecked: readonly Rule[] = [
  recordsOf('LG-01', 'LG-01.AccessRecordsChecked'),
  recordsOf('LG-07', 'LG-07.ChangeRecordsChecked'),
];

function recordsOf(promise: keyof typeof PROMISED, id: string): Rule {
  const { kind, members } = PROMISED[promise];
  return present({
    id,
    keeps: [promise],
    statement: `A record of ${kind} that lacks ${members.join(', ')} wakes on-call.`,
    types: ['AWS::Logs::MetricFilter'],
    where: isHome,
    needs: `a filter with an alarm on /application/${kind}-records for whatever lacks ${members.join(', ')}; use ApplicationRecords`,
    is: (filter, assembly) =>
      groupName(filter, assembly).endsWith(`/application/${kind}-records`) &&
      members.every((member) => textOf(filter.properties.FilterPattern).includes(`($.${member} NOT EXISTS)`)) &&
      alarmed(filter),
  });
}

function groupName({ properties, stack }: TemplateResource, assembly: Assembly): string {
  return textOf(assembly.target(properties.LogGroupName, stack)?.properties.LogGroupName);
}
