import { STEP_OPERATIONS } from '../../../lambda/shared/privacy/request';
import { LONGEST_DEADLINE_DAYS } from '../../config/privacy-schema';
import { textOf } from '../assembly';
import type { Assembly, TemplateResource } from '../assembly';
import { present, verdict } from '../rule';
import type { Rule } from '../rule';
import { variablesOf } from './function-variables';
import { SCHEDULE, scheduleOf } from './schedule';
import { operationOf } from './site-operations';
import { isHome } from './stages';

const FUNCTION = 'AWS::Lambda::Function';

export const requestDeadline: Rule = {
  id: 'TN-20.RequestDeadline',
  keeps: ['TN-20', 'TN-21', 'OR-06'],
  statement: `Requests about personal data are due within ${LONGEST_DEADLINE_DAYS} days, and sub-processors answer before.`,
  types: [FUNCTION],
  judge(resource) {
    const { DEADLINE_DAYS, SUB_PROCESSOR_DAYS, SUB_PROCESSORS } = variablesOf(resource);
    if (DEADLINE_DAYS === undefined) return undefined;
    const deadline = Number(DEADLINE_DAYS);
    const theirs = Number(SUB_PROCESSOR_DAYS);
    return verdict({
      'Environment.Variables.DEADLINE_DAYS':
        deadline >= 1 && deadline <= LONGEST_DEADLINE_DAYS
          ? undefined
          : `is ${textOf(DEADLINE_DAYS)}; 1 to ${LONGEST_DEADLINE_DAYS} are promised; lower privacy.deadlineDays`,
      'Environment.Variables.SUB_PROCESSOR_DAYS':
        theirs >= 1 && theirs < deadline
          ? undefined
          : `is ${textOf(SUB_PROCESSOR_DAYS)}; less than the ${deadline} of the request are allowed; lower privacy.subProcessorDays`,
      'Environment.Variables.SUB_PROCESSORS': Array.isArray(parsed(SUB_PROCESSORS))
        ? undefined
        : 'is no list, so that nobody asks sub-processors; take it from partiesOf',
    });
  },
};

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

export const requestsReachOperations: Rule = {
  id: 'TN-20.RequestsReachOperations',
  keeps: ['TN-09', 'TN-10', 'TN-20', 'TN-21', 'TN-22'],
  statement: 'Each step of a request about personal data starts the operation of its name.',
  types: [FUNCTION],
  judge(resource, assembly) {
    const { MACHINES } = variablesOf(resource);
    if (MACHINES === undefined) return undefined;
    const started = operationsIn(MACHINES, resource, assembly);
    const wrong = STEP_OPERATIONS.filter((operation) => started.get(operation) !== operation);
    return verdict({
      'Environment.Variables.MACHINES':
        wrong.length === 0
          ? undefined
          : `starts ${wrong.map((name) => `${started.get(name) ?? 'nothing'} for ${name}`).join(', ')}; name the machine of each operation`,
    });
  },
};

/** What the machines do that stand in a JSON object of ARNs, by the operation that they stand for. */
function operationsIn(text: unknown, { stack }: TemplateResource, assembly: Assembly): Map<string, string | undefined> {
  const { 'Fn::Join': join } = (text ?? {}) as { 'Fn::Join'?: readonly [string, readonly unknown[]] };
  const parts = join?.[1] ?? [];
  return new Map(
    parts.flatMap((part, index): [string, string | undefined][] => {
      const name = typeof part === 'string' ? undefined : /"([a-z-]+)":"$/.exec(textOf(parts[index - 1]))?.[1];
      return name === undefined ? [] : [[name, operationOf(assembly.target(part, stack), assembly)]];
    }),
  );
}

export const requestsAdvance = present({
  id: 'TN-20.RequestsAdvance',
  keeps: ['TN-20', 'TN-21'],
  statement: 'Every hour, what brings requests about personal data on looks at all that are open.',
  types: [SCHEDULE],
  where: isHome,
  needs:
    'an hourly schedule, which is on, of the function that starts the operations of requests; make it by PrivacyStack',
  is(schedule, assembly) {
    const { expression, enabled, target } = scheduleOf(schedule, assembly);
    return (
      enabled &&
      /^(cron\(\d+ \* \* \* \? \*\)|rate\(1 hour\))$/.test(expression) &&
      target !== undefined &&
      variablesOf(target).MACHINES !== undefined
    );
  },
});

export const lateRequestsHeard = present({
  id: 'TN-20.LateRequestsHeard',
  keeps: ['TN-20', 'TN-21'],
  statement: 'A request past its deadline rings an alarm, and so does it if nobody counts them.',
  types: ['AWS::CloudWatch::Alarm'],
  where: isHome,
  needs:
    'an alarm on PrivacyRequestsOverdue from one on, for which missing data is breaching; make it by RequestAlarms',
  is: ({ properties: { MetricName, Threshold, ComparisonOperator, TreatMissingData } }) =>
    MetricName === 'PrivacyRequestsOverdue' &&
    Threshold === 1 &&
    ComparisonOperator === 'GreaterThanOrEqualToThreshold' &&
    TreatMissingData === 'breaching',
});
