import { Assembly } from '../../lib/commitments/assembly';
import { absences } from '../../lib/commitments/rule';
import { ruleOf } from './describe-rules';
import { stack } from './template';
import type { Part } from './template';

const plan = (copies: number): Part => ({
  Type: 'AWS::Backup::BackupPlan',
  Properties: { BackupPlan: { BackupPlanRule: [{ CopyActions: Array.from({ length: copies }, () => ({})) }] } },
});
const record = (Properties: Record<string, unknown>): Part => ({ Type: 'AWS::Route53::RecordSet', Properties });

const SITES = {
  Name: '*.au.example.',
  Failover: 'PRIMARY',
  SetIdentifier: 'ap-southeast-2',
  HealthCheckId: { Ref: 'Check' },
  AliasTarget: { DNSName: 'balancer', EvaluateTargetHealth: true },
};

interface Changes {
  readonly copies?: number;
  readonly sites?: Record<string, unknown>;
  readonly own?: Record<string, unknown>;
  readonly check?: Record<string, unknown>;
}

/** What a region of production with sites lacks whose template has these changes. */
function lacking({ copies = 1, sites = {}, own = {}, check = {} }: Changes = {}): string[] {
  const web = {
    Plan: plan(copies),
    Sites: record({ ...SITES, ...sites }),
    Own: record({ Name: 'ap-southeast-2.au.example.', ...own }),
    Check: {
      Type: 'AWS::Route53::HealthCheck',
      Properties: {
        HealthCheckConfig: { Type: 'HTTPS', FullyQualifiedDomainName: 'ap-southeast-2.au.example', ...check },
      },
    },
  };
  const stacks = [
    stack(web, { path: 'production-ap-southeast-2/web' }),
    stack({}, { path: 'production-ap-southeast-2/sites' }),
  ];
  return absences(new Assembly(stacks), [ruleOf('AV-03.RegionAnswers')]).map(({ problem }) => problem);
}

describe('AV-03.RegionAnswers', () => {
  test('is satisfied by a record of a pair that depends on a name of its region', () => {
    expect(lacking()).toEqual([]);
  });

  test.each<[string, Changes]>([
    ['the record is the only one', { sites: { Failover: undefined } }],
    ['the record is not told from the other one', { sites: { SetIdentifier: undefined } }],
    ['the record is of one site', { sites: { Name: 'acme.au.example.' } }],
    ['the record does not ask its target', { sites: { AliasTarget: { EvaluateTargetHealth: false } } }],
    ['the record has no check', { sites: { HealthCheckId: undefined } }],
    ['the check sends no TLS', { check: { Type: 'HTTP' } }],
    ['the check asks the name that it decides about', { check: { FullyQualifiedDomainName: 'acme.au.example' } }],
    ['the name that is asked leads elsewhere as well', { own: { Failover: 'PRIMARY' } }],
  ])('is missing where %s', (_, changes) => {
    expect(lacking(changes)).toEqual([expect.stringMatching(/^production-ap-southeast-2 lacks a failover record/)]);
  });

  test('is not asked for where nothing is copied to another region: there is none to lead to', () => {
    expect(lacking({ copies: 0, sites: { Failover: undefined } })).toEqual([]);
  });
});
