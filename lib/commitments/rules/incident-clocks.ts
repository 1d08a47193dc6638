import { policySchema } from '../../../lambda/shared/incidents/policy';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { variablesOf } from './function-variables';

const VARIABLE = 'INCIDENT_POLICY';

export const incidentClocks: Rule = {
  id: 'IR-01.IncidentClocks',
  keeps: ['IR-01', 'IR-02', 'IR-03', 'IR-04'],
  statement:
    'Customers hear of a breach within 24 hours, reporters of a vulnerability within 72, and two levels of people or more answer.',
  types: ['AWS::Lambda::Function'],
  judge(resource) {
    const text = variablesOf(resource)[VARIABLE];
    if (text === undefined) return undefined;
    return verdict({ [`Environment.Variables.${VARIABLE}`]: problemOf(text) });
  },
};

function problemOf(text: unknown): string | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(String(text));
  } catch {
    return 'is no JSON; take it from incidentPolicy';
  }
  const { success, error } = policySchema.safeParse(policy);
  if (success) return undefined;
  const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return `breaks a promise: ${problems.join('; ')}; see incidents and escalation in platform.yaml`;
}
