import { deadlinesOf, dueNow, nextLook } from '../../../lambda/shared/incidents/deadlines';
import type { Incident } from '../../../lambda/shared/incidents/incident';
import { after, breached, disclosed, incidentRecord, POLICY, START } from './incident-records';

/** Names and levels of what is told at a moment, if nothing was told before. */
function due(incident: Incident, now: Date): string[] {
  return dueNow(incident, POLICY, now).map(({ name, levels }) => `${name} -> ${levels.join(',')}`);
}

/** The incident after these notices were sent. */
function told(incident: Incident, ...names: string[]): Incident {
  return { ...incident, told: Object.fromEntries(names.map((name) => [name, { claimedAt: START, at: START }])) };
}

describe('escalation (IR-03)', () => {
  test('tells the first level at once', () => {
    expect(due(incidentRecord(), after({}))).toEqual(['level-1.1 -> 1']);
  });

  test.each([
    [14.9, []],
    [15, ['level-2.1 -> 2']],
    [74.9, ['level-2.1 -> 2']],
    [75, ['level-2.1 -> 2', 'level-3.1 -> 3']],
    [315, ['level-2.1 -> 2', 'level-3.1 -> 3', 'everyone.1 -> 1,2,3']],
  ])('has gone so far after %d minutes: %j', (minutes, expected) => {
    expect(due(told(incidentRecord(), 'level-1.1'), after({ minutes }))).toEqual(expected);
  });

  test.each(['acknowledged', 'resolved'] as const)('ends when it is %s', (state) => {
    expect(due(incidentRecord({ state }), after({ days: 1 }))).toEqual([]);
    expect(nextLook(incidentRecord({ state }), POLICY, after({}))).toBeUndefined();
  });

  test('wakes nobody for what is of low severity', () => {
    expect(deadlinesOf(incidentRecord({ severity: 'low' }), POLICY)).toEqual([]);
  });

  test('begins anew in its next round, whatever was told in the first', () => {
    const escalatesFrom = after({ hours: 9 }).toISOString();
    const graver = { ...told(incidentRecord(), 'level-1.1', 'level-2.1'), round: 2, escalatesFrom };
    expect(due(graver, after({ hours: 9 }))).toEqual(['level-1.2 -> 1']);
    expect(nextLook(graver, POLICY, after({ hours: 9 }))).toBe(after({ hours: 9, minutes: 15 }).toISOString());
  });
});

describe('the clock of a breach (IR-01, IR-02)', () => {
  test.each([
    [0, ['breach-declared -> 1,2,3']],
    [11.9, ['breach-declared -> 1,2,3']],
    [12, ['breach-declared -> 1,2,3', 'breach-12h -> 1,2']],
    [20, ['breach-declared -> 1,2,3', 'breach-12h -> 1,2', 'breach-4h -> 1,2']],
    [23.5, ['breach-declared -> 1,2,3', 'breach-12h -> 1,2', 'breach-4h -> 1,2', 'breach-1h -> 1,2']],
    // A reminder of what has passed reminds nobody.
    [24, ['breach-declared -> 1,2,3', 'breach-overdue -> 1,2,3']],
  ])('has told so much %d hours after awareness, if nobody was told before: %j', (hours, expected) => {
    expect(due(breached(), after({ hours }))).toEqual(expected);
  });

  test('ends only when every customer has been told', () => {
    expect(due(breached({ sent: 1 }), after({ hours: 30 }))).toContain('breach-overdue -> 1,2,3');
    expect(deadlinesOf(breached({ sent: 2 }), POLICY)).toEqual([]);
  });

  test('says how many customers have not been told', () => {
    const [, reminder] = dueNow(breached({ sent: 1 }), POLICY, after({ hours: 12 }));
    expect(reminder?.message).toContain('1 of 2 customers have not been told');
  });
});

describe('the clocks of a disclosure (IR-04)', () => {
  test('count 72 hours to an answer', () => {
    const reported = told(disclosed(), 'disclosure-reported');
    expect(due(reported, after({ hours: 47.9 }))).toEqual([]);
    expect(due(reported, after({ hours: 48 }))).toEqual(['confirm-24h -> 1,2']);
    expect(due(reported, after({ hours: 72 }))).toEqual(['confirm-overdue -> 1,2,3']);
  });

  test('count 90 days to its resolution, answered or not', () => {
    const answered = disclosed({ confirmedAt: START });
    expect(due(answered, after({ days: 59.9 }))).toEqual([]);
    expect(due(answered, after({ days: 60 }))).toEqual(['resolve-30d -> 1,2']);
    expect(due(answered, after({ days: 90 }))).toEqual(['resolve-overdue -> 1,2,3']);
    expect(due(disclosed(), after({ days: 90 }))).toContain('resolve-overdue -> 1,2,3');
  });

  test('escalate no further than to whoever answers reports, until they pass', () => {
    expect(due(disclosed(), after({ hours: 1 }))).toEqual(['disclosure-reported -> 1']);
  });
});

describe('a notice that was claimed', () => {
  const claimed = incidentRecord({ told: { 'level-1.1': { claimedAt: START } } });

  test('is left to whoever claimed it', () => {
    expect(due(claimed, after({ minutes: 2.9 }))).toEqual([]);
  });

  test('is taken over when it was not sent for three minutes', () => {
    expect(due(claimed, after({ minutes: 3 }))).toEqual(['level-1.1 -> 1']);
  });
});
