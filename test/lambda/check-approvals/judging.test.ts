import { judgeApprovals } from '../../../lambda/check-approvals/judging';
import type { ActionExecution } from '../../../lambda/check-approvals/judging';

const ROLES = { operations: 'cordon-delivery-approver-operations', security: 'cordon-delivery-approver-security' };
const by = (group: keyof typeof ROLES, person: string) =>
  `arn:aws:sts::444444444444:assumed-role/${ROLES[group]}/${person}`;
const approval = (group: keyof typeof ROLES, person: string, more: Partial<ActionExecution> = {}): ActionExecution => ({
  stage: 'Approve',
  action: group,
  status: 'Succeeded',
  startedAt: new Date('2026-11-26T10:00:00Z'),
  by: by(group, person),
  ...more,
});
const judge = (...history: ActionExecution[]) => judgeApprovals(history, 'Approve', ROLES);

test('IR-11: a release passes that a person of each group has approved', () => {
  expect(judge(approval('operations', 'jo@vinefield.example'), approval('security', 'kim@vinefield.example'))).toEqual({
    approvedBy: { operations: 'jo@vinefield.example', security: 'kim@vinefield.example' },
  });
});

test.each([
  ['one person with both roles', [approval('operations', 'jo'), approval('security', 'jo')], /jo approved for both/],
  ['one person in two spellings', [approval('operations', 'jo'), approval('security', 'Jo')], /Jo approved for both/],
  ['an approval that is missing', [approval('operations', 'jo')], /security has not approved/],
  [
    'a rejection',
    [approval('operations', 'jo'), approval('security', 'kim', { status: 'Failed' })],
    /security has not approved/,
  ],
  [
    'an approval by the role of the other group',
    [approval('operations', 'jo'), approval('security', 'kim', { by: by('operations', 'kim') })],
    /not by its role cordon-delivery-approver-security/,
  ],
  [
    'an approval by an administrator',
    [approval('operations', 'jo'), approval('security', '', { by: 'arn:aws:iam::444444444444:user/admin' })],
    /arn:aws:iam::444444444444:user\/admin, not by its role/,
  ],
  [
    'an approval by nobody who is known',
    [approval('operations', 'jo'), approval('security', '', { by: undefined })],
    /nobody who is known/,
  ],
  [
    'approvals in another stage',
    [approval('operations', 'jo', { stage: 'Other' }), approval('security', 'kim', { stage: 'Other' })],
    /operations has not approved/,
  ],
])('IR-11: a release does not pass with %s', (_, history, refusal) => {
  expect(judge(...history)).toEqual({ refusal: expect.stringMatching(refusal) });
});

test('IR-11: an approval that was asked for again counts as it was answered last', () => {
  const later = { startedAt: new Date('2026-11-26T12:00:00Z') };
  const first = [approval('operations', 'jo'), approval('security', 'jo')];
  expect(judge(...first, approval('security', 'kim', later))).toEqual({
    approvedBy: { operations: 'jo', security: 'kim' },
  });
  expect(judge(approval('security', 'kim', { ...later, status: 'Failed' }), ...first)).toEqual({
    refusal: 'security has not approved.',
  });
});
