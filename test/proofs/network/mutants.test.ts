import type { TemplateJson } from '../../../lib/network/template-network';
import { ANYWHERE, add, changed, groupOf, idIn, propertiesIn, rulesOf, subnetOf, tableOf, tcp } from './changes';
import type { Resources } from './changes';
import { networks } from './example-networks';
import { holesIn, overlaps, rangesOf } from './holes';

const INSTANCE = 'AWS::RDS::DBInstance';
const gateway = (resources: Resources) => ({ GatewayId: { Ref: idIn(resources, 'AWS::EC2::InternetGateway') } });
const card = (resources: Resources) => {
  const { LaunchTemplateData } = propertiesIn(resources, 'AWS::EC2::LaunchTemplate', /^web_/);
  return (LaunchTemplateData as { NetworkInterfaces: Record<string, unknown>[] }).NetworkInterfaces[0]!;
};

/** Each opens one thing, and is to be found by a sentence that matches. */
const HOLES: readonly [name: string, change: (resources: Resources) => void, found: RegExp][] = [
  [
    'a database group that lets everybody in',
    (resources) => rulesOf(resources, 'Database', 'Ingress').push({ CidrIp: ANYWHERE, ...tcp(15432) }),
    /^if it could be called: internet reaches database on tcp 15432$/,
  ],
  [
    'SSH on the load balancer, on which nothing listens',
    (resources) => rulesOf(resources, 'LoadBalancer', 'Ingress').push({ CidrIp: ANYWHERE, ...tcp(22) }),
    /internet reaches load-balancer on tcp 22$/,
  ],
  [
    'another port that the load balancer listens on',
    (resources) => {
      const { LoadBalancerArn } = propertiesIn(resources, 'AWS::ElasticLoadBalancingV2::Listener', /^web_/);
      resources.Hole = { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { LoadBalancerArn, Port: 8080 } };
      rulesOf(resources, 'LoadBalancer', 'Ingress').push({ CidrIp: ANYWHERE, ...tcp(8080) });
    },
    /^internet reaches load-balancer on tcp 8080$/,
  ],
  [
    'web servers for everybody, with a way',
    (resources) => {
      add(resources, 'Hole', 'Route', {
        RouteTableId: tableOf(resources, 'Application'),
        DestinationCidrBlock: '0.0.0.0/1',
        ...gateway(resources),
      });
      rulesOf(resources, 'Web', 'Ingress').push({ CidrIp: ANYWHERE, ...tcp(8443) });
    },
    /^internet reaches web on tcp 8443$/,
  ],
  [
    'a route of a data subnet to the internet gateway',
    (resources) =>
      add(resources, 'Hole', 'Route', {
        RouteTableId: tableOf(resources, 'Data'),
        DestinationCidrBlock: ANYWHERE,
        ...gateway(resources),
      }),
    /Data.* leads out through internet gateway$/,
  ],
  [
    'a route of a data subnet to a NAT gateway',
    (resources) => {
      const NatGatewayId = { Ref: idIn(resources, 'AWS::EC2::NatGateway') };
      add(resources, 'Hole', 'Route', {
        RouteTableId: tableOf(resources, 'Data'),
        DestinationCidrBlock: ANYWHERE,
        NatGatewayId,
      });
    },
    /Data.* leads out through NAT$/,
  ],
  [
    'a route to a peer',
    (resources) =>
      add(resources, 'Hole', 'Route', {
        RouteTableId: tableOf(resources, 'Application'),
        DestinationCidrBlock: '10.99.0.0/16',
        VpcPeeringConnectionId: 'pcx-1',
      }),
    /^web reaches elsewhere on tcp 443$/,
  ],
  [
    'a route to a transit gateway',
    (resources) =>
      add(resources, 'Hole', 'Route', {
        RouteTableId: tableOf(resources, 'Data'),
        DestinationCidrBlock: '10.0.0.0/8',
        TransitGatewayId: 'tgw-1',
      }),
    /Data.* leads out through elsewhere$/,
  ],
  ...['VPCPeeringConnection', 'TransitGatewayAttachment', 'VPNGateway', 'VPCEndpointService'].map(
    (type): (typeof HOLES)[number] => [
      `a ${type}`,
      (resources) => add(resources, 'Hole', type, {}),
      /^Hole is a AWS::EC2::\w+, which joins networks$/,
    ],
  ),
  [
    "an endpoint of somebody's own service",
    (resources) =>
      (propertiesIn(resources, 'AWS::EC2::VPCEndpoint').ServiceName = 'com.amazonaws.vpce.us-east-1.vpce-svc-0a1b'),
    /leads to a service that is not AWS's$/,
  ],
  [
    'a database with a public address',
    (resources) => (propertiesIn(resources, INSTANCE).PubliclyAccessible = true),
    /has an address on the internet$/,
  ],
  [
    'a database of which nothing is said',
    (resources) => delete propertiesIn(resources, INSTANCE).PubliclyAccessible,
    /has an address on the internet$/,
  ],
  [
    'a database in subnets of servers',
    (resources) =>
      (propertiesIn(resources, 'AWS::RDS::DBSubnetGroup', /^data_/).SubnetIds = [subnetOf(resources, 'Application')]),
    /stands outside the subnets for data$/,
  ],
  [
    'servers with public addresses',
    (resources) => (card(resources).AssociatePublicIpAddress = true),
    /^web_.* has an address on the internet$/,
  ],
  [
    'servers that get one from their subnet',
    (resources) => (resources[subnetOf(resources, 'Application').Ref]!.Properties.MapPublicIpOnLaunch = true),
    /^web_.* has an address on the internet$/,
  ],
  [
    'servers beside the load balancer',
    (resources) =>
      (propertiesIn(resources, 'AWS::AutoScaling::AutoScalingGroup', /^web_/).VPCZoneIdentifier = [
        subnetOf(resources, 'Public'),
      ]),
    /^web_.* stands beside the internet gateway$/,
  ],
  [
    'servers in a second group',
    (resources) => (card(resources).Groups = [groupOf(resources, 'Web'), groupOf(resources, 'LoadBalancer')]),
    /^web_.* holds the groups of web and load-balancer$/,
  ],
  [
    'servers in the group of databases',
    (resources) => (card(resources).Groups = [groupOf(resources, 'Database')]),
    /^web_.* is a server and holds the group of database$/,
  ],
  [
    'a network interface with an elastic address',
    (resources) => {
      add(resources, 'Card', 'NetworkInterface', {
        SubnetId: subnetOf(resources, 'Application'),
        GroupSet: [groupOf(resources, 'Web')],
      });
      add(resources, 'Hole', 'EIPAssociation', { NetworkInterfaceId: { Ref: 'Card' } });
    },
    /^Card has an address on the internet$/,
  ],
  [
    'an instance with an address of its own',
    (resources) => {
      const NetworkInterfaces = [
        {
          SubnetId: subnetOf(resources, 'Public'),
          GroupSet: [groupOf(resources, 'Web')],
          AssociatePublicIpAddress: true,
        },
      ];
      add(resources, 'Hole', 'Instance', { NetworkInterfaces });
    },
    /^Hole has an address on the internet$/,
  ],
  [
    'tasks with public addresses',
    (resources) => {
      const machine = propertiesIn(resources, 'AWS::StepFunctions::StateMachine', /^sites_Onerestore/);
      const { 'Fn::Join': join } = machine.DefinitionString as { 'Fn::Join': [string, unknown[]] };
      join[1] = join[1].map((part) =>
        typeof part === 'string'
          ? part.replaceAll('"AwsvpcConfiguration":{', '"AwsvpcConfiguration":{"AssignPublicIp":"ENABLED",')
          : part,
      );
    },
    /^sites_Onerestore.* has an address on the internet$/,
  ],
  [
    'the load balancer let to databases, on both sides',
    (resources) => {
      rulesOf(resources, 'Database', 'Ingress').push({
        SourceSecurityGroupId: groupOf(resources, 'LoadBalancer'),
        ...tcp(15432),
      });
      rulesOf(resources, 'LoadBalancer', 'Egress').push({
        DestinationSecurityGroupId: groupOf(resources, 'Database'),
        ...tcp(15432),
      });
    },
    /^load-balancer reaches database on tcp 15432$/,
  ],
  [
    'databases let to the whole VPC',
    (resources) => rulesOf(resources, 'Database', 'Ingress').push({ CidrIp: '10.0.0.0/8', ...tcp(443) }),
    /reaches database on tcp 443$/,
  ],
  [
    'e-mail of servers to the internet',
    (resources) => rulesOf(resources, 'Web', 'Egress').push({ CidrIp: ANYWHERE, ...tcp(25) }),
    /^web reaches internet on tcp 25$/,
  ],
  [
    'a row of the table whose rule is gone',
    (resources) => delete resources[idIn(resources, 'AWS::EC2::SecurityGroupIngress', /DatabaseFromWeb/)],
    /^web reaches database on tcp 15432: no longer$/,
  ],
];

