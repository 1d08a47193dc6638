import type { Part } from '../commitments/template';
import { reviewOfChange } from './compare';

const ROLE: Part = { Type: 'AWS::IAM::Role', Properties: {} };

function policy(...Statement: Record<string, unknown>[]): Part {
  return { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement } } };
}

function bucketPolicy(...Statement: Record<string, unknown>[]): Part {
  return { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: { Statement } } };
}

const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' };
const deny = { Effect: 'Deny', Action: 's3:*', Principal: '*', Resource: '*' };

function rights(before: Record<string, Part>, after: Record<string, Part>): string[] {
  return reviewOfChange(before, after).rights.map(({ subject, what }) => `${subject} ${what}`);
}

describe('a review of rights', () => {
  test('says what a role may do that it might not before', () => {
    expect(
      rights({ Role: ROLE, P: policy(read) }, { Role: ROLE, P: policy(read, { ...read, Action: 's3:PutObject' }) }),
    ).toEqual(['Role allows s3:PutObject on arn:aws:s3:::a/*']);
    expect(rights({ Role: ROLE, P: policy(read) }, { Role: ROLE, P: policy({ ...read, Resource: '*' }) })).toEqual([
      'Role allows s3:GetObject on *',
    ]);
    expect(rights({}, { P: policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }) })).toEqual([
      'Role allows all but iam:* on *',
    ]);
  });

  test('is silent where a right is narrowed, reordered, renamed, or moved to another policy of the same role', () => {
    const wide = { ...read, Action: ['s3:Get*', 's3:PutObject'], Resource: '*' };
    expect(rights({ P: policy(wide) }, { P: policy(read) })).toEqual([]);
    expect(
      rights({ P: policy(read) }, { P: policy({ ...read, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }) }),
    ).toEqual([]);
    expect(rights({ P: policy(read, deny) }, { Q: policy({ ...deny, Sid: 'Never' }, read) })).toEqual([]);
  });

  test('does not take a pattern for more than it matches', () => {
    const narrow = { ...read, Action: 's3:Get.bject', Resource: '*' };
    expect(rights({ P: policy(narrow) }, { P: policy({ ...narrow, Action: 's3:GetObject' }) })).toHaveLength(1);
    expect(rights({ P: policy({ ...read, Action: 's3:get*' }) }, { P: policy(read) })).toEqual([]);
    expect(rights({ P: policy({ ...read, Resource: 'a*' }) }, { P: policy({ ...read, Resource: 'A1' }) })).toHaveLength(
      1,
    );
  });

  test('says what is no longer denied, of what is still there', () => {
    const Bucket = { Type: 'AWS::S3::Bucket' };
    const before = { Bucket, P: bucketPolicy(deny) };
    expect(rights(before, { Bucket, P: bucketPolicy() })).toEqual(['Bucket no longer denies s3:* on * to *']);
    expect(rights(before, { Bucket })).toEqual(['Bucket no longer denies s3:* on * to *']);
    expect(rights(before, {})).toEqual([]);
  });

  test('counts a condition that differs as new', () => {
    const to = (id: string) => ({ ...read, Condition: { StringEquals: { 'aws:SourceAccount': id } } });
    expect(rights({ P: policy(to('1')) }, { P: policy(to('2')) })).toHaveLength(1);
  });

  test('sees managed policies, boundaries, trust, keys, secrets, tables and functions', () => {
    const role = (properties: Record<string, unknown>) => ({ Role: { ...ROLE, Properties: properties } });
    expect(rights(role({}), role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }))).toHaveLength(
      1,
    );
    expect(rights(role({ PermissionsBoundary: 'arn' }), role({}))).toHaveLength(1);
    const trust = (Service: string) =>
      role({ AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service } }] } });
    expect(rights(trust('a.amazonaws.com'), trust('b.amazonaws.com'))).toHaveLength(1);
    const holders: [string, string][] = [
      ['AWS::KMS::Key', 'KeyPolicy'],
      ['AWS::SecretsManager::ResourcePolicy', 'ResourcePolicy'],
      ['AWS::DynamoDB::Table', 'ResourcePolicy'],
    ];
    for (const [Type, name] of holders) {
      const one = (...Statement: unknown[]) => ({ One: { Type, Properties: { [name]: { Statement } } } });
      expect(rights(one(), one(read))).toHaveLength(1);
    }
    const permission = {
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName: { Ref: 'F' }, Action: 'lambda:InvokeFunction', Principal: '*' },
    };
    expect(rights({}, { P: permission })).toEqual(['F allows lambda:InvokeFunction to *']);
  });
});

