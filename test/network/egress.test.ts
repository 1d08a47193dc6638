import { Match } from 'aws-cdk-lib/assertions';
import { allowedHosts, internalNames } from '../../lib/network/egress-hosts';
import { networkTemplate, propertiesOf } from './support';

describe('hosts that may be called', () => {
  const hosts = allowedHosts({
    regions: ['eu-central-1', 'eu-west-1', 'eu-central-1'],
    egressHosts: ['o1.ingest.sentry.io', 'intake.example.com', 'o1.ingest.sentry.io'],
  });

  test('are AWS in the named regions and the registered sub-processors, each once (OR-06)', () => {
    expect(hosts).toEqual([
      '*.eu-central-1.amazonaws.com',
      '*.auth.eu-central-1.amazoncognito.com',
      '*.eu-west-1.amazonaws.com',
      '*.auth.eu-west-1.amazoncognito.com',
      'intake.example.com',
      'o1.ingest.sentry.io',
    ]);
  });

  test('leave out AWS in every other region, through which data could leave its residency (TN-11)', () => {
    const allows = (name: string) => hosts.some((host) => name === host || name.endsWith(host.replace('*', '')));
    expect(allows('bucket.s3.eu-west-1.amazonaws.com')).toBe(true);
    expect(allows('bucket.s3.us-east-1.amazonaws.com')).toBe(false);
    expect(allows('s3.amazonaws.com')).toBe(false);
  });
});

test('names inside the VPC resolve forwards and backwards', () => {
  expect(internalNames({ region: 'eu-central-1', cidr: '10.20.0.0/16' })).toEqual([
    '*.eu-central-1.compute.internal',
    '*.ec2.internal',
    '*.eu-central-1.rds.amazonaws.com',
    '*.10.in-addr.arpa',
    'time.aws.com',
  ]);
});

test('names inside a range beside public addresses resolve backwards within that range only', () => {
  expect(internalNames({ region: 'eu-central-1', cidr: '172.20.0.0/16' })).toContain('*.20.172.in-addr.arpa');
});

describe('the DNS firewall', () => {
  const template = networkTemplate({ egressHosts: ['intake.example.com'], otherRegions: ['ap-southeast-4'] });
  const lists = propertiesOf<{ Domains: string[] }>(template, 'AWS::Route53Resolver::FirewallDomainList');
  const listWith = (domain: string) => Object.keys(lists).find((id) => lists[id]!.Domains.includes(domain))!;
  const [allowed, others] = [listWith('intake.example.com'), listWith('*')];

  test('resolves registered hosts and answers all other names with "does not exist" (D14, TN-18)', () => {
    expect(lists[allowed]!.Domains).toEqual([
      '*.ap-southeast-2.amazonaws.com',
      '*.auth.ap-southeast-2.amazoncognito.com',
      '*.ap-southeast-4.amazonaws.com',
      '*.auth.ap-southeast-4.amazoncognito.com',
      'intake.example.com',
      '*.ap-southeast-2.compute.internal',
      '*.ec2.internal',
      '*.ap-southeast-2.rds.amazonaws.com',
      '*.10.in-addr.arpa',
      'time.aws.com',
    ]);
    expect(lists[others]!.Domains).toEqual(['*']);
    template.hasResourceProperties('AWS::Route53Resolver::FirewallRuleGroup', {
      FirewallRules: [
        { Priority: 1, Action: 'ALLOW', FirewallDomainListId: { 'Fn::GetAtt': [allowed, 'Id'] } },
        {
          Priority: 2,
          Action: 'BLOCK',
          BlockResponse: 'NXDOMAIN',
          FirewallDomainListId: { 'Fn::GetAtt': [others, 'Id'] },
        },
      ].map((rule) => Match.objectLike(rule)),
    });
  });

  test('stands in the VPC, where nobody removes it by accident', () => {
    const [vpc] = Object.keys(template.findResources('AWS::EC2::VPC'));
    template.hasResourceProperties('AWS::Route53Resolver::FirewallRuleGroupAssociation', {
      VpcId: { Ref: vpc },
      MutationProtection: 'ENABLED',
    });
  });

  test('leaves AWS’s default alone, which fails closed', () => {
    template.resourceCountIs('AWS::Route53Resolver::FirewallConfig', 0);
  });

  test('calls on-call when it keeps blocking names', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Route53Resolver',
      MetricName: 'FirewallRuleQueryVolume',
      Dimensions: Match.arrayWith([{ Name: 'FirewallDomainListId', Value: { 'Fn::GetAtt': [others, 'Id'] } }]),
      AlarmDescription: Match.stringLikeRegexp('#dns-names-blocked$'),
    });
  });
});
