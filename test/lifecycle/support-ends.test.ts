import { Assembly } from '../../lib/commitments/assembly';
import { LEAD_DAYS, REVIEW_DAYS, supportProblems, unusedSupport } from '../../lib/lifecycle/support-problems';
import { SUPPORT } from '../../lib/lifecycle/support-table';
import { usesOf } from '../../lib/lifecycle/uses';
import { stack } from '../commitments/template';
import type { Part } from '../commitments/template';
import { exampleFolder } from '../support/example-folder';

jest.setTimeout(180_000);

const uses = usesOf(Assembly.read(exampleFolder()), '.');
const names = uses.map(({ what }) => what);

test('nothing that the platform uses is about to lose its support, and no date is too old to be trusted', () => {
  const today = new Date().toISOString().slice(0, 10);
  expect(supportProblems(uses, { today, leadDays: LEAD_DAYS.failure })).toEqual([]);
});

test('every row of the table is about something that is used', () => {
  expect(unusedSupport(uses)).toEqual([]);
  expect(new Set(SUPPORT.map((row) => row.uses)).size).toBe(SUPPORT.length);
});

test('what is used is read from templates, from the image of the worker, from packages and from certificates', () => {
  expect(names).toEqual(
    expect.arrayContaining([
      'rds postgres 18',
      'rds authority rds-ca-rsa2048-g1 in ap-southeast-2',
      'lambda nodejs24.x',
      'fargate LATEST',
      'ami al2023',
      'image node:24-trixie-slim',
      'package cdk-nag',
    ]),
  );
  const authority = uses.find(({ what }) => what === 'rds authority rds-ca-rsa2048-g1 in ap-southeast-2')!;
  expect(authority.ends).toBe('2061-05-24');
});

const row = {
  uses: 'lambda a',
  ends: '2028-04-30',
  reviewed: '2028-01-01',
  verified: true,
  source: 'https://a.example',
};
const use = { what: 'lambda a', where: 'stack Function' };

function problems(today: string, leadDays: number = LEAD_DAYS.failure, support = [row], tables = {}) {
  return supportProblems([use], { today, leadDays, support, tables });
}

describe('the end of support', () => {
  test('is warned of first, fails the tests later, and is said for good', () => {
    expect(problems('2028-01-30', LEAD_DAYS.warning)).toEqual([]);
    expect(problems('2028-01-31', LEAD_DAYS.warning)).toEqual([
      "'lambda a', used by stack Function, is supported until 2028-04-30, for 90 days more; change to what succeeds it",
    ]);
    expect(problems('2028-02-29')).toEqual([]);
    expect(problems('2028-03-01')).toEqual([expect.stringContaining('for 60 days more')]);
    expect(problems('2028-05-01')).toEqual([expect.stringContaining('without support since 2028-04-30')]);
  });

  test('must be known of everything that is used', () => {
    expect(problems('2028-01-01', 60, [])).toEqual([
      "'lambda a', used by stack Function, is not in lib/lifecycle/support-ends.yaml; add it, with the end of its support and source",
    ]);
  });

  test('is looked up again within a year, warned of a month before', () => {
    const old = [{ ...row, ends: '2099-01-01' }];
    expect(problems('2028-12-31', 60, old)).toEqual([]);
    expect(problems('2029-01-01', 60, old)).toEqual([expect.stringContaining('look at https://a.example')]);
    expect(problems('2028-12-02', 90, old)).toHaveLength(1);
    expect(problems('2028-01-01', 60, old, { 'lib/prices.yaml': '2026-01-01' })).toEqual([
      expect.stringContaining('lib/prices.yaml was last compared with its source on 2026-01-01'),
    ]);
    expect(REVIEW_DAYS).toBe(365);
  });

  test('of an authority that clients were not given is unknown', () => {
    const server: Part = {
      Type: 'AWS::RDS::DBInstance',
      Properties: { Engine: 'postgres', EngineVersion: '19.1', CACertificateIdentifier: 'rds-ca-rsa9999-g9' },
    };
    const found = usesOf(new Assembly([stack({ server })]), '.').slice(0, 2);
    expect(supportProblems(found, { today: '2026-11-26', leadDays: 60, support: [], tables: {} })).toEqual([
      expect.stringContaining("'rds postgres 19', used by"),
      expect.stringContaining("'rds authority rds-ca-rsa9999-g9 in ap-southeast-2', used by"),
    ]);
  });
});
