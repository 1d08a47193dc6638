import type { TemplateResource } from '../assembly';
import { textOf } from '../assembly';
import { present } from '../rule';
import type { Rule } from '../rule';
import { EVENT_RULE, targetsOf, type EventRule } from './event-rule';
import { variablesOf } from './function-variables';
import { isHome, isRegion } from './stages';

/** GuardDuty's own threshold of a high severity. */
const HIGH = 7;

/** What finds something: what its findings are, and whether a pattern takes every grave one. */
interface Finder {
  readonly promise: string;
  readonly name: string;
  readonly what: string;
  readonly source: string;
  readonly event: string;
  readonly grave: (detail: Readonly<Record<string, unknown>>) => boolean;
}

const FINDERS: readonly Finder[] = [
  {
    promise: 'NW-10',
    name: 'Threats',
    what: 'threat of high severity that GuardDuty finds',
    source: 'aws.guardduty',
    event: 'GuardDuty Finding',
    grave({ severity, ...others }) {
      const [{ numeric = [] } = {}] = (severity ?? []) as readonly { readonly numeric?: readonly unknown[] }[];
      return (
        Object.keys(others).length === 0 && numeric.length === 2 && numeric[0] === '>=' && Number(numeric[1]) <= HIGH
      );
    },
  },
  {
    promise: 'NW-11',
    name: 'Weaknesses',
    what: 'weakness of high severity that Security Hub finds',
    source: 'aws.securityhub',
    event: 'Security Hub Findings - Imported',
    grave({ findings, ...others }) {
      const { Severity } = (findings ?? {}) as { Severity?: { readonly Label?: readonly string[] } };
      return (
        Object.keys(others).length === 0 && ['HIGH', 'CRITICAL'].every((label) => Severity?.Label?.includes(label))
      );
    },
  },
];

/** Who finds something is not enough: it wakes somebody, and has a history until it is resolved. */
export const findingsFollowedUp: readonly Rule[] = [
  ...FINDERS.flatMap((finder) => [
    present({
      id: `${finder.promise}.${finder.name}WakeSomeone`,
      keeps: ['NW-10', 'NW-11'],
      statement: `On-call hears of each ${finder.what}, in every region.`,
      types: [EVENT_RULE],
      where: isRegion,
      needs: `an event rule that tells on-call of each ${finder.what}; use FindingNotices`,
      is: (rule, assembly) => hears(rule, finder) && targetsOf(rule, assembly).some(isOnCall),
    }),
    present({
      id: `${finder.promise}.${finder.name}BecomeIncidents`,
      keeps: ['NW-10', 'NW-11'],
      statement: `Each ${finder.what} becomes an incident, in every region.`,
      types: [EVENT_RULE],
      where: isRegion,
      needs: `an event rule that makes an incident of each ${finder.what}; use IncidentIntake or IncidentRelayStack`,
      is: (rule, assembly) => hears(rule, finder) && (targetsOf(rule, assembly).some(opensIncidents) || isRelay(rule)),
    }),
  ]),
  present({
    id: 'NW-10.RelayedBecomeIncidents',
    keeps: ['NW-10', 'NW-11'],
    statement: 'What is relayed from a recovery region becomes an incident in the home region.',
    types: [EVENT_RULE],
    where: isHome,
    needs: 'an event rule that makes an incident of all that arrives on the bus of incidents; use IncidentIntake',
    is(rule, assembly) {
      const { State = 'ENABLED', EventBusName, EventPattern } = rule.properties as EventRule;
      const bus = assembly.target(EventBusName, rule.stack);
      return (
        State === 'ENABLED' &&
        bus?.type === 'AWS::Events::EventBus' &&
        Object.keys(EventPattern ?? {}).join() === 'account' &&
        targetsOf(rule, assembly).some(opensIncidents)
      );
    },
  }),
];

function hears({ properties }: TemplateResource, { source, event, grave }: Finder): boolean {
  const { State = 'ENABLED', EventPattern } = properties as EventRule;
  return (
    State === 'ENABLED' &&
    EventPattern?.source?.includes(source) === true &&
    EventPattern['detail-type']?.includes(event) === true &&
    grave(EventPattern.detail ?? {})
  );
}

function isOnCall({ type, logicalId }: TemplateResource): boolean {
  return type === 'AWS::SNS::Topic' && logicalId.startsWith('OnCall');
}

/** The function that makes incidents, and starts the clock of each. */
function opensIncidents(target: TemplateResource): boolean {
  const needs = ['INCIDENTS_TABLE', 'CLOCK_MACHINE_ARN'];
  return target.type === 'AWS::Lambda::Function' && needs.every((name) => name in variablesOf(target));
}

/** To another region, whose stack is not known here. */
function isRelay({ properties }: TemplateResource): boolean {
  const { Targets = [] } = properties as EventRule;
  return Targets.some(({ Arn }) => /:event-bus\/[\w-]+-incidents$/.test(textOf(Arn)));
}
