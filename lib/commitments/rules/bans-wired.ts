import type { Assembly, StackTemplate } from '../assembly';
import { textOf } from '../assembly';
import { present } from '../rule';
import type { Rule } from '../rule';
import { EVENT_RULE, type EventRule } from './event-rule';
import { variablesOf } from './function-variables';
import { isHome } from './stages';

/** Minutes after which a ban that is over may still be in force. */
const LATEST = 5;

/** What the ban operation is told, and what makes it let people in again. */
export const bansWired: readonly Rule[] = [
  present({
    id: 'NW-05.FailedLoginsHeard',
    keeps: ['NW-05'],
    statement: 'Each failed login is told to the operation that bans addresses.',
    types: [EVENT_RULE],
    where: isHome,
    needs: 'an event rule that hands each failed login to ban-addresses; use AddressBans',
    is({ properties, stack }, assembly) {
      const { State = 'ENABLED', EventPattern, Targets = [] } = properties as EventRule;
      return (
        State === 'ENABLED' &&
        EventPattern !== undefined &&
        Object.keys(EventPattern).every((key) => key === 'source' || key === 'detail-type') &&
        EventPattern.source?.join() === 'cordon.identity' &&
        EventPattern['detail-type']?.includes('Login Failed') === true &&
        Targets.some(({ Arn }) => bans(Arn, stack, assembly))
      );
    },
  }),
  present({
    id: 'NW-05.BansEnd',
    keeps: ['NW-05'],
    statement: `A ban is lifted within ${LATEST} minutes of its end.`,
    types: [EVENT_RULE],
    where: isHome,
    needs: `a rule that has ban-addresses settle every ${LATEST} minutes; use AddressBans`,
    is({ properties, stack }, assembly) {
      const { State = 'ENABLED', ScheduleExpression = '', Targets = [] } = properties as EventRule;
      const minutes = Number(/^rate\((\d+) minutes?\)$/.exec(ScheduleExpression)?.[1] ?? Infinity);
      return (
        State === 'ENABLED' &&
        minutes <= LATEST &&
        Targets.some(({ Arn, Input }) => bans(Arn, stack, assembly) && textOf(Input).includes('"settle"'))
      );
    },
  }),
  present({
    id: 'NW-06.FlaggedRequestsHeard',
    keeps: ['NW-05', 'NW-06'],
    statement: 'What the firewall logs of a request is told to the operation that bans addresses.',
    types: ['AWS::Logs::SubscriptionFilter'],
    where: isHome,
    needs: 'a subscription of ban-addresses to the log of the firewall; use AddressBans',
    is({ properties, stack }, assembly) {
      const log = assembly.target(properties.LogGroupName, stack);
      return (
        textOf(log?.properties.LogGroupName).startsWith('aws-waf-logs-') &&
        bans(properties.DestinationArn, stack, assembly)
      );
    },
  }),
];

/** Whether an ARN is that of the function that fills and empties the lists of the banned. */
function bans(arn: unknown, stack: StackTemplate, assembly: Assembly): boolean {
  const target = assembly.target(arn, stack);
  return (
    target?.type === 'AWS::Lambda::Function' && ['BANS_TABLE', 'BAN_LISTS'].every((name) => name in variablesOf(target))
  );
}
