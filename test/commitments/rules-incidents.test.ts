import { POLICY } from '../lambda/incidents/incident-records';
import { describeRules } from './describe-rules';

const variables = (change: Partial<Record<keyof typeof POLICY, unknown>>) => ({
  Environment: { Variables: { INCIDENT_POLICY: JSON.stringify({ ...POLICY, ...change }) } },
});

describeRules([
  {
    rule: 'IR-01.IncidentClocks',
    good: { Watch: { Type: 'AWS::Lambda::Function', Properties: variables({}) } },
    mutants: [
      ['a notice after two days', variables({ breachNoticeHours: 48 }), /breachNoticeHours.*<=24/],
      ['an answer after a week', variables({ disclosureConfirmHours: 168 }), /disclosureConfirmHours.*<=72/],
      ['a year to resolve', variables({ disclosureDays: 365 }), /disclosureDays.*<=90/],
      ['one level only', variables({ levels: [15] }), /levels/],
      ['a level without its time', variables({ levels: [15, 0] }), /levels\.1/],
      ['what is no JSON', { Environment: { Variables: { INCIDENT_POLICY: '{' } } }, /is no JSON/],
    ],
  },
]);