const tried = ['production-ap-southeast-2', 'test-eu-central-1'].map((name) =>
  networks.find((one) => one.name === name)!,
);

describe.each(tried)('a hole in the network of $name is found:', ({ template }) => {
  test.each(HOLES)('%s', (_name, change, found) => {
    const mutant = changed(template, change);
    expect(holesIn(mutant)).toContainEqual(expect.stringMatching(found));
  });
});

test('none of the sentences is said of the networks as they are', () => {
  for (const { template } of tried) expect(holesIn(template)).toEqual([]);
});

test('ranges that meet are found', () => {
  const [one, other] = tried as [(typeof tried)[number], (typeof tried)[number]];
  const moved: TemplateJson = changed(other.template, (resources) => {
    propertiesIn(resources, 'AWS::EC2::VPC').CidrBlock = '10.16.128.0/20';
  });
  expect(overlaps({ one: rangesOf(one.template), other: rangesOf(moved) })).toEqual(['one and other']);
});

describe('what cannot be followed is an error', () => {
  const { template } = tried[0]!;

  test.each<[string, (resources: Resources) => void, RegExp]>([
    [
      'something new in a subnet',
      (resources) => (resources.New = { Type: 'AWS::ElastiCache::ServerlessCache', Properties: { SubnetIds: [] } }),
      /who reaches a AWS::ElastiCache::ServerlessCache is not known here/,
    ],
    ['a server without a group', (resources) => delete card(resources).Groups, /has no security group/],
    [
      'a group of another network',
      (resources) => (card(resources).Groups = [{ Ref: 'AWS::NoValue' }]),
      /which is not in the template/,
    ],
  ])('%s', (_name, change, message) => {
    expect(() => holesIn(changed(template, change))).toThrow(message);
  });
});
