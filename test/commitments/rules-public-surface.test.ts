import { describeRules } from './describe-rules';
import type { Part } from './template';

const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const runsTask = (AwsvpcConfiguration: Record<string, unknown>) => ({
  DefinitionString: JSON.stringify({
    States: {
      Run: {
        Type: 'Task',
        Resource: 'arn:aws:states:::ecs:runTask.sync',
        Parameters: { NetworkConfiguration: { AwsvpcConfiguration } },
      },
    },
  }),
});
/** A subnet of a kind with a route table of its own. */
const subnet = (kind: string): Record<string, Part> => ({
  [kind]: { Type: 'AWS::EC2::Subnet', Properties: { Tags: [{ Key: 'aws-cdk:subnet-name', Value: kind }] } },
  [`${kind}Table`]: { Type: 'AWS::EC2::RouteTable' },
  [`${kind}Association`]: {
    Type: 'AWS::EC2::SubnetRouteTableAssociation',
    Properties: { SubnetId: { Ref: kind }, RouteTableId: { Ref: `${kind}Table` } },
  },
});

describeRules([
  {
    rule: 'NW-03.PublicSurface',
    good: {
      Logs: { Type: LOAD_BALANCER, Properties: { Type: 'network', Scheme: 'internal' } },
      Entry: { Type: LOAD_BALANCER, Properties: { Type: 'application', Scheme: 'internet-facing' } },
    },
    mutants: [
      ['log servers on the internet', { Scheme: 'internet-facing' }, /is internet-facing for a load balancer without/],
      ['the default, which is the internet', { Scheme: undefined }, /is missing/],
    ],
  },
  {
    rule: 'NW-03.PublicSurface',
    good: {
      Address: { Type: 'AWS::EC2::EIP' },
      Nat: {
        Type: 'AWS::EC2::NatGateway',
        Properties: { AllocationId: { 'Fn::GetAtt': ['Address', 'AllocationId'] } },
      },
    },
    mutants: [['a server with an address', { InstanceId: { Ref: 'Server' } }, /address of no NAT gateway/]],
  },
  {
    rule: 'NW-03.PublicSurface',
    good: { Subnet: { Type: 'AWS::EC2::Subnet', Properties: { MapPublicIpOnLaunch: false } } },
    mutants: [['addresses for all that start', { MapPublicIpOnLaunch: true }, /a public address/]],
  },
  {
    rule: 'NW-03.PublicSurface',
    good: { Server: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: {} } } },
    mutants: [
      [
        'an address for each server',
        { LaunchTemplateData: { NetworkInterfaces: [{ AssociatePublicIpAddress: true }] } },
        /behind the load balancer/,
      ],
    ],
  },
  {
    rule: 'NW-03.PublicSurface',
    good: { Database: { Type: 'AWS::RDS::DBInstance', Properties: { PubliclyAccessible: false } } },
    mutants: [
      ['a public database', { PubliclyAccessible: true }, /is not false/],
      ['what the subnets decide', { PubliclyAccessible: undefined }, /is not false/],
    ],
  },
  {
    rule: 'NW-03.PublicSurface',
    good: { Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'AWS_IAM' } } },
    mutants: [['a function that anybody calls', { AuthType: 'NONE' }, /AWS_IAM is allowed/]],
  },
  {
    rule: 'NW-03.PublicSurface',
    good: { Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: runsTask({ Subnets: [] }) } },
    mutants: [['a task with an address', runsTask({ AssignPublicIp: 'ENABLED' }), /public address in Run/]],
  },
  {
    rule: 'NW-03.PublicSurface',
    good: {
      Out: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: { Ref: 'PublicTable' }, GatewayId: { Ref: 'Igw' } } },
      Nat: {
        Type: 'AWS::EC2::Route',
        Properties: { RouteTableId: { Ref: 'DataTable' }, NatGatewayId: { Ref: 'Nat' } },
      },
      ...subnet('Public'),
      ...subnet('Data'),
    },
    mutants: [['a way to databases', { RouteTableId: { Ref: 'DataTable' } }, /into subnets of Data; go by/]],
  },
]);
