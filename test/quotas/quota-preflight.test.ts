import { Assembly } from '../../lib/commitments/assembly';
import { loadPlatform } from '../../lib/config/load';
import { needsOf, type Need } from '../../lib/quotas/needs';
import { QUOTAS } from '../../lib/quotas/quota-table';
import { quotaPreflight } from '../../lib/quotas/quota-preflight';
import { Quotas } from '../../lib/quotas/quotas';
import { webAclCapacity } from '../../lib/quotas/waf-capacity';
import { stack, type Part } from '../commitments/template';
import { exampleFolder } from '../support/example-folder';

jest.setTimeout(180_000);

const platform = loadPlatform('config');
const REGION = 'eu-central-1';

function assemblyOf(Resources: Record<string, Part>): Assembly {
  return new Assembly([stack(Resources, { path: `production-${REGION}/network`, region: REGION })]);
}

const needs = (resources: Record<string, Part>, sites = 0): Map<string, Need> =>
  new Map(needsOf(assemblyOf(resources), 'production', new Map([[REGION, sites]])).map((need) => [need.quota, need]));
const many = (count: number, Type: string, Properties = {}) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`R${index}`, { Type, Properties }]));
const rule = { CidrIp: '10.0.0.0/8' };

describe('what a deployment needs', () => {
  test('is counted by type, in each region, and in the account where that is the quota', () => {
    expect(needs(many(6, 'AWS::EC2::EIP')).get('elastic-ips')).toEqual({
      quota: 'elastic-ips',
      region: REGION,
      need: 6,
    });
    expect(needs(many(3, 'AWS::IAM::Role')).get('roles')).toEqual({ quota: 'roles', region: 'account', need: 3 });
    expect(needsOf(assemblyOf(many(6, 'AWS::EC2::EIP')), 'test', new Map())).toEqual(
      expect.arrayContaining([{ quota: 'roles', region: 'account', need: 0 }]),
    );
  });

  test('includes what every site has without a template', () => {
    const found = needs(many(2, 'AWS::KMS::Key'), 40);
    expect([found.get('kms-keys')!.need, found.get('secrets')!.need, found.get('app-clients-per-pool')!.need]).toEqual([
      42, 40, 40,
    ]);
  });

  test('counts the rules of a security group within it and beside it, each direction for itself', () => {
    const found = needs({
      Group: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: { SecurityGroupIngress: [rule, rule], SecurityGroupEgress: [rule] },
      },
      One: { Type: 'AWS::EC2::SecurityGroupIngress', Properties: { GroupId: { 'Fn::GetAtt': ['Group', 'GroupId'] } } },
      Other: { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress: [rule] } },
    });
    expect(found.get('rules-per-security-group')).toMatchObject({
      need: 3,
      of: `production-${REGION}/network/Group SecurityGroupIngress`,
    });
  });

  test('counts endpoints of interfaces, not gateways, of one network', () => {
    const endpoint = (type: string, vpc: string) => ({
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: { VpcEndpointType: type, VpcId: { Ref: vpc } },
    });
    const found = needs({
      A: endpoint('Interface', 'V'),
      B: endpoint('Interface', 'V'),
      C: endpoint('Gateway', 'V'),
      D: endpoint('Interface', 'W'),
    });
    expect(found.get('interface-endpoints-per-vpc')!.need).toBe(2);
  });

  test('adds up the inline policies of a role, and the managed ones that it has', () => {
    const PolicyDocument = {
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::GetAtt': ['B', 'Arn'] } }],
    };
    const roles = { Roles: [{ Ref: 'Role' }], PolicyDocument };
    const found = needs({
      Role: { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: ['arn:a'], Policies: [{ PolicyDocument }] } },
      Inline: { Type: 'AWS::IAM::Policy', Properties: roles },
      Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: roles },
    });
    const once = found.get('managed-policy-size')!.need;
    expect(once).toBeGreaterThan(150);
    expect(found.get('inline-policy-size')!.need).toBe(2 * once);
    expect(found.get('policies-per-role')!.need).toBe(2);
  });

  test('keeps the hundred executions that Lambda lets nobody reserve', () => {
    expect(
      needs(many(3, 'AWS::Lambda::Function', { ReservedConcurrentExecutions: 5 })).get('lambda-concurrency')!.need,
    ).toBe(115);
  });

  test('is held only against quotas that the table has', () => {
    const known = new Set(QUOTAS.map(({ id }) => id));
    expect([...needs({}).keys()].filter((quota) => !known.has(quota))).toEqual([]);
  });
});

test('the capacity of a web ACL is that of its groups and statements, unknown groups counted dearly', () => {
  const Rules = [
    { Statement: { ManagedRuleGroupStatement: { Name: 'AWSManagedRulesCommonRuleSet' } } },
    {
      Statement: {
        RateBasedStatement: { ScopeDownStatement: { NotStatement: { Statement: { IPSetReferenceStatement: {} } } } },
      },
    },
    { Statement: { ManagedRuleGroupStatement: { Name: 'SomebodyElses' } } },
  ];
  expect(webAclCapacity({ Rules })).toBe(700 + 2 + 1 + 1000);
});

describe('the preflight', () => {
  const check = (resources: Record<string, Part>, actual = new Map<string, number>()) =>
    quotaPreflight(assemblyOf(resources), platform, 'production', new Quotas(actual));

  test('refuses what is above the default, and says how to raise it or to say that it was raised', () => {
    expect(check(many(6, 'AWS::EC2::EIP')).refusals).toEqual([
      expect.stringMatching(
        /^eu-central-1 needs 6 addresses of 'Elastic IP addresses', and the default of [\d-]+ is 5; raise it with `aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-0263D0A3 --region eu-central-1 .*--quotas\.$/,
      ),
    ]);
  });

  test('accepts it where the account has more, and says when that is nearly used up', () => {
    const { facts, refusals } = check(many(6, 'AWS::EC2::EIP'), new Map([['L-0263D0A3', 8]]));
    expect(refusals).toEqual([]);
    expect(facts).toContainEqual(
      "Near its quota: eu-central-1 needs 6 addresses of 'Elastic IP addresses', and the account has 8.",
    );
  });

  test('refuses where the account has less than the default', () => {
    const { refusals } = check(many(4, 'AWS::EC2::EIP'), new Map([['L-0263D0A3', 3]]));
    expect(refusals).toEqual([expect.stringMatching(/needs 4 addresses .* and the account has 3; raise it/)]);
  });

  test('does not send anybody to raise what AWS does not raise', () => {
    expect(check(many(6, 'AWS::CloudTrail::Trail')).refusals).toEqual([
      expect.stringMatching(/AWS does not raise it, so make do with less\.$/),
    ]);
  });

  test('finds room for the example platform in accounts with default quotas', () => {
    const assembly = Assembly.read(exampleFolder());
    for (const { name } of platform.environments) {
      const { facts, refusals } = quotaPreflight(assembly, platform, name, new Quotas());
      expect(refusals).toEqual([]);
      expect(facts[0]).toMatch(/^(\d+) of \1 quotas have room/);
    }
  });
});
