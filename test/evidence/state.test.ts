import type { Commitment } from '../../lib/commitments/commitment';
import type { RuleEvidence, TestEvidence } from '../../lib/evidence/evidence';
import { stateOf } from '../../lib/evidence/state';

const COMMITMENT: Commitment = {
  id: 'NW-01',
  document: 'Aeronet',
  class: 'infrastructure',
  statement: 'Each region has a network of its own.',
  controls: { iso27001: [], soc2: [], pciDss: [], nist80053: [] },
  watchedBy: [],
};
const RESOURCE = { stack: 'production-us-west-2/network', logicalId: 'Vpc', type: 'AWS::EC2::VPC' };
const HOLDS: RuleEvidence = {
  id: 'NW-01.NetworksApart',
  statement: 'Networks are apart.',
  satisfied: [{ ...RESOURCE, properties: [{ property: 'CidrBlock', line: 4 }] }],
  findings: [],
  absences: [],
};
const FINDS: RuleEvidence = {
  ...HOLDS,
  satisfied: [],
  findings: [{ ...RESOURCE, property: 'CidrBlock', line: 4, problem: 'overlaps' }],
};
const NOTHING_TO_JUDGE: RuleEvidence = { ...HOLDS, satisfied: [] };

const tested = (outcome: TestEvidence['outcome']): TestEvidence => ({
  file: 'test/a.test.ts',
  title: 'NW-01 a',
  outcome,
});

function judged({
  rules = [],
  tests = [],
  notRun = [],
  rehearsal = [],
  ...rest
}: Partial<Parameters<typeof stateOf>[0]>) {
  const empty = { commitment: COMMITMENT, watches: [], exceptions: [] };
  return stateOf({ ...empty, rules, tests, rehearsal, notRun, ...rest });
}

describe('a commitment is proven', () => {
  test('when its rule holds and its tests passed on these sources', () => {
    const { state, reasons } = judged({ rules: [HOLDS], tests: [tested('passed'), tested('passed')] });
    expect(state).toBe('proven');
    expect(reasons).toEqual([
      'NW-01.NetworksApart holds at 1 resource of this assembly.',
      '2 tests passed on these sources.',
    ]);
  });

  test('never by a rule that has nothing to judge', () => {
    expect(judged({ rules: [NOTHING_TO_JUDGE] }).state).toBe('unmet');
    expect(judged({ rules: [NOTHING_TO_JUDGE], tests: [tested('passed')] }).state).toBe('proven');
  });

  test('never by what is said of it', () => {
    const attested = { ...COMMITMENT, attestation: 'We swear.' };
    expect(judged({ commitment: attested })).toMatchObject({ state: 'unmet', reasons: [/^Nothing proves it/] });
  });
});

describe('a commitment is stale', () => {
  test.each([
    ['a test passed on other sources', { tests: [tested('passed'), tested('stale')] }],
    ['a test was skipped', { tests: [tested('not run')] }],
    ['a file that names it was never run', { notRun: ['test/b.test.ts'] }],
  ])('where its rule holds, but %s', (_, facts) => {
    const { state, reasons } = judged({ rules: [HOLDS], ...facts });
    expect(state).toBe('stale');
    expect(reasons.at(-1)).toMatch(/passed on these sources|holds at/);
  });

  test('where it was rehearsed on other sources, and nothing of these shows it', () => {
    const rehearsal = [{ subject: 'a', expected: 'b', found: 'b', outcome: 'stale' as const }];
    expect(judged({ rehearsal }).state).toBe('stale');
    expect(judged({ rehearsal, tests: [tested('passed')] }).state).toBe('proven');
  });
});

describe('a commitment is unmet', () => {
  const open = { ...COMMITMENT, open: 'The network is being built.' };

  test.each([
    ['its rule finds something', { rules: [FINDS] }, 'NW-01.NetworksApart finds 1 fault in this assembly.'],
    [
      'something is missing',
      { rules: [{ ...HOLDS, absences: [{ stage: 'production-us-west-2', problem: 'has no network' }] }] },
      'NW-01.NetworksApart misses something in 1 stage.',
    ],
    ['a test failed', { tests: [tested('passed'), tested('failed')] }, '1 test that names it failed.'],
    [
      'the last rehearsal did not meet it',
      { rehearsal: [{ subject: 'acme: restored', expected: '', found: '', outcome: 'failed' as const }] },
      'The last rehearsal did not meet it: acme: restored.',
    ],
  ])('where %s, even if it is open or attested', (_, facts, reason) => {
    for (const commitment of [
      COMMITMENT,
      open,
      { ...COMMITMENT, class: 'organisational', attestation: 'A' } as const,
    ]) {
      expect(judged({ rules: [HOLDS], ...facts, commitment })).toEqual({ state: 'unmet', reasons: [reason] });
    }
  });

  test('but not where somebody answered for what a rule finds', () => {
    const findings = FINDS.findings.map((finding) => ({ ...finding, acknowledged: 'Both are empty.' }));
    expect(judged({ rules: [{ ...HOLDS, findings }] }).state).toBe('proven');
  });
});

test('a commitment is open with its reason, whatever else is proven of it', () => {
  const commitment = { ...COMMITMENT, open: 'Two of three regions have none.' };
  expect(judged({ commitment, rules: [HOLDS], tests: [tested('passed')] })).toEqual({
    state: 'open',
    reasons: ['Two of three regions have none.'],
  });
});

test.each(['organisational', 'inherited'] as const)(
  'one that is %s is attested by a document, never proven',
  (kind) => {
    const commitment = { ...COMMITMENT, class: kind };
    const proven = { rules: [HOLDS], tests: [tested('passed')] };
    expect(judged({ commitment: { ...commitment, attestation: 'Contract, 4.2' }, ...proven })).toEqual({
      state: 'attested',
      reasons: ['Contract, 4.2'],
    });
    expect(judged({ commitment, ...proven }).state).toBe('unmet');
  },
);
