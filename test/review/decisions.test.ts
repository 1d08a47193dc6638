import type { Rule } from '../../lib/commitments/rule';
import { NO_APPROVALS } from '../../lib/config/approvals';
import type { Approvals } from '../../lib/config/approvals';
import { renderReview } from '../../lib/review/render';
import { stack } from '../commitments/template';
import { reviewOf, reviewOfChange, TODAY } from './compare';

const because = {
  reason: 'The table holds jobs of one night only and is empty by day.',
  approvedBy: 'Rosa Vidal, platform lead',
  expires: '2027-01-31',
};
const TABLES = { Table: { Type: 'AWS::DynamoDB::Table' } };
const deletion = {
  kind: 'deletion' as const,
  stacks: ['production-ap-southeast-2/data'],
  resource: 'Table',
  ...because,
};

function deleted(...resources: Approvals['resources']) {
  return reviewOfChange(TABLES, {}, { approvals: { ...NO_APPROVALS, resources } }).decisions;
}

describe('an approval', () => {
  test('lets what it names pass, and says who decided and why', () => {
    expect(deleted(deletion)).toEqual({
      refusals: [],
      approved: [
        {
          what: 'production-ap-southeast-2/data Table (AWS::DynamoDB::Table) would be deleted',
          reason: because.reason,
          approvedBy: because.approvedBy,
        },
      ],
      unused: [],
    });
  });

  test('of another kind, stack or resource lets nothing pass, and is reported as stale', () => {
    for (const other of [
      { kind: 'replacement' as const },
      { stacks: ['test-ap-southeast-2/data'] },
      { resource: 'Tables' },
    ]) {
      const { refusals, unused } = deleted({ ...deletion, ...other });
      expect(refusals).toHaveLength(1);
      expect(unused).toMatchObject([{ why: 'matches nothing' }]);
    }
  });

  test('that has expired lets nothing pass, on its last day neither', () => {
    const { refusals, unused } = deleted({ ...deletion, expires: TODAY });
    expect(refusals).toMatchObject([{ expired: `approved by ${because.approvedBy} until ${TODAY}` }]);
    expect(unused).toMatchObject([{ why: 'expired' }]);
    expect(deleted({ ...deletion, expires: TODAY }, deletion).refusals).toEqual([]);
  });

  test('of a replacement covers one that only may happen', () => {
    const server = (EngineVersion: string, KmsKeyId: string) => ({
      Server: { Type: 'AWS::RDS::DBInstance', Properties: { EngineVersion, KmsKeyId } },
    });
    const approvals = {
      ...NO_APPROVALS,
      resources: [{ ...deletion, kind: 'replacement' as const, resource: 'Server' }],
    };
    expect(reviewOfChange(server('18', 'a'), server('18', 'b'), { approvals }).decisions.refusals).toEqual([]);
  });
});

const locked: Rule = {
  id: 'BK-01.Locked',
  keeps: ['BK-01'],
  statement: 'A table is protected.',
  types: ['AWS::DynamoDB::Table'],
  judge: ({ properties }) =>
    properties.Protected
      ? { satisfied: ['Protected'], findings: [] }
      : { satisfied: [], findings: [{ property: '', problem: '' }] },
};
const other: Rule = { ...locked, id: 'BK-01.Other', judge: () => ({ satisfied: [''], findings: [] }) };

function table(Protected: boolean) {
  return { Table: { Type: 'AWS::DynamoDB::Table', Properties: { Protected } } };
}

describe('a review of commitments', () => {
  test('says which are lost and gained, by what the same rules find on both sides', () => {
    const { commitments, decisions } = reviewOfChange(table(true), table(false), { rules: [locked] });
    expect(commitments.changes).toMatchObject([{ kind: 'lost', commitment: 'BK-01' }]);
    expect(decisions.refusals.map(({ what }) => what)).toEqual([
      'BK-01 would be lost: 1 resource kept it, and none does any more',
    ]);
    expect(reviewOfChange(table(false), table(true), { rules: [locked] }).commitments.changes).toMatchObject([
      { kind: 'gained', commitment: 'BK-01' },
    ]);
  });

  test('names a rule that holds nowhere any more, where others still keep the commitment', () => {
    const { commitments, decisions } = reviewOfChange(table(true), table(false), { rules: [locked, other] });
    expect(commitments).toEqual({ changes: [], silent: [{ rule: 'BK-01.Locked', keeps: ['BK-01'], held: 1 }] });
    expect(decisions.refusals).toEqual([]);
  });

  test('says which the register has no more, and refuses that unless it is approved', () => {
    const registers: [string[], string[]] = [
      ['BK-01', 'NW-01'],
      ['BK-01', 'TN-01'],
    ];
    const { commitments, decisions } = reviewOfChange({}, {}, { registers });
    expect(commitments.changes.map(({ kind, commitment }) => `${kind} ${commitment}`)).toEqual([
      'lost NW-01',
      'gained TN-01',
    ]);
    expect(decisions.refusals).toHaveLength(1);
    const approvals = { ...NO_APPROVALS, commitments: [{ commitment: 'NW-01', ...because }] };
    expect(reviewOfChange({}, {}, { registers, approvals }).decisions.refusals).toEqual([]);
  });
});

describe('a review for the terminal', () => {
  test('says what is refused last, and what to do about it', () => {
    const lines = renderReview(reviewOfChange(TABLES, {})).split('\n');
    expect(lines[0]).toBe('Compared with v1: 1 deleted');
    expect(lines).toContain('  ! deleted (holds data) AWS::DynamoDB::Table Table in production-ap-southeast-2/data');
    expect(lines.slice(-4)).toEqual([
      'Refused (1)',
      '  ✗ production-ap-southeast-2/data Table (AWS::DynamoDB::Table) would be deleted',
      '',
      expect.stringContaining('config/approvals.yaml'),
    ]);
  });

  test('says once what several stages have in common but for environment, account and region', () => {
    const places = [
      ['production', 'eu-central-1', '111111111111'],
      ['production', 'us-west-2', '111111111111'],
      ['test', 'us-west-2', '222222222222'],
    ] as const;
    const rights = (name: string) =>
      places.map(([environment, region, account]) => {
        const Resource = `arn:aws:s3:::${name}-${environment}-${account}-${region}/*`;
        const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource }];
        return stack(
          {
            Policy: {
              Type: 'AWS::IAM::Policy',
              Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement } },
            },
          },
          { path: `${environment}-${region}/sites`, stackName: `${environment}-${region}-sites`, region, account },
        );
      });
    const lines = renderReview(reviewOf(rights('old'), rights('new'))).split('\n');
    expect(lines).toContain('Rights that are wider (1)');
    expect(lines).toContain(
      '  Role allows s3:GetObject on arn:aws:s3:::new-production-111111111111-eu-central-1/* in production-eu-central-1/sites and 2 more',
    );
  });

  test('says that nothing differs', () => {
    expect(renderReview(reviewOfChange(TABLES, TABLES)).split('\n')).toEqual([
      'Compared with v1: no resource differs',
      '',
      'Nothing here needs an approval that it has not.',
    ]);
  });
});
