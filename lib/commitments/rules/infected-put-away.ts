import { SCAN_EVENTS } from '../../../lambda/quarantine-attachment/scan-event';
import { SCAN_TAG } from '../../../lambda/shared/scan-verdict';
import { present } from '../rule';
import { EVENT_RULE, targetsOf, type EventRule } from './event-rule';

const PLAN = 'AWS::GuardDuty::MalwareProtectionPlan';

export const infectedPutAway = present({
  id: 'IR-10.InfectedPutAway',
  keeps: ['IR-10'],
  statement: 'Wherever attachments are scanned, each that was not found clean is handed to what puts it away.',
  types: [EVENT_RULE],
  where: ({ stacks }) => stacks.some(({ resources }) => [...resources.values()].some(({ type }) => type === PLAN)),
  needs: 'a rule that hands every scan but a clean one to the function that puts away; use Quarantine',
  is: (rule, assembly) => {
    const { State, EventPattern } = rule.properties as EventRule;
    const allBut = `"scanResultStatus":[{"anything-but":["${SCAN_TAG.clean}"]}]`;
    return (
      State === 'ENABLED' &&
      EventPattern?.source?.join() === 'aws.guardduty' &&
      Object.values(SCAN_EVENTS).every((event) => EventPattern['detail-type']?.includes(event)) &&
      JSON.stringify(EventPattern).includes(allBut) &&
      targetsOf(rule, assembly).some(({ type }) => type === 'AWS::Lambda::Function')
    );
  },
});