function network(before: Record<string, Part>, after: Record<string, Part>): string[] {
  return reviewOfChange(before, after).network.map(({ subject, what }) => `${subject} ${what}`);
}

function rule(
  CidrIp: string,
  [FromPort, ToPort]: [number, number] = [443, 443],
  Type = 'AWS::EC2::SecurityGroupIngress',
): Part {
  return { Type, Properties: { GroupId: 'Group', IpProtocol: 'tcp', FromPort, ToPort, CidrIp } };
}

describe('a review of the network', () => {
  test('says whom a security group lets in and out that it did not before', () => {
    expect(network({ R: rule('10.0.0.0/16') }, { R: rule('0.0.0.0/0') })).toEqual([
      'Group lets in TCP 443 Everyone (IPv4)',
    ]);
    expect(network({}, { R: rule('10.0.0.0/16', [1, 9], 'AWS::EC2::SecurityGroupEgress') })).toEqual([
      'Group lets out TCP 1-9 10.0.0.0/16',
    ]);
  });

  test('is silent where a rule is narrowed, in range or in ports, or only renamed', () => {
    expect(network({ R: rule('10.0.0.0/16') }, { R: rule('10.0.1.0/24') })).toEqual([]);
    expect(network({ R: rule('10.0.0.0/16', [1, 1000]) }, { R: rule('10.0.0.0/16') })).toEqual([]);
    expect(network({ R: rule('10.0.0.0/16') }, { Q: rule('10.0.0.0/16') })).toEqual([]);
    expect(network({ R: rule('10.0.0.0/16') }, { R: rule('10.0.0.0/16', [443, 444]) })).toHaveLength(1);
  });

  test('says what else opens: routes, public addresses, listeners, names', () => {
    const one = (Type: string, Properties: Record<string, unknown>) => ({ One: { Type, Properties } });
    const openings: [Record<string, Part>, Record<string, Part>][] = [
      [one('AWS::EC2::Route', { NatGatewayId: 'n' }), one('AWS::EC2::Route', { GatewayId: 'g' })],
      [one('AWS::RDS::DBInstance', {}), one('AWS::RDS::DBInstance', { PubliclyAccessible: true })],
      [one('AWS::EC2::Subnet', {}), one('AWS::EC2::Subnet', { MapPublicIpOnLaunch: true })],
      [{}, one('AWS::EC2::VPCPeeringConnection', {})],
      [{}, one('AWS::ElasticLoadBalancingV2::Listener', { Port: 80, Protocol: 'HTTP' })],
      [{}, one('AWS::EC2::NetworkAclEntry', { RuleAction: 'allow', CidrBlock: '0.0.0.0/0' })],
      [one('AWS::WAFv2::WebACLAssociation', {}), {}],
    ];
    for (const [before, after] of openings) {
      expect(network(before, after)).toHaveLength(1);
      expect(network(after, after)).toEqual([]);
    }
    expect(network({}, one('AWS::EC2::NetworkAclEntry', { RuleAction: 'deny' }))).toEqual([]);
    const domains = (...Domains: string[]) => one('AWS::Route53Resolver::FirewallDomainList', { Domains });
    expect(network(domains('a.example', 'c.example'), domains('a.example', 'b.example'))).toEqual([
      'One names b.example',
    ]);
  });
});
