import { PORT_TABLE } from '../../lib/network/port-table';
import { reachability, sentence, strayFlows, waysOut } from '../../lib/network/reachability';
import type { TemplateJson } from '../../lib/network/reachability';
import { subnetsIn } from '../../lib/network/template-network';
import type { Resources } from './mutations';
import {
  APPLICATION_TABLE,
  DATABASE,
  DATA_TABLE,
  INTERNET_GATEWAY,
  LOAD_BALANCER,
  WEB,
  from,
  idOf,
  letIn,
  letOut,
  mutate,
  plain,
  route,
  tcp,
  to,
} from './mutations';

const sentences = (template: TemplateJson): string[] => reachability(template).map(sentence);

function dataWaysOut(template: TemplateJson): string[] {
  const subnets = subnetsIn(template);
  return subnets.filter(({ name }) => name === 'Data').flatMap((subnet) => waysOut(subnet, subnets));
}

describe('a change that opens something is seen', () => {
  test.each<[string, (resources: Resources) => void, string]>([
    [
      'SSH on the load balancer',
      (resources) => letIn(resources, LOAD_BALANCER, { CidrIp: '0.0.0.0/0', ...tcp(22) }),
      'internet reaches load-balancer on tcp 22',
    ],
    [
      'one office address on the load balancer',
      (resources) => letIn(resources, LOAD_BALANCER, { CidrIp: '203.0.113.7/32', ...tcp(8080) }),
      'internet reaches load-balancer on tcp 8080',
    ],
    [
      'every port of the load balancer, over IPv6',
      (resources) => letIn(resources, LOAD_BALANCER, { CidrIpv6: '::/0', IpProtocol: '-1' }),
      'internet reaches load-balancer on every port',
    ],
    [
      'a prefix list on the load balancer, by protocol number',
      (resources) =>
        letIn(resources, LOAD_BALANCER, { SourcePrefixListId: 'pl-1', ...tcp(9000, 9001), IpProtocol: '17' }),
      'internet reaches load-balancer on udp 9000-9001',
    ],
    [
      'a rule as a resource of its own',
      (resources) => {
        const GroupId = { 'Fn::GetAtt': [LOAD_BALANCER, 'GroupId'] };
        const Properties = { GroupId, CidrIp: '0.0.0.0/0', ...tcp(9000) };
        resources.Hole = { Type: 'AWS::EC2::SecurityGroupIngress', Properties };
      },
      'internet reaches load-balancer on tcp 9000',
    ],
    [
      'the database to the load balancer, on both sides',
      (resources) => {
        letIn(resources, DATABASE, { ...from(LOAD_BALANCER), ...tcp(15432) });
        letOut(resources, LOAD_BALANCER, { ...to(DATABASE), ...tcp(15432) });
      },
      'load-balancer reaches database on tcp 15432',
    ],
    [
      'the database to the whole VPC, where a range of ports overlaps',
      (resources) => letIn(resources, DATABASE, { CidrIp: '10.0.0.0/8', ...tcp(400, 500) }),
      'web reaches database on tcp 443',
    ],
    [
      'web servers to the database, by the addresses of both',
      (resources) => {
        letOut(resources, DATABASE, { CidrIp: '10.16.0.0/19', ...tcp(8443) });
        letIn(resources, WEB, { CidrIp: '10.16.96.0/19', ...tcp(8443) });
      },
      'database reaches web on tcp 8443',
    ],
    [
      'SMTP from web servers to the internet',
      (resources) => letOut(resources, WEB, { CidrIp: '0.0.0.0/0', ...tcp(25) }),
      'web reaches internet on tcp 25',
    ],
    [
      'a group whose egress EC2 opens, because nothing closes it',
      (resources) => delete resources[LOAD_BALANCER]!.Properties.SecurityGroupEgress,
      'load-balancer reaches internet on every port',
    ],
    [
      'a group without a role',
      (resources) => {
        const SecurityGroupIngress = [{ CidrIp: '0.0.0.0/0', ...tcp(3389) }];
        resources.Stray = { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress } };
      },
      'internet reaches Stray on tcp 3389',
    ],
    [
      'the default group of the VPC',
      (resources) => delete resources[idOf(/^VpcRestrictDefaultSecurityGroup/)],
      'default group reaches internet on every port',
    ],
    [
      'a route of application subnets to the internet gateway, with a door',
      (resources) => {
        route(resources, APPLICATION_TABLE, INTERNET_GATEWAY, '0.0.0.0/1');
        letIn(resources, WEB, { CidrIp: '0.0.0.0/0', ...tcp(8443) });
      },
      'internet reaches web on tcp 8443',
    ],
    [
      'a peering connection',
      (resources) => route(resources, APPLICATION_TABLE, { VpcPeeringConnectionId: 'pcx-1' }, '10.99.0.0/16'),
      'web reaches elsewhere on tcp 443',
    ],
  ])('%s', (_name, change, expected) => {
    const template = mutate(change);
    expect(sentences(plain)).not.toContain(expected);
    expect(sentences(template)).toContain(expected);
    expect(strayFlows(template, PORT_TABLE).stray.map(sentence)).toContain(expected);
  });

  test.each([
    ['the internet gateway', INTERNET_GATEWAY, 'internet gateway'],
    ['a NAT gateway', { NatGatewayId: { Ref: idOf(/^VpcEgressSubnet1NATGateway/) } }, 'NAT'],
    ['another network', { TransitGatewayId: 'tgw-1' }, 'elsewhere'],
  ])('a route of data subnets to %s', (_name, target, expected) => {
    expect(dataWaysOut(plain)).toEqual([]);
    expect(dataWaysOut(mutate((resources) => route(resources, DATA_TABLE, target)))).toEqual([expected]);
  });

  test('a gateway endpoint in a data subnet', () => {
    const template = mutate((resources) => {
      resources[idOf(/^ServiceEndpointsS3/)]!.Properties.RouteTableIds!.push({ Ref: DATA_TABLE });
    });
    expect(dataWaysOut(template)).toEqual(['gateway endpoint']);
  });
});

test('one side of a connection opens nothing', () => {
  const template = mutate((resources) => letIn(resources, DATABASE, { ...from(LOAD_BALANCER), ...tcp(15432) }));
  expect(sentences(template)).toEqual(sentences(plain));
});

test('a row of the port table without its rules is missing', () => {
  const template = mutate((resources) => delete resources[idOf(/^SecurityGroupsWebFromLoadBalancer8443/)]);
  expect(strayFlows(template, PORT_TABLE).missing).toMatchObject([{ from: 'load-balancer', to: 'web' }]);
});

describe('what the model cannot follow is an error', () => {
  test.each<[string, (resources: Resources) => void, RegExp]>([
    [
      'a peer of another stack',
      (resources) =>
        letOut(resources, WEB, { DestinationSecurityGroupId: { 'Fn::GetStackOutput': {} }, IpProtocol: 'tcp' }),
      /not a reference within the template/,
    ],
    [
      'a rule without a peer',
      (resources) => letOut(resources, WEB, { IpProtocol: 'tcp' }),
      /has a peer that can't be followed/,
    ],
    [
      'a subnet that uses the main route table',
      (resources) => delete resources[idOf(/^VpcDataSubnet1RouteTableAssociation/)],
      /has no route table of its own/,
    ],
    [
      'an endpoint that is no firewall',
      (resources) => route(resources, APPLICATION_TABLE, { VpcEndpointId: 'vpce-1' }),
      /no firewall endpoint can be found/,
    ],
    [
      'packets that run in a circle',
      (resources) =>
        route(resources, idOf(/^VpcEgressSubnet1RouteTable[0-9A-F]{8}$/), {
          NatGatewayId: { Ref: idOf(/^VpcEgressSubnet1NATGateway/) },
        }),
      /packets run in a circle/,
    ],
    [
      'a second VPC',
      (resources) => {
        resources.Second = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.99.0.0/16' } };
      },
      /expected one VPC in the template, found 2/,
    ],
  ])('%s', (_name, change, message) => {
    expect(() => reachability(mutate(change))).toThrow(message);
  });
});
